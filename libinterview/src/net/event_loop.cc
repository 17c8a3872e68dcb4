#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>

#include "interview/connect.h"
#include "net/http_exchange.h"
#include "net/stream.h"
#include "net/websocket_client.h"
#include "net/websocket_handshake.h"

namespace interview {
namespace {

// Ends what it holds.
template <typename Object>
class Abandoning final : public Underway {
 public:
  explicit Abandoning(std::shared_ptr<Object> object) : object_(std::move(object)) {}
  ~Abandoning() override { object_->abandon(); }

 private:
  std::shared_ptr<Object> object_;
};

class OpenSocket final : public WebSocket {
 public:
  explicit OpenSocket(std::shared_ptr<net::WebSocketClient> client) : client_(std::move(client)) {}
  ~OpenSocket() override { client_->abandon(); }
  void send(std::string_view message) override { client_->send(message); }
  void close(uint16_t code, std::string_view reason) override { client_->close(code, reason); }
  size_t buffered() const override { return client_->buffered(); }

 private:
  std::shared_ptr<net::WebSocketClient> client_;
};

struct PendingTimer {
  PendingTimer(asio::io_context& io, uint32_t ms, Network::Task given)
      : timer(io, std::chrono::milliseconds(ms)), task(std::move(given)) {}
  void abandon() {
    task = nullptr;
    timer.cancel();
  }
  asio::steady_timer timer;
  Network::Task task;
};

// Something that fails before it begins, told later as everything else.
struct Told {
  explicit Told(Network::Task given) : task(std::move(given)) {}
  void abandon() { task = nullptr; }
  Network::Task task;
};

class FailedSocket final : public WebSocket {
 public:
  explicit FailedSocket(std::unique_ptr<Underway> told) : told_(std::move(told)) {}
  void send(std::string_view) override {}
  void close(uint16_t, std::string_view) override {}
  size_t buffered() const override { return 0; }

 private:
  std::unique_ptr<Underway> told_;
};

// Looks at the descriptor through an epoll of its own. Asio makes what it is given non-blocking, for
// everybody who has the same file open: of a terminal, the shell and the standard output, too.
class Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(asio::io_context& io, int fd, Network::Task task)
      : io_(io), fd_(fd), epoll_(io), task_(std::move(task)) {
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) return;
    epoll_event readable{};
    readable.events = EPOLLIN;
    std::error_code error;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &readable) == 0) epoll_.assign(epoll, error);
    if (!epoll_.is_open()) ::close(epoll);
  }

  void wait() {
    // What epoll refuses (a file) can always be read.
    if (!epoll_.is_open()) return asio::post(io_, [self = shared_from_this()] { self->look(); });
    epoll_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](const std::error_code& error) {
                        if (!error) self->ready();
                      });
  }
  void abandon() {
    task_ = nullptr;
    std::error_code ignored;
    epoll_.close(ignored);
  }

 private:
  // Without an epoll, for want of descriptors say, it may be something that cannot be read yet.
  void look() {
    pollfd readable{fd_, POLLIN, 0};
    if (!task_) return;
    if (::poll(&readable, 1, 0) == 0) return wait();
    ready();
  }
  void ready() {
    if (!task_) return;
    const Network::Task task = task_;
    task();
    if (task_) wait();
  }

  asio::io_context& io_;
  const int fd_;
  asio::posix::stream_descriptor epoll_;
  Network::Task task_;
};

}  // namespace

struct EventLoop::Core {
  explicit Core(const NetworkOptions& given) : options(given), work(io.get_executor()) {}

  // The TLS context is made when the first connection needs it: to read the system's certificates takes a
  // while.
  Result<std::unique_ptr<net::Stream>> stream(const Endpoint& server) {
    if (server.tls && !tls) {
      auto made = net::make_client_tls(options.ca_file);
      if (!made) return made.error();
      tls = *made;
    }
    return std::make_unique<net::Stream>(io, server, server.tls ? tls : nullptr, options.verify_tls);
  }

  std::unique_ptr<Underway> tell(Task task) {
    auto told = std::make_shared<Told>(std::move(task));
    asio::post(io, [told] {
      const Task call = std::move(told->task);
      if (call) call();
    });
    return std::make_unique<Abandoning<Told>>(std::move(told));
  }

  NetworkOptions options;
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::shared_ptr<asio::ssl::context> tls;
};

EventLoop::EventLoop(const NetworkOptions& options) : core_(std::make_unique<Core>(options)) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
  core_->io.run();
  core_->io.restart();
}

void EventLoop::stop() {
  core_->io.stop();
}

void EventLoop::post(Task task) {
  asio::post(core_->io, std::move(task));
}

std::unique_ptr<Underway> EventLoop::watch(int fd, Task task) {
  auto watch = std::make_shared<Watch>(core_->io, fd, std::move(task));
  watch->wait();
  return std::make_unique<Abandoning<Watch>>(std::move(watch));
}

std::unique_ptr<WebSocket> EventLoop::connect(const Endpoint& server, std::string_view path,
                                              WebSocketEvents events) {
  auto stream = core_->stream(server);
  if (!stream) {
    Closed closed{1006, stream.error().message};
    return std::make_unique<FailedSocket>(core_->tell([closed, on_close = std::move(events.on_close)] {
      if (on_close) on_close(closed);
    }));
  }
  auto client = std::make_shared<net::WebSocketClient>(core_->io, core_->options, std::move(*stream),
                                                       std::move(events));
  client->start(server, std::string(path));
  return std::make_unique<OpenSocket>(std::move(client));
}

std::unique_ptr<Underway> EventLoop::request(const Endpoint& server, HttpRequest request,
                                             std::function<void(Result<HttpResponse>)> done) {
  request.headers.emplace_back("connection", "close");
  auto bytes = net::request_bytes(server, request);
  auto stream = core_->stream(server);
  if (!bytes || !stream) {
    const Error why = bytes ? stream.error() : bytes.error();
    return core_->tell([why, done = std::move(done)] { done(why); });
  }
  auto exchange =
      std::make_shared<net::HttpExchange>(core_->io, core_->options, std::move(*stream), std::move(done));
  exchange->start(std::move(*bytes));
  return std::make_unique<Abandoning<net::HttpExchange>>(std::move(exchange));
}

std::unique_ptr<Underway> EventLoop::after(uint32_t ms, Task task) {
  auto pending = std::make_shared<PendingTimer>(core_->io, ms, std::move(task));
  pending->timer.async_wait([pending](const std::error_code& error) {
    const Task call = std::move(pending->task);
    if (call && !error) call();
  });
  return std::make_unique<Abandoning<PendingTimer>>(std::move(pending));
}

int64_t EventLoop::now_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace interview
