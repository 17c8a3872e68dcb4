#include "net/http_exchange.h"

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include "net/response_reader.h"

namespace interview::net {

HttpExchange::HttpExchange(asio::io_context& io, const NetworkOptions& options,
                           std::unique_ptr<Stream> stream, std::function<void(Result<HttpResponse>)> done)
    : io_(io), options_(options), stream_(std::move(stream)), done_(std::move(done)), deadline_(io, [this] {
        timed_out_ = true;
        stream_->close();
      }) {}

void HttpExchange::start(std::string request) {
  deadline_.set(options_.request_ms);
  asio::co_spawn(io_, run(shared_from_this(), std::move(request)), asio::detached);
}

void HttpExchange::abandon() {
  abandoned_ = true;
  deadline_.clear();
  stream_->close();
}

asio::awaitable<void> HttpExchange::run(std::shared_ptr<HttpExchange> self, std::string request) {
  Result<HttpResponse> outcome(Errc::internal, "out of memory");
  try {
    outcome = co_await self->converse(std::move(request));
  } catch (const std::exception&) {
  }
  self->deadline_.clear();
  self->stream_->close();
  if (self->abandoned_) co_return;
  if (self->timed_out_) outcome = Error{Errc::timed_out, "the server does not answer"};
  self->done_(std::move(outcome));
}

asio::awaitable<Result<HttpResponse>> HttpExchange::converse(std::string request) {
  if (auto connected = co_await stream_->connect(); !connected) co_return connected.error();
  std::error_code error;
  for (std::string_view rest = request; !rest.empty() && !error;)
    rest.remove_prefix(co_await stream_->async_write_some(asio::buffer(rest.data(), rest.size()),
                                                          asio::redirect_error(asio::use_awaitable, error)));
  // A server may answer and close before it has read everything: what it says counts.
  error.clear();
  ResponseReader reader(options_.head_bytes, options_.response_bytes);
  std::array<char, 8192> chunk;
  while (reader.state() == ResponseReader::State::more) {
    const size_t size = co_await stream_->async_read_some(asio::buffer(chunk),
                                                          asio::redirect_error(asio::use_awaitable, error));
    if (!error)
      reader.feed(std::string_view(chunk.data(), size));
    else if (error == asio::error::eof)
      reader.end();
    else
      co_return Error{Errc::io, "the connection broke: " + error.message()};
  }
  if (reader.state() == ResponseReader::State::failed) co_return reader.error();
  co_return std::move(reader.response());
}

}  // namespace interview::net
