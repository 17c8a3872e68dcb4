// The socket of one connection, plain or TLS.
#pragma once

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>
#include <memory>
#include <string>

#include "interview/link.h"
#include "interview/result.h"

namespace interview::net {

// One read and one write may be under way at a time. On the loop's thread; outlives its operations.
class Stream {
 public:
  // `tls` is asked for only if the server wants TLS; it may be null then, with `why`.
  Stream(asio::io_context& io, const Endpoint& server, std::shared_ptr<asio::ssl::context> tls, bool verify);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Finds the server, connects, and with TLS makes it prove its name. Errc::io, bad_signature (it could not).
  asio::awaitable<Result<void>> connect();

  template <typename Token>
  auto async_read_some(asio::mutable_buffer buffer, Token&& token) {
    if (tls_) return tls_->async_read_some(buffer, std::forward<Token>(token));
    return socket_.async_read_some(buffer, std::forward<Token>(token));
  }
  template <typename Token>
  auto async_write_some(asio::const_buffer buffer, Token&& token) {
    if (tls_) return tls_->async_write_some(buffer, std::forward<Token>(token));
    return socket_.async_write_some(buffer, std::forward<Token>(token));
  }

  // Closes at once; operations under way end with operation_aborted.
  void close();

 private:
  asio::awaitable<Result<void>> handshake();

  Endpoint server_;
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket socket_;
  std::shared_ptr<asio::ssl::context> context_;
  std::unique_ptr<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
  bool verify_;
  bool closed_ = false;
};

// A context for clients: TLS 1.2 and above, the system's certificates and those of `ca_file` (PEM; may be
// empty). Errc::bad_argument.
Result<std::shared_ptr<asio::ssl::context>> make_client_tls(const std::string& ca_file);

}  // namespace interview::net
