// What the databases' own error codes become.
#include <doctest/doctest.h>

#include "store/dialect.h"

using namespace interview;

namespace {

Errc of_sqlite(int result) {
  const Error error = sqlite_dialect().explain(soci::sqlite3_soci_error("text", result), "a.db", false);
  CHECK(!error.message.empty());
  return error.code;
}

Errc of_postgres(const char* state) {
  const Error error =
      postgres_dialect().explain(soci::postgresql_soci_error("two\n lines \n", state), "h/d", false);
  CHECK(error.message.find('\n') == std::string::npos);
  return error.code;
}

}  // namespace

TEST_CASE("codes of SQLite") {
  CHECK(of_sqlite(SQLITE_CONSTRAINT) == Errc::store_conflict);
  CHECK(of_sqlite(SQLITE_CONSTRAINT_PRIMARYKEY) == Errc::store_conflict);
  for (const int result :
       {SQLITE_FULL, SQLITE_READONLY, SQLITE_PERM, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CANTOPEN,
        SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR, SQLITE_ERROR, SQLITE_READONLY_DIRECTORY})
    CHECK(of_sqlite(result) == Errc::store_failed);
  CHECK(of_sqlite(SQLITE_TOOBIG) == Errc::too_big);
}

TEST_CASE("codes of PostgreSQL") {
  CHECK(of_postgres("23505") == Errc::store_conflict);
  for (const char* state : {"08000", "08006", "57P01", "57P02", "57P03", "53300", "40001", "40P01"})
    CHECK(of_postgres(state) == Errc::store_unavailable);
  for (const char* state : {"53100", "55P03", "25006", "42501", "42P01", "XX001", "     "})
    CHECK(of_postgres(state) == Errc::store_failed);
  CHECK(of_postgres("54000") == Errc::too_big);
  CHECK(postgres_dialect().explain(soci::soci_error("refused"), "h/d", true).code == Errc::store_unavailable);
}

TEST_CASE("an error is one line") {
  CHECK(one_line("\n a\t\r\n b  c \n") == "a b c");
}
