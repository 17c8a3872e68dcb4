// The socket of one connection, plain or TLS.
#pragma once

#include <algorithm>
#include <array>
#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace interview::front {

// One read and one write may be under way at a time. On the I/O thread only; outlives its operations.
class Stream {
 public:
  // `tls` may be null. Both outlive the stream.
  Stream(asio::io_context& io, asio::ip::tcp::socket socket, asio::ssl::context* tls);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool secure() const { return tls_ != nullptr; }

  // The TLS handshake; nothing to do without TLS.
  asio::awaitable<std::error_code> handshake();

  template <typename Token>
  auto async_read_some(asio::mutable_buffer buffer, Token&& token) {
    if (tls_) return tls_->async_read_some(buffer, std::forward<Token>(token));
    return socket_.async_read_some(buffer, std::forward<Token>(token));
  }

  // Writes some of the views, in order, in one call of the kernel or one TLS record. They stay valid until it
  // ends.
  template <typename Token>
  auto async_write_some(std::span<const std::string_view> views, Token&& token) {
    if (tls_) return tls_->async_write_some(one_record(views), std::forward<Token>(token));
    size_t count = 0;
    for (const std::string_view& view : views.first(std::min(views.size(), buffers_.size())))
      buffers_[count++] = asio::buffer(view.data(), view.size());
    return socket_.async_write_some(std::span<const asio::const_buffer>(buffers_.data(), count),
                                    std::forward<Token>(token));
  }

  // Ends politely: tells the peer that nothing more comes, and reads away what it still sends, so that the
  // kernel does not reset the connection under the last bytes that were sent. Until the peer closes, or
  // `limit`.
  asio::awaitable<void> linger(std::chrono::milliseconds limit);

  // Ends the operations under way with operation_aborted; the stream stays open.
  void cancel();
  // Closes at once; operations under way end with operation_aborted.
  void close();
  bool is_open() const { return socket_.is_open(); }

 private:
  static constexpr size_t kMaxBuffers = 64;
  static constexpr size_t kTlsRecord = 16 * 1024;

  // Asio's TLS stream would make a record of each buffer: puts small ones together.
  asio::const_buffer one_record(std::span<const std::string_view> views);

  asio::io_context& io_;
  asio::ip::tcp::socket socket_;
  std::unique_ptr<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
  std::array<asio::const_buffer, kMaxBuffers> buffers_;
  std::string record_;
};

}  // namespace interview::front
