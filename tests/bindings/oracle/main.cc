// The oracle: this library, asked by tests in other languages. A line of JSON in, a line of JSON out:
//
//   {"do":"ops","cases":[...]}                    what operations do (op_cases.h)
//   {"do":"open","id":1,"room","client",...}      client sessions, by id (sessions.h)
//   {"do":"room","seed":7,...}                    a hub with one room, one at a time (rooms.h)
//
// It ends with its input; with code 1 if it is asked what it does not know, or finds a promise broken.
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include "bindings/oracle/op_cases.h"
#include "bindings/oracle/rooms.h"
#include "bindings/oracle/sessions.h"

using namespace interview;
using namespace interview::test;

namespace {

constexpr size_t kMostBytes = 64u << 20;
constexpr size_t kMostDepth = 16;

// What to say to a line; empty if nothing can be said.
std::string answer(const std::string& line, Sessions& sessions, Rooms& rooms) {
  const auto message = wire::JsonMessage::parse(line, kMostBytes, kMostDepth);
  if (!message) return {};
  wire::FieldsIn in(message->object());
  const std::string what = in.text("do");
  std::string json;
  const auto write = [&](auto ask) {
    json.clear();
    wire::JsonOut out(json);
    return ask(out);
  };
  const bool known = what == "ops" ? write([&](auto& out) { return answer_op_cases(in, out), true; })
                                   : write([&](auto& out) { return sessions.answer(what, in, out); }) ||
                                         write([&](auto& out) { return rooms.answer(what, in, out); });
  if (!in.ok()) std::cerr << "oracle: " << in.error().message << ": " << line.substr(0, 1000) << "\n";
  return known && in.ok() ? json : std::string();
}

}  // namespace

int main() {
  try {
    std::ios::sync_with_stdio(false);
    Sessions sessions;
    Rooms rooms;
    for (std::string line; std::getline(std::cin, line);) {
      const std::string said = answer(line, sessions, rooms);
      if (said.empty()) {
        std::cerr << "oracle: not understood: " << line.substr(0, 1000) << "\n";
        return 1;
      }
      std::cout << said << std::endl;
    }
  } catch (const std::exception& failure) {
    std::cerr << "oracle: " << failure.what() << "\n";
    return 1;
  }
  return 0;
}
