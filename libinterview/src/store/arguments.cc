#include "store/arguments.h"

#include "interview/text.h"

namespace interview {

bool is_storable(std::string_view text) noexcept {
  return text.find('\0') == text.npos && is_valid_utf8(text);
}

Result<void> check_room(const RoomRow& room, const Append& first) {
  if (room.id.empty() || room.id != first.room)
    return {Errc::bad_argument, "the first records are not those of the room"};
  if (!is_storable(room.id) || !is_storable(room.title) || !is_storable(room.owner))
    return {Errc::bad_text, "id, title or owner of the room is not UTF-8 without NUL"};
  return {};
}

Result<void> check_invitation(const Invitation& invitation) {
  if (invitation.id.empty()) return {Errc::bad_argument, "the invitation has no id"};
  if (!is_storable(invitation.id) || !is_storable(invitation.role))
    return {Errc::bad_text, "id or role of the invitation is not UTF-8 without NUL"};
  return {};
}

Error no_such_room(std::string_view id) {
  return {Errc::no_such_room, "no room " + (is_storable(id) ? std::string(id) : "of that id")};
}

}  // namespace interview
