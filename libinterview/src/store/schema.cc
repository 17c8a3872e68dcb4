#include "store/schema.h"

#include "store/query.h"

namespace interview {
namespace {

// What is in the tables:
//   rooms        a room and the head of its log, so that a log's end is one row
//   records      the log. A room's head moves in the transaction that adds them: no foreign key has to be
//   checked people       names, outside the log seals        of rooms that have ended snapshots    the newest
//   of each room invitations  `room` is empty for an invitation to the server
// Flags are 0 and 1; times are ms since 1970; nothing is ever null.
const Migration kVersion1 = {
    "create table rooms (id text primary key, title text not null, owner text not null, created_at bigint "
    "not null, "
    "ended_at bigint not null, head_seq bigint not null, head_hash BYTES not null)",
    "create index rooms_by_age on rooms (created_at, id)",
    "create index rooms_by_owner on rooms (owner, created_at, id)",
    "create table records (room text not null, seq bigint not null, header BYTES not null, salt BYTES not "
    "null, "
    "body BYTES not null, erased smallint not null, hash BYTES not null, primary key (room, seq))",
    "create table people (room text not null, number bigint not null, subject text not null, name text not "
    "null, "
    "primary key (room, number))",
    "create table seals (room text primary key, records bigint not null, head BYTES not null, "
    "public_key BYTES not null, signature BYTES not null)",
    "create table snapshots (room text primary key, seq bigint not null, bytes BYTES not null)",
    "create table invitations (id text primary key, room text not null, code BYTES not null unique, "
    "role text not null, expires_at bigint not null, uses_left bigint not null, revoked smallint not null)",
    "create index invitations_by_room on invitations (room)",
};
const Migration kSteps[] = {kVersion1};

std::string in_dialect(std::string sql, const Dialect& dialect) {
  static constexpr std::string_view kBytes = "BYTES";
  for (size_t at = sql.find(kBytes); at != sql.npos; at = sql.find(kBytes, at))
    sql.replace(at, kBytes.size(), dialect.bytes_type());
  return sql;
}

}  // namespace

std::span<const Migration> migrations() {
  return kSteps;
}

Result<void> migrate(Connection& connection, std::span<const Migration> steps) {
  return connection.write([&](soci::session& session) -> Result<void> {
    const Dialect& dialect = connection.dialect();
    dialect.lock_schema(session);
    long long version = 0;
    if (dialect.has_table(session, "schema_version"))
      select_row(session, "select version from schema_version", soci::into(version));
    else {
      execute(session, "create table schema_version (version bigint not null)");
      execute(session, "insert into schema_version values (0)");
    }
    const auto newest = static_cast<long long>(steps.size());
    if (version > newest)
      return {Errc::store_schema_newer, "the store has schema version " + std::to_string(version) +
                                            ", this program " + std::to_string(newest) +
                                            ": use a newer libinterview"};
    if (version == newest) return {};
    for (const Migration& step : steps.subspan(static_cast<size_t>(version)))
      for (const std::string& sql : step) execute(session, in_dialect(sql, dialect));
    execute(session, "update schema_version set version = :version", soci::use(newest));
    return {};
  });
}

}  // namespace interview
