// What happened in a room: the body of a record. Text is UTF-8; positions are UTF-16 code units.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "interview/operation.h"
#include "interview/record.h"
#include "interview/role.h"
#include "interview/run_result.h"

namespace interview::event {

struct Opened {
  std::string title;
  std::string language;
};
struct Joined {
  uint32_t participant = 0;
  Role role = Role::observer;
  std::string subject;  // of the token; the name is kept outside the log
};
struct RoleChanged {
  uint32_t participant = 0;
  Role role = Role::observer;
};
struct Removed {
  uint32_t participant = 0;
};
struct DocOpened {
  uint32_t doc = 0;
  std::string name;
  uint32_t owner = 0;
  std::string text;
};
struct DocRenamed {
  uint32_t doc = 0;
  std::string name;
};
struct DocRemoved {
  uint32_t doc = 0;
};
struct Edited {
  uint32_t doc = 0;
  uint64_t rev = 0;  // of the document after it
  Operation op;
  std::u16string erased;  // what `op` erased, so that it can be inverted alone
};
struct Chat {
  std::string text;
};
struct Note {
  std::string text;
};
struct LanguageSet {
  std::string language;
};
struct ProblemSet {
  std::string id, title, statement;
};
struct Locked {};
struct Unlocked {};
struct RunQueued {
  uint32_t run = 0;
  uint32_t doc = 0;
  uint64_t rev = 0;
  std::string language;
  std::string input;
};
struct RunStarted {
  uint32_t run = 0;
  std::string language_version;
  std::string image;
  bool cold = false;
};
struct RunOutput {
  uint32_t run = 0;
  OutputStream stream = OutputStream::out;
  std::string data;
};
struct RunInput {
  uint32_t run = 0;
  std::string text;
  bool end = false;
};
struct RunStopping {
  uint32_t run = 0;
};
struct RunEnded {
  uint32_t run = 0;
  RunResult result;
  uint64_t dropped_bytes = 0;  // of output, beyond the room's limits
};
struct Submitted {
  struct Doc {
    uint32_t doc = 0;
    uint64_t rev = 0;
  };
  std::vector<Doc> docs;
};
struct Ended {};

}  // namespace interview::event

namespace interview {

// In the order of RecordKind, beginning with `opened`.
using Event = std::variant<event::Opened, event::Joined, event::RoleChanged, event::Removed, event::DocOpened,
                           event::DocRenamed, event::DocRemoved, event::Edited, event::Chat, event::Note,
                           event::LanguageSet, event::ProblemSet, event::Locked, event::Unlocked,
                           event::RunQueued, event::RunStarted, event::RunOutput, event::RunInput,
                           event::RunStopping, event::RunEnded, event::Submitted, event::Ended>;

inline RecordKind kind_of(const Event& event) noexcept {
  return static_cast<RecordKind>(event.index() + 1);
}

// The canonical bytes of a body, and back: Errc::record_malformed. Format: docs/log-format.md.
std::string encode_event(const Event& event);
Result<Event> decode_event(RecordKind kind, std::string_view body);

}  // namespace interview
