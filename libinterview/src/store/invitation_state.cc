#include "store/invitation_state.h"

namespace interview {

Result<Invitation> usable(std::optional<Invitation> invitation, int64_t now) {
  if (!invitation) return {Errc::bad_invitation, "the invitation is unknown"};
  if (invitation->revoked) return {Errc::bad_invitation, "the invitation was revoked"};
  if (invitation->expires_at <= now) return {Errc::invitation_expired, "the invitation has expired"};
  if (invitation->uses_left == 0) return {Errc::invitation_used_up, "the invitation is used up"};
  return *std::move(invitation);
}

}  // namespace interview
