#include "front/websocket_connection.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

namespace interview::front {
namespace {

constexpr size_t kGatheredFrames = 64;
constexpr size_t kGatheredBytes = 256 * 1024;

}  // namespace

WebSocketConnection::WebSocketConnection(FrontCore& core)
    : core_(core),
      engine_(core.options.max_message_bytes),
      emptied_(core.io, asio::steady_timer::time_point::max()),
      write_deadline_(core.io, [this] { time_out(); }),
      ping_deadline_(core.io, [this] { ping_or_give_up(); }),
      close_deadline_(core.io, [this] { time_out(); }) {}

void WebSocketConnection::start(Opening opening) {
  opening_ = std::move(opening);
  core_.live.insert(this);
  Counters::add(core_.counters.upgrades);
  Counters::add(core_.counters.websockets);
  if (phase_ == Phase::opening) phase_ = Phase::open;
  if (core_.stopping) go_away();
  asio::co_spawn(core_.io, run(shared_from_this()), asio::detached);
}

void WebSocketConnection::refused() {
  phase_ = Phase::closed;
  close_deadline_.clear();
  outbox_.drop_waiting();
}

asio::awaitable<void> WebSocketConnection::run(std::shared_ptr<WebSocketConnection> self) {
  try {
    co_await self->converse();
  } catch (const std::exception&) {  // out of memory: this connection ends, the others go on
  }
  self->finish();
}

asio::awaitable<void> WebSocketConnection::converse() {
  if (!co_await write_response()) co_return;
  ping_deadline_.set(core_.options.ping_interval);
  flush();
  receive(opening_.early.data(), opening_.early.size());
  std::string().swap(opening_.early);
  while (!broken_ && !close_received_ && !unusable_) {
    std::error_code error;
    const size_t size = co_await opening_.stream->async_read_some(
        asio::buffer(chunk_), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    Counters::add(core_.counters.bytes_in, size);
    heard_ = true;
    receive(chunk_.data(), size);
  }
  while (!broken_ && !outbox_.empty()) {
    std::error_code cancelled;
    co_await emptied_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  tell_closed();
  if (!broken_) co_await opening_.stream->linger(core_.options.linger_timeout);
}

asio::awaitable<bool> WebSocketConnection::write_response() {
  std::string_view rest = opening_.response;
  while (!rest.empty() && !broken_) {
    write_deadline_.set(core_.options.write_timeout);
    std::error_code error;
    const size_t size = co_await opening_.stream->async_write_some(
        std::span<const std::string_view>(&rest, 1), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    Counters::add(core_.counters.bytes_out, size);
    rest.remove_prefix(size);
  }
  std::string().swap(opening_.response);
  write_deadline_.clear();
  response_written_ = true;
  co_return !broken_;
}

// Before the peer has closed its side, which may take a while and changes nothing for the handler.
void WebSocketConnection::tell_closed() {
  const auto handler = std::move(opening_.handler);
  if (!handler) return;
  const bool clean = phase_ == Phase::closing && close_received_;
  phase_ = Phase::closed;
  core_.counters.websockets.fetch_sub(1, std::memory_order_relaxed);
  try {
    handler->on_closed(close_code_, clean);
  } catch (...) {  // the connection is over: there is nobody to tell
  }
}

void WebSocketConnection::finish() {
  break_off();
  tell_closed();
  write_deadline_.clear();
  ping_deadline_.clear();
  close_deadline_.clear();
  outbox_.drop_waiting();
  core_.live.erase(this);
  opening_.place.reset();
}

void WebSocketConnection::receive(char* bytes, size_t size) {
  const auto failure = engine_.consume(bytes, size, *this);
  if (!failure) return;
  Counters::add(core_.counters.protocol_errors);
  unusable_ = true;
  begin_close(failure->code, failure->reason);
}

bool WebSocketConnection::on_text(std::string_view text) {
  if (phase_ != Phase::open) return true;  // the peer's close frame is still to come
  Counters::add(core_.counters.messages_in);
  tell_handler([&](WebSocketHandler& handler) { handler.on_message(text); });
  return !broken_;
}

bool WebSocketConnection::on_ping(std::string_view payload) {
  if (phase_ == Phase::open) push_pong(payload);
  return !broken_;
}

bool WebSocketConnection::on_pong(std::string_view) {
  return !broken_;
}

void WebSocketConnection::on_close(uint16_t code, std::string_view) {
  close_received_ = true;
  begin_close(code, {});
}

// Of pings that come faster than their pongs can go, only the last is answered (RFC 6455 §5.5.3): a peer that
// does not read cannot fill the outbox.
void WebSocketConnection::push_pong(std::string_view payload) {
  if (!last_pong_.expired()) {
    next_pong_ = payload;
    return;
  }
  auto pong = prepare_pong_frame(payload);
  last_pong_ = pong;
  outbox_.push(std::move(pong));
  flush();
}

void WebSocketConnection::ping_or_give_up() {
  const auto& options = core_.options;
  if (!last_ping_.expired()) return ping_deadline_.set(options.pong_timeout);  // write_timeout watches it
  if (awaiting_pong_ && !heard_) return time_out();
  if (awaiting_pong_) {
    awaiting_pong_ = false;
    const auto rest = options.ping_interval - options.pong_timeout;
    return ping_deadline_.set(std::max(rest, Deadline::Duration::zero()));
  }
  auto ping = prepare_ping_frame({});
  last_ping_ = ping;
  awaiting_pong_ = true;
  heard_ = false;
  outbox_.push(std::move(ping));
  ping_deadline_.set(options.pong_timeout);
  flush();
}

void WebSocketConnection::send(std::shared_ptr<const Frame> frame) {
  if (phase_ != Phase::opening && phase_ != Phase::open) return;
  // One that nothing waits before goes whatever its size, and is not counted: a snapshot that is longer than
  // what may wait would never arrive. `write_timeout` watches it.
  const size_t most = core_.options.max_buffered_bytes;
  const size_t first = outbox_.first_bytes();
  const size_t waiting = outbox_.bytes() - (first > most ? first : 0);
  if (!outbox_.empty() && waiting + frame->bytes().size() > most) {
    Counters::add(core_.counters.slow_peers);
    outbox_.drop_waiting();
    return begin_close(1013, "too slow to keep up");
  }
  Counters::add(core_.counters.frames_out);
  outbox_.push(std::move(frame));
  if (outbox_.bytes() > core_.options.high_mark) congested_ = true;
  flush();
}

void WebSocketConnection::close(uint16_t code, std::string_view reason) {
  begin_close(code, reason);
}

void WebSocketConnection::begin_close(uint16_t code, std::string_view reason) {
  if (phase_ == Phase::closing || phase_ == Phase::closed) return;
  phase_ = Phase::closing;
  close_code_ = code;
  next_pong_.reset();
  ping_deadline_.clear();
  close_deadline_.set(core_.options.close_timeout);
  outbox_.push(prepare_close_frame(code, reason));
  flush();
}

void WebSocketConnection::flush() {
  if (writing_ || !response_written_ || broken_ || outbox_.empty()) return;
  writing_ = true;
  write_deadline_.set(core_.options.write_timeout);
  std::array<std::string_view, kGatheredFrames> views;
  const size_t count = outbox_.gather(views, kGatheredBytes);
  opening_.stream->async_write_some(
      std::span<const std::string_view>(views.data(), count),
      [self = shared_from_this()](std::error_code error, size_t size) { self->written(error, size); });
}

void WebSocketConnection::written(std::error_code error, size_t size) {
  writing_ = false;
  if (error) return break_off();
  Counters::add(core_.counters.bytes_out, size);
  outbox_.consume(size);
  if (next_pong_ && last_pong_.expired()) {
    const std::string payload = *std::exchange(next_pong_, std::nullopt);
    push_pong(payload);
  }
  if (congested_ && outbox_.bytes() <= core_.options.low_mark) {
    congested_ = false;
    if (phase_ == Phase::open) tell_handler([](WebSocketHandler& handler) { handler.on_drained(); });
  }
  flush();
  if (!outbox_.empty()) return;
  write_deadline_.clear();
  emptied_.cancel();
}

void WebSocketConnection::time_out() {
  Counters::add(core_.counters.timeouts);
  break_off();
}

void WebSocketConnection::break_off() {
  broken_ = true;
  if (opening_.stream) opening_.stream->close();
  emptied_.cancel();
}

template <typename Call>
void WebSocketConnection::tell_handler(Call call) {
  try {
    call(*opening_.handler);
  } catch (...) {
    begin_close(1011, "internal error");
  }
}

}  // namespace interview::front
