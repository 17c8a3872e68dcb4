// A participant who stays: joins by a link, keeps the session on a connection, and comes back when it breaks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interview/client_session.h"
#include "interview/client_store.h"
#include "interview/connect.h"

namespace interview {

enum class LiveState {
  joining,     // exchanging the link for a token
  connecting,  // up to the moment at which everything is taken in
  live,
  waiting,  // for the next attempt; the error says why
  over,     // for good; the error says why: Errc::closed after leave()
};

struct LiveOptions {
  std::string name = "somebody";  // for others to read
  std::string token;              // to begin with; empty: that of the store, or the link is exchanged for one
  ClientOptions session;
  uint32_t first_delay_ms = 250;  // before another attempt; doubled each time, less up to a half by chance
  uint32_t longest_delay_ms = 15'000;
  uint32_t retry_ms = 500;  // before a command is sent again that was refused with `retry`
  unsigned broken_openings =
      3;  // in a row, of a server that breaks the protocol; then the session begins anew, or ends
  std::function<std::string(size_t count)> random;  // unpredictable bytes; empty: the system's
};

struct LiveEvents {
  std::function<void(const std::vector<Notice>&)> on_notices;
  // `delay_ms` of waiting.
  std::function<void(LiveState state, const Error& why, uint32_t delay_ms)> on_state;
  // The store does not take what it should keep: nothing is sent until it does. Said once each time. May be
  // empty.
  std::function<void(const Error& why)> on_not_kept;
};

// On the network's thread; calls its events there, never inside a call of the host. With a store, what the
// host does to the session is on the disk before it is sent, and a later client with the same store is the
// same person and goes on.
//
// A token that runs out while away is exchanged for a new one; the server sees another person then, and the
// session begins anew: what was not sent comes back as notice::Diverged. The same happens when the server's
// log is another one.
class LiveClient {
 public:
  // Borrows `network` and `store` (may be null). Nothing is sent before start().
  LiveClient(Network& network, Link link, const LiveOptions& options, LiveEvents events,
             ClientStore* store = nullptr);
  ~LiveClient();
  LiveClient(const LiveClient&) = delete;
  LiveClient& operator=(const LiveClient&) = delete;

  void start();
  // The session, always the same object, though it may begin anew. Call flush() after doing something to it.
  ClientSession& session();
  void flush();
  // Stores the session's outbox now, if there is a store. Errc::io.
  Result<void> keep();
  // A message that is not logged (ClientSession::select, a signal): sent if live, else dropped.
  void pass(std::string_view message);
  // Ends politely; on_state(over) follows.
  void leave();

  LiveState state() const;
  bool resumed() const;  // the session goes on from what was in the store

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace interview
