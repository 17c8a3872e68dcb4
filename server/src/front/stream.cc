#include "front/stream.h"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include "front/deadline.h"

namespace interview::front {

Stream::Stream(asio::io_context& io, asio::ip::tcp::socket socket, asio::ssl::context* tls)
    : io_(io), socket_(std::move(socket)) {
  if (tls) tls_ = std::make_unique<asio::ssl::stream<asio::ip::tcp::socket&>>(socket_, *tls);
}

asio::awaitable<std::error_code> Stream::handshake() {
  std::error_code error;
  if (tls_)
    co_await tls_->async_handshake(asio::ssl::stream_base::server,
                                   asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

asio::const_buffer Stream::one_record(std::span<const std::string_view> views) {
  if (views.empty()) return {};
  if (views.size() == 1 || views.front().size() >= kTlsRecord / 2)
    return asio::buffer(views.front().data(), views.front().size());
  record_.clear();
  record_.reserve(kTlsRecord);
  for (const std::string_view& view : views) {
    record_ += view.substr(0, kTlsRecord - record_.size());
    if (record_.size() == kTlsRecord) break;
  }
  return asio::buffer(record_);
}

asio::awaitable<void> Stream::linger(std::chrono::milliseconds limit) {
  Deadline deadline(io_, [this] { close(); });
  deadline.set(limit);
  std::error_code error;
  if (tls_) co_await tls_->async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  if (socket_.is_open()) socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  std::array<char, 4096> away;
  error.clear();
  while (!error && socket_.is_open())
    co_await socket_.async_read_some(asio::buffer(away), asio::redirect_error(asio::use_awaitable, error));
  close();
}

void Stream::cancel() {
  std::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::close() {
  std::error_code ignored;
  socket_.close(ignored);
}

}  // namespace interview::front
