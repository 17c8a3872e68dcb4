#include "front/front_core.h"

namespace interview::front {

ListenerStats Counters::snapshot() const {
  const auto read = [](const Counter& counter) { return counter.load(std::memory_order_relaxed); };
  ListenerStats stats;
  stats.connections = read(connections);
  stats.websockets = read(websockets);
  stats.accepted = read(accepted);
  stats.refused = read(refused);
  stats.accept_pauses = read(accept_pauses);
  stats.tls_failures = read(tls_failures);
  stats.requests = read(requests);
  stats.bad_requests = read(bad_requests);
  stats.timeouts = read(timeouts);
  stats.upgrades = read(upgrades);
  stats.messages_in = read(messages_in);
  stats.frames_out = read(frames_out);
  stats.slow_peers = read(slow_peers);
  stats.protocol_errors = read(protocol_errors);
  stats.bytes_in = read(bytes_in);
  stats.bytes_out = read(bytes_out);
  return stats;
}

std::unique_ptr<Place> Place::take(FrontCore& core, const asio::ip::address& address) {
  const ListenerOptions& options = core.options;
  if (core.counters.connections.load(std::memory_order_relaxed) >= options.max_connections) return nullptr;
  if (options.max_connections_per_address > 0) {
    const auto found = core.places_by_address.find(address);
    if (found != core.places_by_address.end() && found->second >= options.max_connections_per_address)
      return nullptr;
  }
  return std::unique_ptr<Place>(new Place(core, address));
}

Place::Place(FrontCore& core, asio::ip::address address) : core_(core), address_(std::move(address)) {
  ++core_.places_by_address[address_];
  Counters::add(core_.counters.connections);
}

Place::~Place() {
  const auto found = core_.places_by_address.find(address_);
  if (--found->second == 0) core_.places_by_address.erase(found);
  core_.counters.connections.fetch_sub(1, std::memory_order_relaxed);
  if (core_.on_place_freed) core_.on_place_freed();
}

}  // namespace interview::front
