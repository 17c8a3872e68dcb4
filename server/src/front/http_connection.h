// The HTTP of one connection: requests one after the other, until it closes or becomes a WebSocket.
#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "front/deadline.h"
#include "front/front_core.h"
#include "front/request_parser.h"
#include "front/stream.h"

namespace interview::front {

// On the I/O thread only.
class HttpConnection final : public LiveConnection, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(FrontCore& core, asio::ip::tcp::socket socket, std::unique_ptr<Place> place);

  void start();  // serves until the connection ends, and keeps itself alive meanwhile

  void go_away() override;
  void cut() override;

 private:
  // Where the answer to one request arrives.
  struct Answer {
    explicit Answer(asio::io_context& io) : arrived(io) {}
    std::optional<HttpResponse> response;
    asio::steady_timer arrived;  // expires when it has taken too long; cancelled when the answer is there
  };

  // How a request wants its response.
  struct Reply {
    std::string method;
    bool http_1_0 = false;
    bool keep_alive = false;
  };

  static asio::awaitable<void> run(std::shared_ptr<HttpConnection> self);
  asio::awaitable<void> serve();
  asio::awaitable<bool> handshake();
  // These end in false when the connection is at its end.
  asio::awaitable<bool> read_request();
  asio::awaitable<bool> refuse(RequestFailure failure);
  asio::awaitable<bool> handle(HttpRequest request, Reply reply);
  asio::awaitable<bool> upgrade(HttpRequest request, Reply reply);
  asio::awaitable<bool> respond(HttpResponse response, Reply reply);
  asio::awaitable<bool> read_some();
  asio::awaitable<bool> write_all(std::string_view first, std::string_view second);
  void feed_parser();
  void begin_wait(Deadline::Duration limit);

  FrontCore& core_;
  std::unique_ptr<Place> place_;
  std::unique_ptr<Stream> stream_;  // null once it belongs to a WebSocket
  std::string remote_address_;
  RequestParser parser_;
  std::array<char, 8192> chunk_;
  std::string_view pending_;  // of chunk_: read, and not parsed yet
  Deadline deadline_;
  bool timed_out_ = false;
  bool first_ = true;
  bool idle_ = false;  // waits for a request of which nothing has come
  std::shared_ptr<Answer> answer_;
};

}  // namespace interview::front
