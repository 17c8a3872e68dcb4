// One HTTP request and its response, on a connection of their own.
#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "interview/connect.h"
#include "net/deadline.h"
#include "net/stream.h"

namespace interview::net {

// On the loop's thread. Lives until `done` was called, or is dropped by abandon().
class HttpExchange : public std::enable_shared_from_this<HttpExchange> {
 public:
  HttpExchange(asio::io_context& io, const NetworkOptions& options, std::unique_ptr<Stream> stream,
               std::function<void(Result<HttpResponse>)> done);

  void start(std::string request);
  void abandon();

 private:
  static asio::awaitable<void> run(std::shared_ptr<HttpExchange> self, std::string request);
  asio::awaitable<Result<HttpResponse>> converse(std::string request);

  asio::io_context& io_;
  NetworkOptions options_;
  std::unique_ptr<Stream> stream_;
  std::function<void(Result<HttpResponse>)> done_;
  Deadline deadline_;
  bool timed_out_ = false;
  bool abandoned_ = false;
};

}  // namespace interview::net
