// What all connections of one listener share. On the I/O thread only, but for the counters.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/address.hpp>
#include <asio/ssl/context.hpp>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <unordered_set>

#include "front/handler.h"
#include "front/listener_options.h"
#include "front/listener_stats.h"
#include "front/mailbox.h"

namespace interview::front {

// ListenerStats while it is counted: the I/O thread writes, any thread reads.
struct Counters {
  using Counter = std::atomic<uint64_t>;
  Counter connections{0}, websockets{0}, accepted{0}, refused{0}, accept_pauses{0}, tls_failures{0},
      requests{0}, bad_requests{0}, timeouts{0}, upgrades{0}, messages_in{0}, frames_out{0}, slow_peers{0},
      protocol_errors{0}, bytes_in{0}, bytes_out{0};

  static void add(Counter& counter, uint64_t n = 1) { counter.fetch_add(n, std::memory_order_relaxed); }
  ListenerStats snapshot() const;
};

// A connection as the listener sees it when it stops.
class LiveConnection {
 public:
  virtual void go_away() = 0;  // end politely, and soon
  virtual void cut() = 0;      // end at once

 protected:
  ~LiveConnection() = default;
};

struct FrontCore {
  FrontCore(ListenerOptions given, Handler& server) : options(std::move(given)), handler(server) {}

  const ListenerOptions options;
  Handler& handler;
  std::shared_ptr<asio::ssl::context> tls;  // null: plain
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(io);
  Counters counters;
  bool stopping = false;
  std::unordered_set<LiveConnection*> live;
  std::map<asio::ip::address, size_t> places_by_address;
  std::function<void()> on_place_freed;
  asio::io_context io{1};  // last, so destroyed first: what waits in it uses the rest
};

// One of the places that the caps allow, held as long as the connection lives, from HTTP to WebSocket.
class Place {
 public:
  // Null: a cap is reached.
  static std::unique_ptr<Place> take(FrontCore& core, const asio::ip::address& address);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  const asio::ip::address& address() const { return address_; }

 private:
  Place(FrontCore& core, asio::ip::address address);
  FrontCore& core_;
  asio::ip::address address_;
};

}  // namespace interview::front
