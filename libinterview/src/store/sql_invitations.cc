#include "store/arguments.h"
#include "store/columns.h"
#include "store/invitation_state.h"
#include "store/query.h"
#include "store/sql_store.h"

namespace interview {
namespace {

// The invitations for which `condition` holds, in the order in which they expire.
template <typename... Bound>
std::vector<Invitation> select_invitations(soci::session& session, const Dialect& dialect,
                                           const std::string& condition, Bound&&... bound) {
  std::vector<Invitation> found;
  Invitation invitation;
  std::string code;
  long long expires_at = 0, uses_left = 0;
  int revoked = 0;
  for_each_row(
      session,
      "select id, room, code, role, expires_at, uses_left, revoked from invitations where " + condition +
          " order by expires_at, id",
      [&] {
        invitation.code = array_from<Digest>(dialect, code);
        invitation.expires_at = expires_at;
        invitation.uses_left = static_cast<uint32_t>(uses_left);
        invitation.revoked = revoked != 0;
        found.push_back(invitation);
      },
      soci::into(invitation.id), soci::into(invitation.room), soci::into(code), soci::into(invitation.role),
      soci::into(expires_at), soci::into(uses_left), soci::into(revoked), std::forward<Bound>(bound)...);
  return found;
}

std::optional<Invitation> by_code(soci::session& session, const Dialect& dialect, const Digest& code) {
  const std::string bytes = dialect.bytes_in(bytes_of(code));
  auto found = select_invitations(session, dialect, "code = " + dialect.bytes_value(":code"),
                                  soci::use(bytes, "code"));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

Result<void> SqlStore::add_invitation(const Invitation& invitation) {
  if (auto checked = check_invitation(invitation); !checked) return checked;
  if (!is_storable(invitation.room)) return no_such_room(invitation.room);
  const std::string code = dialect_.bytes_in(bytes_of(invitation.code));
  const long long expires_at = invitation.expires_at, uses_left = invitation.uses_left;
  const int revoked = invitation.revoked ? 1 : 0;
  auto added = writing([&](soci::session& session) -> Result<void> {
    int rooms = 0;
    select_row(session, "select count(*) from rooms where id = :room", soci::use(invitation.room),
               soci::into(rooms));
    if (rooms == 0 && !invitation.room.empty()) return no_such_room(invitation.room);
    execute(session,
            "insert into invitations (id, room, code, role, expires_at, uses_left, revoked) values (:id, "
            ":room, " +
                dialect_.bytes_value(":code") + ", :role, :expires_at, :uses_left, :revoked)",
            soci::use(invitation.id, "id"), soci::use(invitation.room, "room"), soci::use(code, "code"),
            soci::use(invitation.role, "role"), soci::use(expires_at, "expires_at"),
            soci::use(uses_left, "uses_left"), soci::use(revoked, "revoked"));
    return {};
  });
  if (!added && added.error().code == Errc::store_conflict)
    return {Errc::name_taken, "there is an invitation of that id or code"};
  return added;
}

Result<std::vector<Invitation>> SqlStore::invitations(std::string_view room_view) {
  if (!is_storable(room_view)) return std::vector<Invitation>();
  const std::string room(room_view);
  return reading([&](soci::session& session) -> Result<std::vector<Invitation>> {
    return select_invitations(session, dialect_, "room = :room", soci::use(room, "room"));
  });
}

Result<void> SqlStore::revoke_invitation(std::string_view room_view, std::string_view id_view) {
  const Error not_found = {Errc::not_found, "there is no such invitation"};
  if (!is_storable(room_view) || !is_storable(id_view)) return not_found;
  const std::string room(room_view), id(id_view);
  return writing([&](soci::session& session) -> Result<void> {
    const long long revoked =
        execute(session, "update invitations set revoked = 1 where room = :room and id = :id",
                soci::use(room, "room"), soci::use(id, "id"));
    if (revoked == 0) return not_found;
    return {};
  });
}

Result<Invitation> SqlStore::find_invitation(const Digest& code, int64_t now) {
  return reading([&](soci::session& session) -> Result<Invitation> {
    return usable(by_code(session, dialect_, code), now);
  });
}

Result<Invitation> SqlStore::use_invitation(const Digest& code, int64_t now_ms) {
  const std::string bytes = dialect_.bytes_in(bytes_of(code));
  const long long now = now_ms;
  return writing([&](soci::session& session) -> Result<Invitation> {
    // The update decides, also among several processes: its conditions are those of `usable`.
    const long long used = execute(
        session,
        "update invitations set uses_left = uses_left - 1 where code = " + dialect_.bytes_value(":code") +
            " and revoked = 0 and expires_at > :now and uses_left > 0",
        soci::use(bytes, "code"), soci::use(now, "now"));
    auto invitation = by_code(session, dialect_, code);
    if (used == 1 && invitation) return *std::move(invitation);
    return usable(std::move(invitation), now_ms);
  });
}

}  // namespace interview
