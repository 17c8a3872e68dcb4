// What every store refuses, so that all of them refuse the same.
#pragma once

#include <cstdint>
#include <string_view>

#include "interview/store.h"

namespace interview {

// Whether all databases can hold this text: UTF-8 without NUL. What is not storable is nowhere stored.
bool is_storable(std::string_view text) noexcept;

// Errc::bad_text, bad_argument.
Result<void> check_room(const RoomRow& room, const Append& first);
Result<void> check_invitation(const Invitation& invitation);

Error no_such_room(std::string_view id);

}  // namespace interview
