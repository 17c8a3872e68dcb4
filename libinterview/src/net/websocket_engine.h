// The client's side of a WebSocket as bytes in, messages out, and back (RFC 6455). websocketpp's protocol
// processor does the work, behind this header: its source is C++17 and knows nothing of sockets and clocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace interview::net {

// What the connection is closed with when the peer broke the protocol.
struct EngineFailure {
  uint16_t code;            // 1002, 1003, 1007, 1009 or, when this program failed, 1011
  std::string_view reason;  // static storage
};

// Receives what comes. The views hold during the call. Answer false to read nothing further.
class EngineEvents {
 public:
  virtual bool on_text(std::string_view text) = 0;  // a whole message, valid UTF-8
  virtual bool on_ping(std::string_view payload) = 0;
  virtual bool on_pong() = 0;
  // The peer's close frame: code 1005 if it has none. Nothing is read after it.
  virtual void on_close_frame(uint16_t code, std::string_view reason) = 0;

 protected:
  ~EngineEvents() = default;
};

// One thread at a time. Memory: at most one message of `max_message_bytes`.
class WebSocketEngine {
 public:
  explicit WebSocketEngine(size_t max_message_bytes);
  ~WebSocketEngine();
  WebSocketEngine(const WebSocketEngine&) = delete;
  WebSocketEngine& operator=(const WebSocketEngine&) = delete;

  // Takes bytes as they came, in any pieces; they are overwritten. After a failure, a close frame or an
  // answer of false every further byte is ignored. Fails a frame with a mask, reserved bits and opcodes,
  // lengths that are not minimal and wrong fragments with 1002, binary messages with 1003, text that is not
  // UTF-8 with 1007, messages above the limit with 1009.
  std::optional<EngineFailure> consume(char* bytes, size_t size, EngineEvents& events);

 private:
  struct Processor;
  std::unique_ptr<Processor> processor_;
};

// Frames as they go out, masked unpredictably. Text is valid UTF-8; a control frame's payload has at most 125
// bytes, and a close frame's reason is cut, between characters, to 123.
std::string text_frame(std::string_view text);
std::string ping_frame();
std::string pong_frame(std::string_view payload);
std::string close_frame(uint16_t code, std::string_view reason);

// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 §4.2.2).
std::string websocket_accept(std::string_view key);
// A new Sec-WebSocket-Key.
std::string websocket_key();

}  // namespace interview::net
