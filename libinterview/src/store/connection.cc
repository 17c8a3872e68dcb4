#include "store/connection.h"

namespace interview {

soci::session& Connection::session() {
  if (!session_) {
    session_.emplace();
    try {
      session_->open(dialect().backend(), address_.connect);
      dialect().configure(*session_, busy_timeout_ms_);
    } catch (...) {
      // `failure` takes a missing session to mean that connecting failed.
      session_.reset();
      throw;
    }
  }
  return *session_;
}

Error Connection::failure(const std::exception& exception) {
  const auto* soci_error = dynamic_cast<const soci::soci_error*>(&exception);
  if (!soci_error) return {Errc::store_failed, address_.shown + ": " + one_line(exception.what())};
  const bool connecting = !session_;
  if (!connecting && !session_->is_connected()) {
    session_.reset();
    return {Errc::store_unavailable, "lost the connection to " + address_.shown};
  }
  return dialect().explain(*soci_error, address_.shown, connecting);
}

void Connection::roll_back() noexcept {
  if (!session_) return;
  try {
    execute(*session_, "rollback");
  } catch (const std::exception&) {
    // SQLite has undone it by itself, or nothing can: closing undoes it in any case.
    session_.reset();
  }
}

}  // namespace interview
