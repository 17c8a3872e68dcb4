// The connections that readers share.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "store/connection.h"

namespace interview {

// Any thread.
class ConnectionPool {
 public:
  ConnectionPool(const SqlAddress& address, unsigned busy_timeout_ms, unsigned size);

  // A connection that is its holder's alone until the lease ends.
  class Lease {
   public:
    Lease(ConnectionPool& pool, Connection& connection) : pool_(pool), connection_(connection) {}
    ~Lease() { pool_.give_back(connection_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection* operator->() const { return &connection_; }

   private:
    ConnectionPool& pool_;
    Connection& connection_;
  };

  // Waits until one is free.
  Lease lease();

 private:
  void give_back(Connection& connection);

  std::vector<std::unique_ptr<Connection>> connections_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Connection*> free_;
};

}  // namespace interview
