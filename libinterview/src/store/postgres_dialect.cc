#include <sodium.h>

#include <stdexcept>

#include "store/dialect.h"
#include "store/query.h"

namespace interview {
namespace {

// Any number will do, as long as all versions of this library take the same.
constexpr const char* kSchemaLock = "select pg_advisory_xact_lock(7310593858)";

// Bytes as PostgreSQL writes them in text: \x and hexadecimal digits (manual §8.4.1).
void append_hex(std::string& out, std::string_view bytes) {
  const size_t begin = out.size();
  out.resize(begin + 2 * bytes.size() + 1);  // and the NUL
  sodium_bin2hex(out.data() + begin, 2 * bytes.size() + 1,
                 reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  out.pop_back();
}

// One column as an array in text: {"…","…"}, where quotes and backslashes take a backslash (manual §8.15.6).
std::string array_of(const Rows& rows, size_t column) {
  std::string out = "{";
  for (size_t row = 0; row < rows.size(); ++row) {
    if (row > 0) out += ',';
    const Rows::Cell& cell = rows.at(row, column);
    switch (rows.columns()[column].type) {
      case Rows::Type::integer:
        out += std::to_string(std::get<long long>(cell));
        break;
      case Rows::Type::bytes:
        out += "\"\\\\x";
        append_hex(out, std::get<std::string_view>(cell));
        out += '"';
        break;
      case Rows::Type::text:
        out += '"';
        for (const char c : std::get<std::string_view>(cell)) {
          if (c == '"' || c == '\\') out += '\\';
          out += c;
        }
        out += '"';
        break;
    }
  }
  return out += '}';
}

const char* array_type(Rows::Type type) {
  switch (type) {
    case Rows::Type::integer:
      return "bigint[]";
    case Rows::Type::bytes:
      return "bytea[]";
    case Rows::Type::text:
      break;
  }
  return "text[]";
}

class PostgresDialect final : public Dialect {
 public:
  const soci::backend_factory& backend() const override { return *soci::factory_postgresql(); }

  void configure(soci::session& session, unsigned busy_timeout_ms) const override {
    execute(session, "set client_min_messages = warning");
    execute(session, "set bytea_output = hex");
    // 0 would mean: wait for ever.
    execute(session, "set lock_timeout = " + std::to_string(busy_timeout_ms == 0 ? 1 : busy_timeout_ms));
    // Stricter settings of the server (remote_apply) stay.
    std::string setting;
    select_row(session,
               "select set_config('synchronous_commit', case current_setting('synchronous_commit') when "
               "'off' then "
               "'on' else current_setting('synchronous_commit') end, false)",
               soci::into(setting));
  }

  const char* begin_write() const override { return "begin isolation level read committed read write"; }
  void lock_schema(soci::session& session) const override { execute(session, kSchemaLock); }

  bool has_table(soci::session& session, const std::string& name) const override {
    int count = 0;
    select_row(session,
               "select count(*) from pg_tables where schemaname = current_schema() and tablename = :name",
               soci::use(name), soci::into(count));
    return count > 0;
  }

  const char* bytes_type() const override { return "bytea"; }

  std::string bytes_in(std::string_view bytes) const override {
    std::string text = "\\x";
    append_hex(text, bytes);
    return text;
  }

  std::string bytes_out(std::string column) const override {
    std::string bytes(column.size() / 2, '\0');
    size_t length = 0;
    if (!column.starts_with("\\x") ||
        sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), column.data() + 2,
                       column.size() - 2, nullptr, &length, nullptr) != 0)
      throw std::runtime_error("PostgreSQL sent bytes in a form that is not hexadecimal");
    bytes.resize(length);
    return bytes;
  }

  long long run(soci::session& session, const std::string& sql, const Rows& rows) const override;
  Error explain(const soci::soci_error& error, const std::string& where, bool connecting) const override;
};

long long PostgresDialect::run(soci::session& session, const std::string& sql, const Rows& rows) const {
  const auto& columns = rows.columns();
  std::vector<std::string> arrays(columns.size());
  soci::statement statement(session);
  std::string source, names;
  for (size_t i = 0; i < columns.size(); ++i) {
    arrays[i] = array_of(rows, i);
    const std::string name = columns[i].name;
    source += source.empty() ? "unnest(" : ", ";
    source += "cast(:" + name + " as " + array_type(columns[i].type) + ")";
    names += (names.empty() ? "" : ", ") + name;
    statement.exchange(soci::use(arrays[i], name));
  }
  statement.alloc();
  statement.prepare(with_rows(sql, source + ") as m(" + names + ")"), soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute(true);
  return statement.get_affected_rows();
}

// SQLSTATE codes: manual, appendix A.
Error PostgresDialect::explain(const soci::soci_error& error, const std::string& where,
                               bool connecting) const {
  const std::string text = one_line(error.get_error_message());
  if (connecting) return {Errc::store_unavailable, "cannot reach PostgreSQL at " + where + ": " + text};
  const auto* postgres = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  const std::string state = postgres ? postgres->sqlstate() : "";
  if (state == "23505") return {Errc::store_conflict, where + " has it already"};
  if (state.starts_with("08") || state.starts_with("57P"))
    return {Errc::store_unavailable, "lost the connection to PostgreSQL at " + where};
  if (state == "40001" || state == "40P01")
    return {Errc::store_unavailable,
            "PostgreSQL at " + where + " undid this for another transaction: try again"};
  if (state == "53100")
    return {Errc::store_failed, "no space left for PostgreSQL at " + where + ": free some on its disk"};
  if (state.starts_with("53"))
    return {Errc::store_unavailable, "PostgreSQL at " + where + " is overloaded: " + text};
  if (state == "55P03")
    return {Errc::store_failed,
            where + " is locked by another session: end it, or wait longer (busy_timeout_ms)"};
  if (state == "25006")
    return {Errc::store_failed, where + " is read-only: name the primary server, not a standby"};
  if (state == "42501")
    return {Errc::store_failed, "permission denied in " + where + ": grant this user create and write"};
  if (state == "54000") return {Errc::too_big, "above what one PostgreSQL value may hold"};
  return {Errc::store_failed, where + ": " + text};
}

}  // namespace

const Dialect& postgres_dialect() {
  static const PostgresDialect dialect;
  return dialect;
}

}  // namespace interview
