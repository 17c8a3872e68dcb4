#include "store/sql_append.h"

#include "store/arguments.h"
#include "store/columns.h"
#include "store/query.h"
#include "store/sql_store.h"

namespace interview {
namespace {

using Type = Rows::Type;

std::string_view salt_bytes(const Salt& salt) {
  return {reinterpret_cast<const char*>(salt.data()), salt.size()};
}

// Why not every head could be moved.
Error conflict(soci::session& session, const AppendPlan& plan) {
  for (const AppendPlan::Head& head : plan.heads) {
    const std::string room(head.room);
    long long seq = 0;
    if (!select_row(session, "select head_seq from rooms where id = :room", soci::use(room), soci::into(seq)))
      return no_such_room(room);
    if (seq != bigint(head.expected))
      return {Errc::store_conflict, "room " + room + " is at record " + std::to_string(seq) + ", not " +
                                        std::to_string(head.expected)};
  }
  return {Errc::store_conflict, "another writer moved the head of a room"};
}

bool move_heads(soci::session& session, const Dialect& dialect, const AppendPlan& plan) {
  Rows rows({{"room", Type::text},
             {"expected", Type::integer},
             {"seq", Type::integer},
             {"hash", Type::bytes},
             {"ended_at", Type::integer}});
  for (const AppendPlan::Head& head : plan.heads)
    rows.add({head.room, bigint(head.expected), bigint(head.seq), bytes_of(*head.hash),
              static_cast<long long>(head.ended_at)});
  const long long moved =
      dialect.run(session,
                  "update rooms set head_seq = m.seq, head_hash = m.hash, "
                  "ended_at = case when m.ended_at = 0 then rooms.ended_at else m.ended_at end "
                  "from {rows} where rooms.id = m.room and rooms.head_seq = m.expected",
                  rows);
  return moved == static_cast<long long>(plan.heads.size());
}

void insert_records(soci::session& session, const Dialect& dialect, const std::vector<Append>& batch) {
  Rows rows({{"room", Type::text},
             {"seq", Type::integer},
             {"header", Type::bytes},
             {"salt", Type::bytes},
             {"body", Type::bytes},
             {"erased", Type::integer},
             {"hash", Type::bytes}});
  for (const Append& append : batch)
    for (const Record& record : append.records)
      rows.add({std::string_view(append.room), bigint(record.header.seq),
                std::string_view(record.header_bytes), salt_bytes(record.salt), std::string_view(record.body),
                record.erased ? 1LL : 0LL, bytes_of(record.hash)});
  dialect.run(session,
              "insert into records (room, seq, header, salt, body, erased, hash) "
              "select m.room, m.seq, m.header, m.salt, m.body, m.erased, m.hash from {rows}",
              rows);
}

void insert_people(soci::session& session, const Dialect& dialect, const AppendPlan& plan) {
  Rows rows({{"room", Type::text}, {"number", Type::integer}, {"subject", Type::text}, {"name", Type::text}});
  for (const auto& [key, person] : plan.people)
    rows.add({key.first, static_cast<long long>(key.second), std::string_view(person->subject),
              std::string_view(person->name)});
  // `where true` tells SQLite's parser that `on conflict` does not belong to a join.
  if (!rows.empty())
    dialect.run(session,
                "insert into people (room, number, subject, name) "
                "select m.room, m.number, m.subject, m.name from {rows} where true "
                "on conflict (room, number) do update set subject = excluded.subject, name = excluded.name",
                rows);
}

void insert_seals(soci::session& session, const Dialect& dialect, const AppendPlan& plan) {
  Rows rows({{"room", Type::text},
             {"records", Type::integer},
             {"head", Type::bytes},
             {"public_key", Type::bytes},
             {"signature", Type::bytes}});
  for (const AppendPlan::Head& head : plan.heads)
    if (head.seal)
      rows.add({head.room, bigint(head.seal->count), bytes_of(head.seal->head),
                std::string_view(head.seal->key), std::string_view(head.seal->signature)});
  if (!rows.empty())
    dialect.run(session,
                "insert into seals (room, records, head, public_key, signature) "
                "select m.room, m.records, m.head, m.public_key, m.signature from {rows}",
                rows);
}

}  // namespace

Result<void> append_rows(soci::session& session, const Dialect& dialect, const std::vector<Append>& batch,
                         const AppendPlan& plan) {
  if (!move_heads(session, dialect, plan)) return conflict(session, plan);
  insert_records(session, dialect, batch);
  insert_people(session, dialect, plan);
  insert_seals(session, dialect, plan);
  return {};
}

Result<void> SqlStore::append(const std::vector<Append>& batch) {
  if (batch.empty()) return {};
  const auto plan = plan_append(batch);
  if (!plan) return plan.error();
  return writing([&](soci::session& session) { return append_rows(session, dialect_, batch, *plan); });
}

}  // namespace interview
