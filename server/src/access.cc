#include "access.h"

#include "interview/bytes.h"
#include "interview/room.h"

namespace interview {

void Access::set_public_url(std::string url) {
  const std::lock_guard lock(mutex_);
  public_url_ = std::move(url);
}

std::string Access::public_url() const {
  const std::lock_guard lock(mutex_);
  return public_url_;
}

Result<Claims> Access::claims_of(std::string_view token, std::optional<std::string> room) const {
  Expect expect{std::string(kIssuer), std::string(kAudience), clock_.now_ms() / 1000};
  expect.room = std::move(room);
  auto claims = verify(keys_, token, expect);
  // A right that is told to be missing is not to be there all the same.
  if (claims && claims->permissions)
    return Error{Errc::token_claims, "this server knows roles only, not a token's permissions"};
  return claims;
}

Result<Identity> Access::authenticate(std::string_view token, std::string_view room) const {
  const auto claims = claims_of(token, std::string(room));
  if (!claims) return claims.error();
  const auto role = role_from(claims->role);
  if (!role) return Error{Errc::token_claims, "the token is of no role in a room"};
  Identity who{claims->subject, claims->name, *role, claims->expires_at * 1000};
  if (!check_person_name(who.name)) who.name = "Somebody";
  return who;
}

Result<Owner> Access::check_owner(std::string_view token) const {
  const auto claims = claims_of(token);
  if (!claims) return claims.error();
  if (claims->role != kOwner || !claims->room.empty())
    return Error{Errc::not_permitted, "this token may not manage rooms"};
  return Owner{claims->subject, check_person_name(claims->name) ? claims->name : "Owner"};
}

Result<std::string> Access::check_anybody(std::string_view token) const {
  const auto claims = claims_of(token);
  if (!claims) return claims.error();
  return claims->subject;
}

Result<Pass> Access::issue(std::string_view subject, std::string_view room, std::string_view role,
                           std::string_view name) const {
  const int64_t now = clock_.now_ms() / 1000;
  Claims claims;
  claims.issuer = kIssuer;
  claims.audience = kAudience;
  claims.subject = subject;
  claims.room = room;
  claims.role = role;
  claims.name = name;
  claims.issued_at = now;
  claims.expires_at = now + options_.token_ms / 1000;
  auto token = sign(keys_, claims);
  if (!token) return token.error();
  return Pass{std::move(*token), claims.room, claims.role, claims.expires_at * 1000};
}

Result<RenewedToken> Access::renew(const Identity& who, std::string_view room) const {
  auto pass = issue(who.subject, room, to_string(who.role), who.name);
  if (!pass) return pass.error();
  return RenewedToken{std::move(pass->token), pass->expires_at};
}

Result<std::string> Access::invite(std::string_view room, std::string_view role, uint32_t uses,
                                   int64_t life_ms) {
  const std::string code = to_base64url(random_bytes(18));
  Invitation invitation;
  invitation.id = random_id("i_");
  invitation.room = room;
  invitation.code = blake2b(code);
  invitation.role = role;
  invitation.expires_at = clock_.now_ms() + life_ms;
  invitation.uses_left = uses;
  if (const auto added = store_.add_invitation(invitation); !added) return added.error();
  const std::string path = room.empty() ? "/" : "/r/" + std::string(room);
  return public_url() + path + "#i=" + code;
}

Result<std::map<std::string, std::string>> Access::invite_all(std::string_view room) {
  std::map<std::string, std::string> links;
  for (const char* role : {"interviewer", "reviewer", "observer"}) {
    auto link = invite(room, role, options_.invitation_uses, options_.invitation_ms);
    if (!link) return link.error();
    links[role] = std::move(*link);
  }
  return links;
}

Result<Invitation> Access::look_at(std::string_view code) {
  return store_.find_invitation(blake2b(code), clock_.now_ms());
}

Result<Invitation> Access::look_at(std::string_view room, std::string_view code) {
  auto found = look_at(code);
  if (found && found->room != room) return Error{Errc::bad_invitation, "the link is for another room"};
  return found;
}

Result<Pass> Access::exchange(std::string_view room, std::string_view code, std::string_view name) {
  if (const auto fits = check_person_name(name); !fits) return fits.error();
  // Looked at first: a link that is tried at another room is not used up by that.
  if (const auto found = look_at(room, code); !found) return found.error();
  const auto used = store_.use_invitation(blake2b(code), clock_.now_ms());
  if (!used) return used.error();
  return issue(used->role == kOwner ? "owner" : random_id("p_"), room, used->role, name);
}

}  // namespace interview
