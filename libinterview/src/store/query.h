// The ways in which the store runs SQL. All throw soci::soci_error.
//
// `bound` are soci::into and soci::use elements, whose variables must outlive the call. Each call is one
// round trip.
#pragma once

#include <string>
#include <utility>

#include "store/soci.h"

namespace interview {

// A statement that runs once. (SOCI's own `session << sql` needs type information which its library does not
// export.)
template <typename... Bound>
soci::statement prepare_once(soci::session& session, const std::string& sql, Bound&&... bound) {
  soci::statement statement(session);
  (statement.exchange(std::forward<Bound>(bound)), ...);
  statement.alloc();
  statement.prepare(sql, soci::details::st_one_time_query);
  statement.define_and_bind();
  return statement;
}

// For its effect: returns how many rows were changed.
template <typename... Bound>
long long execute(soci::session& session, const std::string& sql, Bound&&... bound) {
  soci::statement statement = prepare_once(session, sql, std::forward<Bound>(bound)...);
  statement.execute(true);
  return statement.get_affected_rows();
}

// For one row: false if there is none, and then the variables are as they were.
template <typename... Bound>
bool select_row(soci::session& session, const std::string& sql, Bound&&... bound) {
  return prepare_once(session, sql, std::forward<Bound>(bound)...).execute(true);
}

// For all rows: `row()` is called after each was put into the variables.
template <typename Row, typename... Bound>
void for_each_row(soci::session& session, const std::string& sql, Row&& row, Bound&&... bound) {
  soci::statement statement = prepare_once(session, sql, std::forward<Bound>(bound)...);
  statement.execute();
  while (statement.fetch()) row();
}

}  // namespace interview
