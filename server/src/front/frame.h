// A WebSocket frame of this server, encoded once and sent to as many as one likes (RFC 6455 §5).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace interview::front {

// The bytes as they go out: header and payload. Immutable, so that threads and connections may share it.
class Frame {
 public:
  explicit Frame(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string_view bytes() const { return bytes_; }

 private:
  const std::string bytes_;
};

// One text message in one frame. `text` must be UTF-8: a browser drops a connection that sends anything else.
// Any thread.
std::shared_ptr<const Frame> prepare_text_frame(std::string_view text);

// Control frames; a payload of at most 125 bytes. Any thread.
std::shared_ptr<const Frame> prepare_ping_frame(std::string_view payload);
std::shared_ptr<const Frame> prepare_pong_frame(std::string_view payload);
// A close frame; `code` 1005 is one without a code and reason. `reason` is cut, between characters, to 123
// bytes. `code` must be one that may be sent (RFC 6455 §7.4: 1000 to 1003, 1007 to 1014, 3000 to 4999) or
// 1005.
std::shared_ptr<const Frame> prepare_close_frame(uint16_t code, std::string_view reason);

}  // namespace interview::front
