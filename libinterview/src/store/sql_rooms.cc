#include "store/arguments.h"
#include "store/columns.h"
#include "store/query.h"
#include "store/sql_append.h"
#include "store/sql_store.h"

namespace interview {

Result<void> SqlStore::create_room(const RoomRow& room, const Append& first) {
  if (auto checked = check_room(room, first); !checked) return checked;
  const std::vector<Append> batch = {first};
  const auto plan = plan_append(batch);
  if (!plan) return plan.error();
  if (plan->heads.front().expected != 0) return {Errc::gap, "a room begins with record 1"};

  const std::string no_hash = dialect_.bytes_in(bytes_of(Digest{}));
  const long long created_at = room.created_at, ended_at = room.ended_at;
  auto created = writing([&](soci::session& session) -> Result<void> {
    execute(session,
            "insert into rooms (id, title, owner, created_at, ended_at, head_seq, head_hash) "
            "values (:id, :title, :owner, :created_at, :ended_at, 0, " +
                dialect_.bytes_value(":hash") + ")",
            soci::use(room.id, "id"), soci::use(room.title, "title"), soci::use(room.owner, "owner"),
            soci::use(created_at, "created_at"), soci::use(ended_at, "ended_at"), soci::use(no_hash, "hash"));
    return append_rows(session, dialect_, batch, *plan);
  });
  // Its records are unique with it, so the conflict is the room's.
  if (!created && created.error().code == Errc::store_conflict)
    return {Errc::name_taken, "there is a room " + room.id};
  return created;
}

Result<RoomRow> SqlStore::room(std::string_view id_view) {
  if (!is_storable(id_view)) return no_such_room(id_view);
  const std::string id(id_view);
  return reading([&](soci::session& session) -> Result<RoomRow> {
    RoomRow row;
    long long created_at = 0, ended_at = 0;
    if (!select_row(session, "select id, title, owner, created_at, ended_at from rooms where id = :id",
                    soci::use(id), soci::into(row.id), soci::into(row.title), soci::into(row.owner),
                    soci::into(created_at), soci::into(ended_at)))
      return no_such_room(id);
    row.created_at = created_at;
    row.ended_at = ended_at;
    return row;
  });
}

Result<std::vector<RoomRow>> SqlStore::rooms(std::string_view owner_view, std::string_view before_view,
                                             size_t limit_rows) {
  if (!is_storable(owner_view)) return std::vector<RoomRow>();
  if (!is_storable(before_view)) return no_such_room(before_view);
  const std::string owner(owner_view), before(before_view);
  const long long limit = bigint(limit_rows);
  return reading([&](soci::session& session) -> Result<std::vector<RoomRow>> {
    long long before_at = std::numeric_limits<long long>::max();
    if (!before.empty() && !select_row(session, "select created_at from rooms where id = :id",
                                       soci::use(before), soci::into(before_at)))
      return no_such_room(before);
    std::vector<RoomRow> rows;
    RoomRow row;
    long long created_at = 0, ended_at = 0;
    const auto take = [&] {
      row.created_at = created_at;
      row.ended_at = ended_at;
      rows.push_back(row);
    };
    const std::string select =
        "select id, title, owner, created_at, ended_at from rooms "
        "where (created_at, id) < (:before_at, :before) ";
    const std::string order = "order by created_at desc, id desc limit :limit";
    auto columns = [&](const std::string& sql, auto&&... more) {
      for_each_row(session, sql, take, soci::into(row.id), soci::into(row.title), soci::into(row.owner),
                   soci::into(created_at), soci::into(ended_at), soci::use(before_at, "before_at"),
                   soci::use(before, "before"), soci::use(limit, "limit"), more...);
    };
    if (owner.empty())
      columns(select + order);
    else
      columns(select + "and owner = :owner " + order, soci::use(owner, "owner"));
    return rows;
  });
}

Result<std::vector<PersonRow>> SqlStore::people(std::string_view room_view) {
  if (!is_storable(room_view)) return std::vector<PersonRow>();
  const std::string room(room_view);
  return reading([&](soci::session& session) -> Result<std::vector<PersonRow>> {
    std::vector<PersonRow> rows;
    PersonRow row;
    long long number = 0;
    for_each_row(
        session, "select number, subject, name from people where room = :room order by number",
        [&] {
          row.number = static_cast<uint32_t>(number);
          rows.push_back(row);
        },
        soci::into(number), soci::into(row.subject), soci::into(row.name), soci::use(room, "room"));
    return rows;
  });
}

Result<std::optional<Seal>> SqlStore::seal_of(std::string_view room_view) {
  if (!is_storable(room_view)) return std::optional<Seal>();
  const std::string room(room_view);
  return reading([&](soci::session& session) -> Result<std::optional<Seal>> {
    long long count = 0;
    std::string head, key, signature;
    if (!select_row(session, "select records, head, public_key, signature from seals where room = :room",
                    soci::use(room), soci::into(count), soci::into(head), soci::into(key),
                    soci::into(signature)))
      return std::optional<Seal>();
    return std::optional(Seal{static_cast<uint64_t>(count), array_from<Digest>(dialect_, head),
                              dialect_.bytes_out(key), dialect_.bytes_out(signature)});
  });
}

}  // namespace interview
