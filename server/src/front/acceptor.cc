#include "front/acceptor.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/ip/v6_only.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <ctime>
#include <string>

#include "front/http_connection.h"

namespace interview::front {
namespace {

using asio::ip::tcp;

Result<void> cannot_listen(const tcp::endpoint& endpoint, const std::error_code& error) {
  std::string where = endpoint.address().is_v6() ? "[" + endpoint.address().to_string() + "]"
                                                 : endpoint.address().to_string();
  where += ":" + std::to_string(endpoint.port());
  std::string remedy = "check the address and the port";
  if (error == asio::error::address_in_use) {
    remedy = "another program listens there; stop it, or choose another port";
  } else if (error == asio::error::access_denied) {
    remedy =
        "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); choose a higher port, or put a proxy in "
        "front";
  } else if (error.value() == EADDRNOTAVAIL) {
    remedy = "this machine does not have that address; give one of its own, or 0.0.0.0 for all";
  }
  return {Errc::io, "cannot listen on " + where + " (" + error.message() + "): " + remedy};
}

asio::ip::address canonical(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

// Whether the connection that was about to be accepted is to blame, and not this process or machine. Some
// errors are compared by number: Asio's category does not map them to std::errc.
bool is_about_one_connection(const std::error_code& error) {
  return error == asio::error::connection_aborted || error.value() == EPROTO ||
         error == asio::error::connection_reset || error == asio::error::interrupted;
}

}  // namespace

Acceptor::Acceptor(FrontCore& core) : core_(core), acceptor_(core.io), pause_(core.io) {}

Result<void> Acceptor::open() {
  std::error_code error;
  const auto address = asio::ip::make_address(core_.options.address, error);
  if (error)
    return {Errc::bad_argument, "\"" + core_.options.address +
                                    "\" is not an IP address: give one such as 127.0.0.1, 0.0.0.0 or ::"};
  const tcp::endpoint endpoint(address, core_.options.port);
  const auto step = [&](auto call) {
    if (!error) call();
  };
  step([&] { acceptor_.open(endpoint.protocol(), error); });
  step([&] { acceptor_.set_option(tcp::acceptor::reuse_address(true), error); });
  if (address.is_v6() && address.is_unspecified())
    step([&] { acceptor_.set_option(asio::ip::v6_only(false), error); });
  step([&] { acceptor_.bind(endpoint, error); });
  step([&] { acceptor_.listen(asio::socket_base::max_listen_connections, error); });
  step([&] { port_ = acceptor_.local_endpoint(error).port(); });
  if (!error) return {};
  std::error_code ignored;
  acceptor_.close(ignored);
  return cannot_listen(endpoint, error);
}

void Acceptor::start() {
  asio::co_spawn(core_.io, accept_all(), asio::detached);
}

void Acceptor::stop() {
  std::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

asio::awaitable<void> Acceptor::accept_all() {
  while (acceptor_.is_open()) {
    tcp::socket socket(core_.io);
    std::error_code error;
    co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (!acceptor_.is_open()) co_return;
    if (!error) {
      admit(std::move(socket));
    } else if (!is_about_one_connection(error)) {
      // Out of descriptors or memory: the connection stays in the backlog, and asking at once would spin.
      Counters::add(core_.counters.accept_pauses);
      pause_.expires_after(core_.options.accept_pause);
      co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }
}

void Acceptor::admit(tcp::socket socket) {
  std::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone already
  std::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (core_.options.socket_send_buffer > 0)
    socket.set_option(asio::socket_base::send_buffer_size(static_cast<int>(core_.options.socket_send_buffer)),
                      ignored);
  try {
    auto place = Place::take(core_, canonical(peer.address()));
    if (!place) return refuse(std::move(socket));
    Counters::add(core_.counters.accepted);
    std::make_shared<HttpConnection>(core_, std::move(socket), std::move(place))->start();
  } catch (const std::exception&) {  // out of memory: the connection is dropped
  }
}

// One try that cannot block: a server that is full spends nothing on who it cannot serve.
void Acceptor::refuse(tcp::socket socket) {
  Counters::add(core_.counters.refused);
  if (core_.tls) return;
  HttpResponse response = error_response(503, "busy", "too many connections");
  response.headers.push_back({"retry-after", "5"});
  ResponseFraming framing;
  framing.keep_alive = false;
  framing.date = std::time(nullptr);
  std::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.send(asio::buffer(*encode_head(response, framing) + response.body), 0, ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace interview::front
