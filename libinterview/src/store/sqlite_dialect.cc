#include <chrono>
#include <deque>
#include <thread>

#include "store/dialect.h"
#include "store/query.h"

namespace interview {
namespace {

using Clock = std::chrono::steady_clock;

// Turns the write-ahead log on. Of several that do so at once SQLite answers all but one that the file is
// busy, without waiting for the time-out: then false, until `deadline` is over.
bool begin_wal(soci::session& session, std::string& mode, Clock::time_point deadline) {
  try {
    select_row(session, "pragma journal_mode = wal", soci::into(mode));
    return true;
  } catch (const soci::sqlite3_soci_error& error) {
    if ((error.result() & 0xff) != SQLITE_BUSY || Clock::now() >= deadline) throw;
    return false;
  }
}

class SqliteDialect final : public Dialect {
 public:
  const soci::backend_factory& backend() const override { return *soci::factory_sqlite3(); }

  void configure(soci::session& session, unsigned busy_timeout_ms) const override {
    execute(session, "pragma busy_timeout = " + std::to_string(busy_timeout_ms));
    std::string encoding, mode;
    select_row(session, "pragma encoding", soci::into(encoding));
    // Bytes are bound as text and cast: that keeps them only where text is UTF-8 throughout.
    if (encoding != "UTF-8") throw soci::soci_error("the database's encoding is " + encoding + ", not UTF-8");
    for (const auto deadline = Clock::now() + std::chrono::milliseconds(busy_timeout_ms);;) {
      if (begin_wal(session, mode, deadline)) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (mode != "wal") throw soci::soci_error("the file system does not allow SQLite's write-ahead log");
    execute(session, "pragma synchronous = full");
    // In KiB. Each room has pages of its own at its end: with SQLite's 2 MiB, 500 rooms read theirs again and
    // again.
    execute(session, "pragma cache_size = -16384");
    execute(session, "pragma secure_delete = on");  // an erased body is gone from the file as well
  }

  // Immediate: a transaction that begins by reading could not become a writing one after somebody else wrote.
  const char* begin_write() const override { return "begin immediate"; }
  void lock_schema(soci::session&) const override {}  // the one writer is us already

  bool has_table(soci::session& session, const std::string& name) const override {
    int count = 0;
    select_row(session, "select count(*) from sqlite_master where type = 'table' and name = :name",
               soci::use(name), soci::into(count));
    return count > 0;
  }

  const char* bytes_type() const override { return "blob"; }
  // SQLite's text is its bytes, NUL included, and a cast to blob keeps them all (sqlite.org/nulinstr.html).
  std::string bytes_in(std::string_view bytes) const override { return std::string(bytes); }
  std::string bytes_out(std::string column) const override { return column; }

  long long run(soci::session& session, const std::string& sql, const Rows& rows) const override;
  Error explain(const soci::soci_error& error, const std::string& where, bool connecting) const override;
};

long long SqliteDialect::run(soci::session& session, const std::string& sql, const Rows& rows) const {
  const auto& columns = rows.columns();
  // What a row binds; a deque, since the statement holds on to the addresses.
  std::deque<long long> integers(columns.size());
  std::deque<std::string> texts(columns.size());
  soci::statement statement(session);
  std::string source;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string name = columns[i].name, parameter = ":" + name;
    source += source.empty() ? "(select " : ", ";
    source += (columns[i].type == Rows::Type::bytes ? bytes_value(parameter) : parameter) + " as " + name;
    if (columns[i].type == Rows::Type::integer)
      statement.exchange(soci::use(integers[i], name));
    else
      statement.exchange(soci::use(texts[i], name));
  }
  statement.alloc();
  statement.prepare(with_rows(sql, source + ") as m"));
  statement.define_and_bind();

  long long changed = 0;
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].type == Rows::Type::integer)
        integers[i] = std::get<long long>(rows.at(row, i));
      else
        texts[i] = std::get<std::string_view>(rows.at(row, i));
    }
    statement.execute(true);
    changed += statement.get_affected_rows();
  }
  return changed;
}

Error SqliteDialect::explain(const soci::soci_error& error, const std::string& where, bool) const {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  switch (sqlite ? sqlite->result() & 0xff : SQLITE_OK) {
    case SQLITE_CONSTRAINT:
      return {Errc::store_conflict, where + " has it already"};
    case SQLITE_FULL:
      return {Errc::store_failed, "no space left for " + where + ": free some on its disk"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {Errc::store_failed, where + " is read-only: let this user write the file and its folder"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Errc::store_failed,
              where + " is locked by another program: stop it, or wait longer (busy_timeout_ms)"};
    case SQLITE_CANTOPEN:
      return {Errc::store_failed,
              "cannot open " + where + ": make its folder, and let this user write there"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Errc::store_failed,
              where + " is damaged or no SQLite database: restore it, or name another file"};
    case SQLITE_TOOBIG:
      return {Errc::too_big, "above what one SQLite value may hold"};
    default:
      return {Errc::store_failed, where + ": " + one_line(error.get_error_message())};
  }
}

}  // namespace

const Dialect& sqlite_dialect() {
  static const SqliteDialect dialect;
  return dialect;
}

}  // namespace interview
