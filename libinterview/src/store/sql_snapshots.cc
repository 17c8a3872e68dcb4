#include "store/arguments.h"
#include "store/columns.h"
#include "store/query.h"
#include "store/sql_store.h"

namespace interview {

Result<void> SqlStore::put_snapshot(std::string_view room_view, const StoredSnapshot& snapshot) {
  if (!is_storable(room_view)) return no_such_room(room_view);
  const std::string room(room_view), bytes = dialect_.bytes_in(snapshot.bytes);
  const long long seq = bigint(snapshot.seq);
  return writing([&](soci::session& session) -> Result<void> {
    int rooms = 0;
    select_row(session, "select count(*) from rooms where id = :room", soci::use(room), soci::into(rooms));
    if (rooms == 0) return no_such_room(room);
    execute(session,
            "insert into snapshots (room, seq, bytes) values (:room, :seq, " +
                dialect_.bytes_value(":bytes") +
                ") on conflict (room) do update set seq = excluded.seq, bytes = excluded.bytes "
                "where snapshots.seq <= excluded.seq",
            soci::use(room, "room"), soci::use(seq, "seq"), soci::use(bytes, "bytes"));
    return {};
  });
}

Result<std::optional<StoredSnapshot>> SqlStore::snapshot(std::string_view room_view) {
  if (!is_storable(room_view)) return std::optional<StoredSnapshot>();
  const std::string room(room_view);
  return reading([&](soci::session& session) -> Result<std::optional<StoredSnapshot>> {
    long long seq = 0;
    std::string bytes;
    if (!select_row(session, "select seq, bytes from snapshots where room = :room", soci::use(room),
                    soci::into(seq), soci::into(bytes)))
      return std::optional<StoredSnapshot>();
    return std::optional(StoredSnapshot{static_cast<uint64_t>(seq), dialect_.bytes_out(std::move(bytes))});
  });
}

}  // namespace interview
