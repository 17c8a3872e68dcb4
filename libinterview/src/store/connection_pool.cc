#include "store/connection_pool.h"

namespace interview {

ConnectionPool::ConnectionPool(const SqlAddress& address, unsigned busy_timeout_ms, unsigned size) {
  for (unsigned i = 0; i < size; ++i) {
    connections_.push_back(std::make_unique<Connection>(address, busy_timeout_ms));
    free_.push_back(connections_.back().get());
  }
}

ConnectionPool::Lease ConnectionPool::lease() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [this] { return !free_.empty(); });
  // The one given back last: its caches are warm, and the others stay unconnected until they are needed.
  Connection& connection = *free_.back();
  free_.pop_back();
  return Lease(*this, connection);
}

void ConnectionPool::give_back(Connection& connection) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(&connection);
  }
  freed_.notify_one();
}

}  // namespace interview
