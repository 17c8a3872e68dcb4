// All that differs between SQLite and PostgreSQL; every other file of the store speaks the SQL that both
// understand.
#pragma once

#include <string>
#include <string_view>

#include "interview/result.h"
#include "store/rows.h"
#include "store/soci.h"

namespace interview {

// Stateless, any thread. What takes a session may throw soci::soci_error.
class Dialect {
 public:
  virtual ~Dialect() = default;

  virtual const soci::backend_factory& backend() const = 0;

  // Makes a new connection durable, patient and quiet.
  virtual void configure(soci::session& session, unsigned busy_timeout_ms) const = 0;

  // Begins a transaction that is going to write.
  virtual const char* begin_write() const = 0;
  // Within such a transaction: waits until no other process looks at the schema.
  virtual void lock_schema(soci::session& session) const = 0;
  virtual bool has_table(soci::session& session, const std::string& name) const = 0;

  // The column type of bytes. A parameter that is bytes is bound as the text of `bytes_in` and written
  // `bytes_value(":name")` in SQL; a column of bytes is read as text and turned back by `bytes_out`.
  virtual const char* bytes_type() const = 0;
  virtual std::string bytes_in(std::string_view bytes) const = 0;
  virtual std::string bytes_out(std::string column) const = 0;
  std::string bytes_value(const std::string& parameter) const;

  // Runs `sql`, in which `{rows}` stands for a table m with the columns of `rows`, once for all of them.
  // Returns how many rows of the database were changed.
  virtual long long run(soci::session& session, const std::string& sql, const Rows& rows) const = 0;

  // What `error` means, in one line with a remedy. `where` names the database; `connecting`: there was no
  // connection yet.
  virtual Error explain(const soci::soci_error& error, const std::string& where, bool connecting) const = 0;
};

const Dialect& sqlite_dialect();
const Dialect& postgres_dialect();

// For dialects: `sql` with its one `{rows}` replaced by `source`.
std::string with_rows(const std::string& sql, const std::string& source);
// For dialects: the error text of a database as one line.
std::string one_line(std::string_view text);

}  // namespace interview
