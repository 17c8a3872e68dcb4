#include <set>

#include "store/arguments.h"
#include "store/columns.h"
#include "store/query.h"
#include "store/sql_store.h"

namespace interview {

Result<LogHead> SqlStore::head(std::string_view room_view) {
  if (!is_storable(room_view)) return no_such_room(room_view);
  const std::string room(room_view);
  return reading([&](soci::session& session) -> Result<LogHead> {
    long long seq = 0;
    std::string hash;
    if (!select_row(session, "select head_seq, head_hash from rooms where id = :room", soci::use(room),
                    soci::into(seq), soci::into(hash)))
      return no_such_room(room);
    return LogHead{static_cast<uint64_t>(seq), array_from<Digest>(dialect_, hash)};
  });
}

Result<std::optional<Digest>> SqlStore::hash_at(std::string_view room_view, uint64_t seq_number) {
  if (!is_storable(room_view)) return std::optional<Digest>();
  const std::string room(room_view);
  const long long seq = bigint(seq_number);
  return reading([&](soci::session& session) -> Result<std::optional<Digest>> {
    std::string hash;
    if (!select_row(session, "select hash from records where room = :room and seq = :seq",
                    soci::use(room, "room"), soci::use(seq, "seq"), soci::into(hash)))
      return std::optional<Digest>();
    return std::optional(array_from<Digest>(dialect_, hash));
  });
}

Result<std::vector<Record>> SqlStore::read(std::string_view room_view, uint64_t after_seq, size_t max_records,
                                           size_t max_bytes) {
  if (!is_storable(room_view)) return std::vector<Record>();
  const std::string room(room_view);
  const long long after = bigint(after_seq), records_limit = bigint(max_records),
                  bytes_limit = bigint(max_bytes);
  return reading([&](soci::session& session) -> Result<std::vector<Record>> {
    std::vector<Record> records;
    std::string header, salt, body, hash;
    int erased = 0;
    const auto take = [&] {
      Record record;
      record.header_bytes = dialect_.bytes_out(header);
      auto decoded = decode_header(record.header_bytes);
      if (!decoded)
        throw std::runtime_error("a record of room " + room + " is damaged: " + decoded.error().message);
      record.header = *std::move(decoded);
      record.erased = erased != 0;
      if (!record.erased) record.salt = array_from<Salt>(dialect_, salt);
      record.body = dialect_.bytes_out(body);
      record.hash = array_from<Digest>(dialect_, hash);
      records.push_back(std::move(record));
    };
    // The database counts the bytes, so that bodies above the limit never travel; and it counts them by their
    // lengths alone, so that it does not read them either.
    for_each_row(session,
                 "select header, salt, body, erased, hash from records "
                 "where room = :room and seq > :after and seq <= ("
                 "select max(seq) from ("
                 "select seq, sum(size) over (order by seq rows unbounded preceding) - size as before from ("
                 "select seq, length(body) as size from records "
                 "where room = :same_room and seq > :same_after order by seq limit :records_limit) as page"
                 ") as counted where before <= :bytes_limit) order by seq",
                 take, soci::into(header), soci::into(salt), soci::into(body), soci::into(erased),
                 soci::into(hash), soci::use(room, "room"), soci::use(after, "after"),
                 soci::use(room, "same_room"), soci::use(after, "same_after"),
                 soci::use(records_limit, "records_limit"), soci::use(bytes_limit, "bytes_limit"));
    return records;
  });
}

Result<void> SqlStore::erase_bodies(std::string_view room_view, const std::vector<uint64_t>& seqs) {
  const std::set<uint64_t> distinct(seqs.begin(), seqs.end());
  if (distinct.empty()) return {};
  const Error gap = {Errc::gap, "not all of those records are there"};
  if (!is_storable(room_view)) return gap;

  const std::string room(room_view);
  const long long first = bigint(*distinct.begin());
  Rows rows({{"room", Rows::Type::text}, {"seq", Rows::Type::integer}, {"no_bytes", Rows::Type::bytes}});
  for (const uint64_t seq : distinct) rows.add({room_view, bigint(seq), std::string_view()});
  return writing([&](soci::session& session) -> Result<void> {
    const long long erased =
        dialect_.run(session,
                     "update records set body = m.no_bytes, salt = m.no_bytes, erased = 1 "
                     "from {rows} where records.room = m.room and records.seq = m.seq",
                     rows);
    if (erased != static_cast<long long>(distinct.size())) return gap;
    execute(session, "delete from snapshots where room = :room and seq >= :first", soci::use(room, "room"),
            soci::use(first, "first"));
    return {};
  });
}

}  // namespace interview
