// Where an SQL database is: the URL of SqlStoreOptions, understood.
#pragma once

#include <string>
#include <string_view>

#include "interview/result.h"
#include "store/dialect.h"

namespace interview {

struct SqlAddress {
  const Dialect* dialect;
  std::string connect;  // as SOCI takes it; may hold a password, and goes into no message
  std::string shown;    // for messages: a file, or host and database
};

// "sqlite:PATH" or libpq's "postgresql://…" (manual §34.1.1.2). Errc::bad_argument, whose text repeats
// nothing of a PostgreSQL URL: when a password was not percent-encoded, a part of it may look like a host, a
// port or a database.
Result<SqlAddress> parse_sql_url(std::string_view url);

}  // namespace interview
