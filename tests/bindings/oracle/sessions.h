// Client sessions of this library, each told what its twin in another language is told.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "interview/client_session.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview::test {

class Sessions {
 public:
  // Does {"do", "id", ...} and answers with an object: {"error": code} if it was refused. Unknown: false.
  bool answer(const std::string& what, wire::FieldsIn& in, wire::JsonOut& out);

 private:
  void open(wire::FieldsIn& in, wire::JsonOut& out);
  void reopen(wire::FieldsIn& in, wire::JsonOut& out);
  ClientSession& session(wire::FieldsIn& in) { return sessions_.at(in.number32("id")); }

  std::map<uint32_t, ClientSession> sessions_;
  std::map<uint32_t, ClientOptions> options_;
  std::map<uint32_t, std::string> kept_;
};

}  // namespace interview::test
