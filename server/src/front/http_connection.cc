#include "front/http_connection.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <ctime>

#include "front/websocket_connection.h"
#include "front/websocket_handshake.h"

namespace interview::front {
namespace {

using State = RequestParser::State;

HttpResponse handler_failed() {
  return error_response(500, "internal", "the request could not be handled");
}

}  // namespace

HttpConnection::HttpConnection(FrontCore& core, asio::ip::tcp::socket socket, std::unique_ptr<Place> place)
    : core_(core),
      place_(std::move(place)),
      stream_(std::make_unique<Stream>(core.io, std::move(socket), core.tls.get())),
      remote_address_(place_->address().to_string()),
      parser_(core.options.request),
      deadline_(core.io, [this] {
        timed_out_ = true;
        if (stream_) stream_->cancel();
      }) {}

void HttpConnection::start() {
  core_.live.insert(this);
  asio::co_spawn(core_.io, run(shared_from_this()), asio::detached);
}

void HttpConnection::go_away() {
  if (idle_) cut();
}

void HttpConnection::cut() {
  if (stream_) stream_->close();
  if (answer_) answer_->arrived.cancel();
}

asio::awaitable<void> HttpConnection::run(std::shared_ptr<HttpConnection> self) {
  try {
    co_await self->serve();
  } catch (const std::exception&) {  // out of memory: this connection ends, the others go on
  }
  self->core_.live.erase(self.get());
  self->deadline_.clear();
  self->stream_.reset();
  self->place_.reset();
}

asio::awaitable<void> HttpConnection::serve() {
  if (!co_await handshake()) co_return;
  while (co_await read_request()) {
    Reply reply{std::string(), false, parser_.keep_alive()};
    HttpRequest request = parser_.take();
    request.remote_address = remote_address_;
    request.secure = stream_->secure();
    reply.method = request.method;
    reply.http_1_0 = request.http_1_0;
    bool goes_on = false;
    if (asks_for_websocket(request)) {
      goes_on = co_await upgrade(std::move(request), std::move(reply));
    } else {
      goes_on = co_await handle(std::move(request), std::move(reply));
    }
    if (!goes_on) co_return;
  }
}

void HttpConnection::begin_wait(Deadline::Duration limit) {
  timed_out_ = false;
  deadline_.set(limit);
}

asio::awaitable<bool> HttpConnection::handshake() {
  if (!stream_->secure()) co_return true;
  idle_ = true;
  begin_wait(core_.options.tls_handshake_timeout);
  const std::error_code error = co_await stream_->handshake();
  deadline_.clear();
  if (timed_out_) Counters::add(core_.counters.timeouts);
  if (!error && !timed_out_) co_return true;
  Counters::add(core_.counters.tls_failures);
  co_return false;
}

asio::awaitable<bool> HttpConnection::read_request() {
  begin_wait(first_ ? core_.options.head_timeout : core_.options.idle_timeout);
  for (;;) {
    feed_parser();
    if (parser_.state() == State::failed) {
      Counters::add(core_.counters.bad_requests);
      co_return co_await refuse(parser_.failure());
    }
    if (parser_.state() == State::done) break;
    if (parser_.state() == State::body && parser_.expects_continue()) {
      if (!co_await write_all("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return false;
      begin_wait(core_.options.body_timeout);
      parser_.continued();
    }
    idle_ = !parser_.started();
    if (idle_ && core_.stopping) co_return false;
    const bool read = co_await read_some();
    idle_ = false;
    if (read) continue;
    if (!timed_out_) co_return false;
    Counters::add(core_.counters.timeouts);
    if (!parser_.started()) co_return false;
    co_return co_await refuse({408, "timed_out", "the request took too long to arrive"});
  }
  deadline_.clear();
  first_ = false;
  Counters::add(core_.counters.requests);
  co_return true;
}

void HttpConnection::feed_parser() {
  const State before = parser_.state();
  const bool started_before = parser_.started();
  pending_.remove_prefix(parser_.feed(pending_));
  if (!first_ && !started_before && parser_.started()) begin_wait(core_.options.head_timeout);
  if (before == State::head && parser_.state() == State::body) begin_wait(core_.options.body_timeout);
}

asio::awaitable<bool> HttpConnection::refuse(RequestFailure failure) {
  HttpResponse response = error_response(failure.status, failure.code, failure.message);
  response.close = true;
  Reply reply{std::string(parser_.method()), false, false};
  co_return co_await respond(std::move(response), std::move(reply));
}

asio::awaitable<bool> HttpConnection::handle(HttpRequest request, Reply reply) {
  const auto answer = std::make_shared<Answer>(core_.io);
  answer_ = answer;
  answer->arrived.expires_after(core_.options.handler_timeout);
  try {
    core_.handler.on_request(
        std::move(request),
        Responder(core_.mailbox, [weak = std::weak_ptr<Answer>(answer)](HttpResponse response) {
          const auto waiting = weak.lock();
          if (!waiting) return;
          waiting->response = std::move(response);
          waiting->arrived.cancel();
        }));
  } catch (...) {
    answer->response = handler_failed();
  }
  std::error_code cancelled;
  if (!answer->response)
    co_await answer->arrived.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  answer_.reset();
  if (!stream_->is_open()) co_return false;
  if (!answer->response) {
    Counters::add(core_.counters.timeouts);
    answer->response = error_response(504, "timed_out", "the request took too long to answer");
  }
  co_return co_await respond(std::move(*answer->response), std::move(reply));
}

asio::awaitable<bool> HttpConnection::upgrade(HttpRequest request, Reply reply) {
  if (auto refusal = handshake_refusal(request))
    co_return co_await respond(std::move(*refusal), std::move(reply));
  const auto socket = std::make_shared<WebSocketConnection>(core_);
  UpgradeAnswer answer = HttpResponse();
  try {
    answer = core_.handler.on_upgrade(request, socket);
  } catch (...) {
    answer = handler_failed();
  }
  if (auto* accepted = std::get_if<AcceptedUpgrade>(&answer)) {
    if (accepted->handler && offers_subprotocol(request, accepted->subprotocol)) {
      socket->start({std::move(stream_), std::move(place_), std::move(accepted->handler),
                     handshake_response(request, accepted->subprotocol), std::string(pending_)});
      co_return false;
    }
    answer = handler_failed();
  }
  socket->refused();
  co_return co_await respond(std::move(std::get<HttpResponse>(answer)), std::move(reply));
}

asio::awaitable<bool> HttpConnection::respond(HttpResponse response, Reply reply) {
  ResponseFraming framing;
  framing.keep_alive = reply.keep_alive && !response.close && !core_.stopping;
  framing.to_http_1_0 = reply.http_1_0;
  framing.date = std::time(nullptr);
  std::optional<std::string> head = encode_head(response, framing);
  if (!head) {
    response = handler_failed();
    head = encode_head(response, framing);
  }
  const bool with_body = carries_body(response.status, reply.method);
  if (!co_await write_all(*head, with_body ? response.content() : std::string_view())) co_return false;
  if (framing.keep_alive) co_return true;
  co_await stream_->linger(core_.options.linger_timeout);
  co_return false;
}

asio::awaitable<bool> HttpConnection::read_some() {
  std::error_code error;
  const size_t size = co_await stream_->async_read_some(asio::buffer(chunk_),
                                                        asio::redirect_error(asio::use_awaitable, error));
  if (error || timed_out_) co_return false;
  Counters::add(core_.counters.bytes_in, size);
  pending_ = std::string_view(chunk_.data(), size);
  co_return true;
}

asio::awaitable<bool> HttpConnection::write_all(std::string_view first, std::string_view second) {
  std::array<std::string_view, 2> views{first, second};
  while (!views[0].empty() || !views[1].empty()) {
    begin_wait(core_.options.write_timeout);
    const size_t skip = views[0].empty() ? 1 : 0;
    const size_t count = views[1].empty() ? 1 : 2 - skip;
    std::error_code error;
    const size_t size =
        co_await stream_->async_write_some(std::span<const std::string_view>(views.data() + skip, count),
                                           asio::redirect_error(asio::use_awaitable, error));
    if (timed_out_) Counters::add(core_.counters.timeouts);
    if (error || timed_out_) co_return false;
    Counters::add(core_.counters.bytes_out, size);
    const size_t of_first = std::min(size, views[0].size());
    views[0].remove_prefix(of_first);
    views[1].remove_prefix(size - of_first);
  }
  deadline_.clear();
  co_return true;
}

}  // namespace interview::front
