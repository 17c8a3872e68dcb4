// What people ask of a room. Text is UTF-8; positions are UTF-16 code units.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "interview/operation.h"
#include "interview/role.h"

namespace interview::command {

struct Edit {
  uint32_t doc = 0;
  uint64_t base = 0;  // the revision that `op` applies to
  Operation op;
};
struct Chat {
  std::string text;
  bool to_interviewers = false;
};
struct Note {
  std::string text;
};
struct OpenDoc {
  std::string name;
  std::string text;
  uint32_t owner = 0;  // participant's number; 0: everybody's
};
struct RenameDoc {
  uint32_t doc = 0;
  std::string name;
};
struct RemoveDoc {
  uint32_t doc = 0;
};
struct SetLanguage {
  std::string language;
};
struct SetProblem {
  std::string id, title, statement;
};
struct Lock {};
struct Unlock {};
struct Run {
  uint32_t doc = 0;
  std::string language;  // empty: the room's
  std::string input;     // standard input
  bool keep_input_open = false;
};
struct RunInput {
  uint32_t run = 0;
  std::string text;
  bool end = false;  // end of file after it
};
struct RunStop {
  uint32_t run = 0;
};
struct Submit {};
struct SetRole {
  uint32_t participant = 0;
  Role role = Role::observer;
};
struct Remove {
  uint32_t participant = 0;
};
struct End {};

}  // namespace interview::command

namespace interview {

using Command =
    std::variant<command::Edit, command::Chat, command::Note, command::OpenDoc, command::RenameDoc,
                 command::RemoveDoc, command::SetLanguage, command::SetProblem, command::Lock,
                 command::Unlock, command::Run, command::RunInput, command::RunStop, command::Submit,
                 command::SetRole, command::Remove, command::End>;

}  // namespace interview
