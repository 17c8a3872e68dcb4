#include "net/stream.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <asio/connect.hpp>
#include <asio/ip/address.hpp>
#include <asio/redirect_error.hpp>
#include <asio/ssl/host_name_verification.hpp>
#include <asio/use_awaitable.hpp>

namespace interview::net {
namespace {

Error cannot_reach(const Endpoint& server, const std::error_code& error) {
  return {Errc::io, "cannot reach " + to_url(server) + ": " + error.message()};
}

}  // namespace

Stream::Stream(asio::io_context& io, const Endpoint& server, std::shared_ptr<asio::ssl::context> tls,
               bool verify)
    : server_(server), resolver_(io), socket_(io), context_(std::move(tls)), verify_(verify) {
  if (server_.tls) tls_ = std::make_unique<asio::ssl::stream<asio::ip::tcp::socket&>>(socket_, *context_);
}

asio::awaitable<Result<void>> Stream::connect() {
  std::error_code error;
  const auto token = [&] { return asio::redirect_error(asio::use_awaitable, error); };
  const auto found = co_await resolver_.async_resolve(server_.host, std::to_string(server_.port),
                                                      asio::ip::tcp::resolver::numeric_service, token());
  if (closed_) error = asio::error::operation_aborted;
  if (!error) co_await asio::async_connect(socket_, found, token());
  if (closed_) error = asio::error::operation_aborted;
  if (error) co_return cannot_reach(server_, error);
  std::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (!tls_) co_return Result<void>();
  co_return co_await handshake();
}

asio::awaitable<Result<void>> Stream::handshake() {
  std::error_code error;
  asio::ip::make_address(server_.host, error);
  const bool is_name = static_cast<bool>(error);
  // An address is no name to be asked for (RFC 6066 §3).
  if (is_name) SSL_set_tlsext_host_name(tls_->native_handle(), server_.host.c_str());
  tls_->set_verify_mode(verify_ ? asio::ssl::verify_peer : asio::ssl::verify_none, error);
  if (verify_) tls_->set_verify_callback(asio::ssl::host_name_verification(server_.host), error);
  error.clear();
  co_await tls_->async_handshake(asio::ssl::stream_base::client,
                                 asio::redirect_error(asio::use_awaitable, error));
  if (closed_) co_return cannot_reach(server_, asio::error::operation_aborted);
  if (!error) co_return Result<void>();
  const long verdict = SSL_get_verify_result(tls_->native_handle());
  if (verify_ && verdict != X509_V_OK)
    co_return Error{Errc::bad_signature, "the certificate of " + to_url(server_) +
                                             " is not good: " + X509_verify_cert_error_string(verdict)};
  co_return cannot_reach(server_, error);
}

void Stream::close() {
  closed_ = true;
  resolver_.cancel();
  std::error_code ignored;
  socket_.close(ignored);
}

Result<std::shared_ptr<asio::ssl::context>> make_client_tls(const std::string& ca_file) {
  try {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    std::error_code error;
    context->set_default_verify_paths(error);
    if (!ca_file.empty()) {
      context->load_verify_file(ca_file, error);
      if (error)
        return {Errc::bad_argument,
                "cannot read certificates (PEM) from " + ca_file + ": " + error.message()};
    }
    return context;
  } catch (const std::exception& failure) {
    return {Errc::internal, std::string("cannot set up TLS: ") + failure.what()};
  }
}

}  // namespace interview::net
