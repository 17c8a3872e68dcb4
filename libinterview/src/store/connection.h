// One connection to an SQL database, opened when it is first used and again after it was lost.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "interview/result.h"
#include "store/query.h"
#include "store/sql_address.h"

namespace interview {

// One thread at a time; different connections are independent.
class Connection {
 public:
  // Does not connect yet.
  Connection(SqlAddress address, unsigned busy_timeout_ms)
      : address_(std::move(address)), busy_timeout_ms_(busy_timeout_ms) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const Dialect& dialect() const { return *address_.dialect; }

  // `work(session)` returns a Result<T> and may throw what SOCI throws: that becomes an Error. When the
  // connection was lost, the call fails with Errc::store_unavailable and the next one connects again.
  template <typename Work>
  std::invoke_result_t<Work, soci::session&> read(Work&& work) {
    try {
      return work(session());
    } catch (const std::exception& e) {
      return failure(e);
    }
  }

  // The same within a transaction, which is committed when `work` succeeds, and else undone.
  template <typename Work>
  std::invoke_result_t<Work, soci::session&> write(Work&& work) {
    try {
      execute(session(), dialect().begin_write());
      auto result = work(*session_);
      execute(*session_, (result.ok() ? "commit" : "rollback"));
      return result;
    } catch (const std::exception& e) {
      const Error error = failure(e);
      roll_back();
      return error;
    }
  }

 private:
  soci::session& session();
  Error failure(const std::exception& exception);
  void roll_back() noexcept;

  SqlAddress address_;
  unsigned busy_timeout_ms_;
  std::optional<soci::session> session_;
};

}  // namespace interview
