// Who may do what in a room.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "interview/result.h"

namespace interview {

// The numbers are part of the log's format.
enum class Role : uint8_t {
  interviewer = 1,
  reviewer = 2,  // the person who is interviewed and writes the code
  observer = 3,
  teacher = 4,
  student = 5,
};

const char* to_string(Role role) noexcept;
Result<Role> role_from(std::string_view name);  // Errc::bad_argument

enum class Permission : uint16_t {
  edit = 1,      // documents that belong to nobody, and one's own
  edit_own = 2,  // one's own documents only
  run = 4,
  submit = 8,
  chat = 16,          // to everybody
  interviewers = 32,  // the interviewers' channel: their chat, notes
  signal = 64,        // calls
  manage = 128,       // notes, lock, roles, removal, problem, end; every document; not stopped by a lock
};

// A set of permissions, as bits.
using Permissions = uint16_t;

constexpr bool has(Permissions set, Permission one) noexcept {
  return (set & static_cast<uint16_t>(one)) != 0;
}

Permissions permissions_of(Role role) noexcept;
// Their names, e.g. {"edit", "run"}. Static storage.
std::vector<std::string_view> names_of(Permissions set);

}  // namespace interview
