// Compiled as C++17, which websocketpp needs, and without Asio, which must not be seen under two standards.
#include "front/websocket_engine.h"

#include <algorithm>
#include <cassert>
#include <websocketpp/base64/base64.hpp>
#include <websocketpp/close.hpp>
#include <websocketpp/extensions/permessage_deflate/disabled.hpp>
#include <websocketpp/http/request.hpp>
#include <websocketpp/http/response.hpp>
#include <websocketpp/message_buffer/alloc.hpp>
#include <websocketpp/message_buffer/message.hpp>
#include <websocketpp/processors/hybi13.hpp>
#include <websocketpp/random/none.hpp>
#include <websocketpp/sha1/sha1.hpp>

#include "front/frame.h"
#include "interview/text.h"

namespace interview::front {
namespace {

namespace ws = websocketpp;

struct EngineConfig {
  using request_type = ws::http::parser::request;
  using response_type = ws::http::parser::response;
  using message_type = ws::message_buffer::message<ws::message_buffer::alloc::con_msg_manager>;
  using con_msg_manager_type = ws::message_buffer::alloc::con_msg_manager<message_type>;
  using rng_type = ws::random::none::int_generator<uint32_t>;  // a server masks nothing

  struct permessage_deflate_config {};
  // Its inflater knows no limit of a message's size.
  using permessage_deflate_type = ws::extensions::permessage_deflate::disabled<permessage_deflate_config>;

  static const bool enable_extensions = false;
  static const size_t max_message_size = 256 * 1024;
};

using Hybi13 = ws::processor::hybi13<EngineConfig>;
namespace errors = ws::processor::error;

WebSocketFailure failure_of(const ws::lib::error_code& error) {
  if (error == errors::make_error_code(errors::message_too_big)) return {1009, "message too big"};
  if (error == errors::make_error_code(errors::invalid_utf8)) return {1007, "text is not UTF-8"};
  if (error == errors::make_error_code(errors::masking_required)) return {1002, "frame without a mask"};
  if (error == errors::make_error_code(errors::general)) return {1011, "internal error"};
  return {1002, "malformed frame"};
}

std::shared_ptr<const Frame> prepare_frame(ws::frame::opcode::value opcode, std::string_view payload) {
  const ws::frame::basic_header basic(opcode, payload.size(), true, false);
  const ws::frame::extended_header extended(payload.size());
  std::string bytes = ws::frame::prepare_header(basic, extended);
  bytes.reserve(bytes.size() + payload.size());
  bytes += payload;
  return std::make_shared<const Frame>(std::move(bytes));
}

}  // namespace

struct WebSocketEngine::Processor {
  explicit Processor(size_t max)
      : max_message(max),
        hybi13(false, true, std::make_shared<EngineConfig::con_msg_manager_type>(), random) {
    hybi13.set_max_message_size(max);
  }

  size_t max_message;
  EngineConfig::rng_type random;
  Hybi13 hybi13;
  bool finished = false;

  std::optional<WebSocketFailure> take_message(WebSocketEvents& events);
  std::optional<WebSocketFailure> take_close(const std::string& payload, WebSocketEvents& events);
};

WebSocketEngine::WebSocketEngine(size_t max_message_bytes)
    : processor_(std::make_unique<Processor>(max_message_bytes)) {}
WebSocketEngine::~WebSocketEngine() = default;

std::optional<WebSocketFailure> WebSocketEngine::consume(char* bytes, size_t size, WebSocketEvents& events) {
  Processor& processor = *processor_;
  size_t done = 0;
  std::optional<WebSocketFailure> failure;
  while (!processor.finished && done < size) {
    ws::lib::error_code error;
    done += processor.hybi13.consume(reinterpret_cast<uint8_t*>(bytes) + done, size - done, error);
    if (processor.hybi13.get_bytes_needed() > std::max<size_t>(processor.max_message, 125)) {
      // The processor adds the length of a continuation to what it has without a thought of overflow: a frame
      // that claims almost 2^64 bytes would pass its limit, and the message grow for ever.
      failure = WebSocketFailure{1009, "message too big"};
    } else if (error) {
      failure = failure_of(error);
    } else if (processor.hybi13.ready()) {
      failure = processor.take_message(events);
    }
    if (failure) processor.finished = true;
  }
  return failure;
}

std::optional<WebSocketFailure> WebSocketEngine::Processor::take_message(WebSocketEvents& events) {
  const EngineConfig::message_type::ptr message = hybi13.get_message();
  const std::string& payload = message->get_payload();
  switch (message->get_opcode()) {
    case ws::frame::opcode::text:
      // The processor checks the end of a text only when it came in one frame.
      if (whole_utf8_prefix(payload) != payload.size()) return WebSocketFailure{1007, "text is not UTF-8"};
      finished = !events.on_text(payload);
      return std::nullopt;
    case ws::frame::opcode::ping:
      finished = !events.on_ping(payload);
      return std::nullopt;
    case ws::frame::opcode::pong:
      finished = !events.on_pong(payload);
      return std::nullopt;
    case ws::frame::opcode::close:
      return take_close(payload, events);
    default:
      return WebSocketFailure{1003, "only text is understood here"};
  }
}

std::optional<WebSocketFailure> WebSocketEngine::Processor::take_close(const std::string& payload,
                                                                       WebSocketEvents& events) {
  ws::lib::error_code error;
  const uint16_t code = ws::close::extract_code(payload, error);
  if (error) return WebSocketFailure{1002, "malformed close frame"};
  const std::string reason = ws::close::extract_reason(payload, error);
  if (error) return WebSocketFailure{1007, "reason is not UTF-8"};
  finished = true;
  events.on_close(code, reason);
  return std::nullopt;
}

std::string websocket_accept(std::string_view key) {
  std::string text(key);
  text += ws::processor::constants::handshake_guid;
  unsigned char digest[20];
  ws::sha1::calc(text.data(), text.size(), digest);
  return ws::base64_encode(digest, sizeof digest);
}

std::shared_ptr<const Frame> prepare_text_frame(std::string_view text) {
  assert(is_valid_utf8(text));
  return prepare_frame(ws::frame::opcode::text, text);
}

std::shared_ptr<const Frame> prepare_ping_frame(std::string_view payload) {
  assert(payload.size() <= 125);
  return prepare_frame(ws::frame::opcode::ping, payload);
}

std::shared_ptr<const Frame> prepare_pong_frame(std::string_view payload) {
  assert(payload.size() <= 125);
  return prepare_frame(ws::frame::opcode::pong, payload);
}

std::shared_ptr<const Frame> prepare_close_frame(uint16_t code, std::string_view reason) {
  if (code == ws::close::status::no_status) return prepare_frame(ws::frame::opcode::close, {});
  assert(!ws::close::status::invalid(code) && !ws::close::status::reserved(code));
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  reason = reason.substr(0, 123);
  payload += reason.substr(0, whole_utf8_prefix(reason));
  return prepare_frame(ws::frame::opcode::close, payload);
}

}  // namespace interview::front
