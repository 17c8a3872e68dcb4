// A room with people in it, for tests.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "interview/room.h"

namespace interview::test {

// "ok" or the wire code of the error: what tests compare, because it prints well.
template <typename T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "ok" : wire_code(result.error().code);
}

std::string client_of(uint32_t participant);
// The text of a document as UTF-8; empty if there is none.
std::string text_of(const Room& room, uint32_t doc);
// All records are replayed into a new room: the test fails if one is refused.
Room replayed(const std::vector<Entry>& log, const RoomLimits& limits = {});

// Everything that happens is checked here: a refused call has changed nothing, and what was done is in `log`,
// once.
class Scene {
 public:
  explicit Scene(const RoomLimits& limits = {});

  // A new participant of that role.
  uint32_t join(Role role);
  // Asks through the participant's client, with its next number: "ok", "duplicate" or the error's wire code.
  std::string ask(uint32_t participant, const Command& command);
  std::string ask(const Sender& sender, const Command& command);
  std::string start(uint32_t run);
  std::string end(uint32_t run, RunKind kind = RunKind::ok);
  // How many bytes did not fit.
  size_t output(uint32_t run, std::string_view data, OutputStream stream = OutputStream::out);

  // The id of a new document; the test fails if it is refused.
  uint32_t open(const std::string& name, const std::string& text = {}, uint32_t owner = 0);
  // The id of a new run, begun by the interviewer.
  uint32_t begin_run(uint32_t doc, const std::string& input = {});

  // The next moment: times rise by 10 ms, salts differ.
  Moment moment();
  // Takes the entries made since into `log`; returns how many.
  size_t collect();

  Room room;
  uint32_t interviewer = 0;
  std::vector<Entry> log;
  std::vector<RunOrder> orders;

 private:
  // Calls `act`, which gives a wire code, and checks that a refusal has changed nothing.
  template <typename Act>
  std::string checked(Act act);

  std::map<uint32_t, uint64_t> numbers_;
  int64_t clock_ = 0;
  uint64_t salts_ = 0;
};

}  // namespace interview::test
