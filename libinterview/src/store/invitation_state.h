// Whether an invitation lets somebody in.
#pragma once

#include <optional>

#include "interview/store.h"

namespace interview {

// The invitation itself. Errc::bad_invitation if there is none, or it is revoked; invitation_expired (at
// `expires_at` and later), invitation_used_up.
Result<Invitation> usable(std::optional<Invitation> invitation, int64_t now);

}  // namespace interview
