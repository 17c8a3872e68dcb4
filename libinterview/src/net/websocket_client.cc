#include "net/websocket_client.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include "net/server_error.h"
#include "net/websocket_handshake.h"

namespace interview::net {
namespace {

constexpr uint16_t kAbnormal = 1006;
constexpr uint16_t kTlsFailed = 1015;

}  // namespace

WebSocketClient::WebSocketClient(asio::io_context& io, const NetworkOptions& options,
                                 std::unique_ptr<Stream> stream, WebSocketEvents events)
    : io_(io),
      options_(options),
      stream_(std::move(stream)),
      events_(std::move(events)),
      engine_(options.message_bytes),
      reader_(options.head_bytes, options.response_bytes),
      opening_deadline_(io, [this] { break_off(kAbnormal, "the server does not answer"); }),
      silence_deadline_(io, [this] { silence(); }),
      close_deadline_(io, [this] { break_off(closed_.code, closed_.reason); }) {}

void WebSocketClient::start(Endpoint server, std::string path) {
  opening_deadline_.set(options_.connect_ms);
  asio::co_spawn(io_, run(shared_from_this(), std::move(server), std::move(path)), asio::detached);
}

asio::awaitable<void> WebSocketClient::run(std::shared_ptr<WebSocketClient> self, Endpoint server,
                                           std::string path) {
  try {
    co_await self->converse(std::move(server), std::move(path));
  } catch (const std::exception& failure) {
    self->break_off(kAbnormal, failure.what());
  }
  self->break_off(kAbnormal, "the connection broke");
  self->opening_deadline_.clear();
  self->silence_deadline_.clear();
  self->close_deadline_.clear();
  if (!self->abandoned_ && self->events_.on_close) self->events_.on_close(self->closed_);
}

asio::awaitable<void> WebSocketClient::converse(Endpoint server, std::string path) {
  if (!co_await shake_hands(std::move(server), std::move(path))) co_return;
  while (!broken_ && !close_received_) {
    std::error_code error;
    const size_t size = co_await stream_->async_read_some(asio::buffer(chunk_),
                                                          asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    pinged_ = false;
    if (phase_ == Phase::open) silence_deadline_.set(options_.ping_ms);
    receive(chunk_.data(), size);
  }
  // The answer to the peer's close frame; the peer closes the socket, or the deadline does.
  while (!broken_ && (writing_ || !outbox_.empty())) {
    std::error_code error;
    co_await stream_->async_read_some(asio::buffer(chunk_), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
}

asio::awaitable<bool> WebSocketClient::shake_hands(Endpoint server, std::string path) {
  if (auto connected = co_await stream_->connect(); !connected) {
    const bool untrusted = connected.error().code == Errc::bad_signature;
    break_off(untrusted ? kTlsFailed : kAbnormal, connected.error().message);
    co_return false;
  }
  const std::string key = websocket_key();
  const auto request = request_bytes(server, handshake_request(path, key));
  if (!request) {
    break_off(kAbnormal, request.error().message);
    co_return false;
  }
  if (co_await write(*request)) co_return false;
  size_t size = 0, taken = 0;
  while (reader_.state() == ResponseReader::State::more) {
    std::error_code error;
    size = co_await stream_->async_read_some(asio::buffer(chunk_),
                                             asio::redirect_error(asio::use_awaitable, error));
    if (error)
      reader_.end();
    else
      taken = reader_.feed(std::string_view(chunk_.data(), size));
  }
  if (broken_) co_return false;
  if (reader_.state() != ResponseReader::State::upgraded) {
    const Error why =
        reader_.state() == ResponseReader::State::done ? error_of(reader_.response()) : reader_.error();
    break_off(kAbnormal, why.message);
    co_return false;
  }
  if (auto agreed = check_handshake(reader_.response(), key); !agreed) {
    break_off(kAbnormal, agreed.error().message);
    co_return false;
  }
  opening_deadline_.clear();
  silence_deadline_.set(options_.ping_ms);
  if (phase_ == Phase::opening) {
    phase_ = Phase::open;
    if (events_.on_open) events_.on_open();
  }
  flush();
  receive(chunk_.data() + taken, size - taken);
  co_return !broken_;
}

asio::awaitable<std::error_code> WebSocketClient::write(std::string_view bytes) {
  std::error_code error;
  while (!bytes.empty() && !error)
    bytes.remove_prefix(co_await stream_->async_write_some(asio::buffer(bytes.data(), bytes.size()),
                                                           asio::redirect_error(asio::use_awaitable, error)));
  co_return error;
}

void WebSocketClient::receive(char* bytes, size_t size) {
  if (broken_) return;
  const auto failure = engine_.consume(bytes, size, *this);
  if (!failure) return;
  begin_close(failure->code, failure->reason);
  close_received_ = true;  // what this peer sends has no meaning any more
}

bool WebSocketClient::on_text(std::string_view text) {
  if (phase_ == Phase::open && events_.on_message) events_.on_message(text);
  return !broken_;
}

bool WebSocketClient::on_ping(std::string_view payload) {
  if (phase_ == Phase::open) push(pong_frame(payload));
  return !broken_;
}

void WebSocketClient::on_close_frame(uint16_t code, std::string_view reason) {
  close_received_ = true;
  if (phase_ == Phase::closing) return;
  begin_close(code, {});
  closed_.reason = reason;
}

void WebSocketClient::send(std::string_view message) {
  if (phase_ == Phase::open) push(text_frame(message));
}

void WebSocketClient::close(uint16_t code, std::string_view reason) {
  begin_close(code, reason);
}

void WebSocketClient::begin_close(uint16_t code, std::string_view reason) {
  if (phase_ == Phase::closing || broken_) return;
  const bool opened = phase_ == Phase::open;
  phase_ = Phase::closing;
  closed_ = {code, std::string(reason)};
  if (!opened) return break_off(code, reason);
  silence_deadline_.clear();
  close_deadline_.set(options_.close_ms);
  push(close_frame(code, reason));
}

void WebSocketClient::push(std::string frame) {
  if (broken_) return;
  buffered_ += frame.size();
  outbox_.push_back(std::move(frame));
  if (buffered_ > options_.buffered_bytes)
    return break_off(kAbnormal, "the server does not read what it is sent");
  flush();
}

void WebSocketClient::flush() {
  if (writing_ || broken_ || outbox_.empty()) return;
  writing_ = true;
  const std::string_view rest = std::string_view(outbox_.front()).substr(front_done_);
  stream_->async_write_some(
      asio::buffer(rest.data(), rest.size()),
      [self = shared_from_this()](const std::error_code& error, size_t size) { self->written(error, size); });
}

void WebSocketClient::written(std::error_code error, size_t size) {
  writing_ = false;
  if (error) return break_off(kAbnormal, "the connection broke: " + error.message());
  buffered_ -= size;
  front_done_ += size;
  if (front_done_ == outbox_.front().size()) {
    outbox_.pop_front();
    front_done_ = 0;
  }
  if (outbox_.empty() && phase_ == Phase::closing && close_received_)
    return break_off(closed_.code, closed_.reason);
  flush();
}

void WebSocketClient::silence() {
  if (phase_ != Phase::open) return;
  if (pinged_) return break_off(kAbnormal, "the server does not answer any more");
  pinged_ = true;
  silence_deadline_.set(options_.pong_ms);
  push(ping_frame());
}

void WebSocketClient::break_off(uint16_t code, std::string_view reason) {
  if (broken_) return;
  broken_ = true;
  // Once closing, the code is that of the closing.
  if (phase_ != Phase::closing) closed_ = {code, std::string(reason)};
  phase_ = Phase::closing;
  stream_->close();
}

void WebSocketClient::abandon() {
  abandoned_ = true;
  break_off(kAbnormal, {});
}

}  // namespace interview::net
