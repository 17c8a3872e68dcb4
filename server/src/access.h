// Who may come in: tokens of people, and invitation links that are exchanged for them.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "interview/executor.h"
#include "interview/hub.h"
#include "interview/result.h"
#include "interview/store.h"
#include "interview/token.h"

namespace interview {

inline constexpr std::string_view kIssuer = "interviewd";
inline constexpr std::string_view kAudience = "interview";
// The role of whoever may create rooms; it is not a role in a room.
inline constexpr std::string_view kOwner = "owner";

struct AccessOptions {
  int64_t token_ms = 3'600'000;
  int64_t invitation_ms = 7ll * 86'400'000;
  uint32_t invitation_uses = 100;
};

// Who may create rooms, by a token.
struct Owner {
  std::string subject;
  std::string name;  // for others to see
};

struct Pass {
  std::string token;
  std::string room;  // empty for the owner
  std::string role;
  int64_t expires_at = 0;  // ms since 1970
};

// Any thread. Calls that say so block on the store.
class Access {
 public:
  Access(Store& store, KeyRing keys, const Clock& clock, const AccessOptions& options)
      : store_(store), keys_(std::move(keys)), clock_(clock), options_(options) {}

  // The person of a token for a room. Errc::token_*.
  Result<Identity> authenticate(std::string_view token, std::string_view room) const;
  Result<RenewedToken> renew(const Identity& who, std::string_view room) const;
  // The owner of an owner's token. Errc::token_*, not_permitted.
  Result<Owner> check_owner(std::string_view token) const;
  // The subject of a token of a person, the owner or somebody in any room. Errc::token_*.
  Result<std::string> check_anybody(std::string_view token) const;

  // Blocks. A link for `role` (or kOwner, with an empty room).
  Result<std::string> invite(std::string_view room, std::string_view role, uint32_t uses, int64_t life_ms);
  // Blocks. The links that a new room has, by role.
  Result<std::map<std::string, std::string>> invite_all(std::string_view room);
  // Blocks. Looks at an invitation of `room` (empty: of the server) without using it. Errc::bad_invitation,
  // invitation_expired, invitation_used_up.
  Result<Invitation> look_at(std::string_view room, std::string_view code);
  // Blocks. The same of an invitation to anywhere.
  Result<Invitation> look_at(std::string_view code);
  // Blocks. Takes one use of the invitation. The errors of look_at(), and bad_name.
  Result<Pass> exchange(std::string_view room, std::string_view code, std::string_view name);

  const AccessOptions& options() const { return options_; }

  // What links begin with. It is known once the server listens.
  void set_public_url(std::string url);
  std::string public_url() const;

 private:
  // Of a token that is good, and of `room` if one is given. Errc of verify(), and token_claims for a token
  // that narrows its role.
  Result<Claims> claims_of(std::string_view token, std::optional<std::string> room = std::nullopt) const;
  Result<Pass> issue(std::string_view subject, std::string_view room, std::string_view role,
                     std::string_view name) const;

  Store& store_;
  const KeyRing keys_;
  const Clock& clock_;
  const AccessOptions options_;
  mutable std::mutex mutex_;
  std::string public_url_;
};

}  // namespace interview
