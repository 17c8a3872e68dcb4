// A room of this library behind connections that come as JSON: a real hub, step by step, whose store fails
// and which dies and comes back.
#pragma once

#include <memory>

#include "hub/hub_server.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview::test {

class Rooms {
 public:
  // Does {"do", ...} and answers with an object. Unknown: false.
  bool answer(const std::string& what, wire::FieldsIn& in, wire::JsonOut& out);

 private:
  void open(wire::FieldsIn& in);
  void write_sent(wire::JsonOut& out);

  HubTotals totals_;
  std::unique_ptr<HubServer> server_;
};

}  // namespace interview::test
