// One WebSocket of a client: what its handler may do with it, and what the handler is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "front/frame.h"

namespace interview::front {

// On the I/O thread only (Listener::post leads there); keeping the pointer longer than the connection lives
// is fine: nothing happens then. No call here calls the handler back before it returns.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  // Queues a frame for sending, in order. Ignored once the socket is closing. If others wait and it would be
  // more than `max_buffered_bytes` then, all that waits is dropped and the socket closes with 1013: the
  // client may come back and resume. A frame before which nothing waits is taken whatever its size, and
  // counts as nothing while more of it waits than that.
  virtual void send(std::shared_ptr<const Frame> frame) = 0;

  // The bytes of frames given to send() that the kernel has not taken yet; exact while no write is completing
  // (over TLS, a record counts until the kernel has all of it).
  virtual size_t buffered() const = 0;

  // More than `high_mark` was buffered, and it has not gone down to `low_mark` since: on_drained() will come.
  // A sender that pulls stops pulling until then.
  virtual bool congested() const = 0;

  // Begins to close: what was sent before still goes out, then the close frame, within `close_timeout`.
  // Messages of the peer are no longer read. `code`: 1000 to 1003, 1007 to 1014, 3000 to 4999; `reason`:
  // UTF-8, cut to 123 bytes.
  virtual void close(uint16_t code, std::string_view reason) = 0;
};

// Told on the I/O thread, one call at a time. An exception from a call closes the socket with 1011.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;

  // A whole text message, valid UTF-8, of at most `max_message_bytes`; the view holds during the call.
  virtual void on_message(std::string_view text) = 0;
  // The socket was congested and is no more.
  virtual void on_drained() {}
  // The last call, and always made. `code` is that of the close frame that came first (1005: one without a
  // code), or 1006 when the connection broke without one. Clean: both sides sent a close frame.
  virtual void on_closed(uint16_t code, bool clean) = 0;
};

}  // namespace interview::front
