// A listener on a free port of 127.0.0.1 with a handler made of functions, and a probe for each WebSocket.
#pragma once

#include <doctest/doctest.h>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "front/listener.h"

namespace interview::front {

// Remembers what a WebSocket's handler was told; a test waits for it.
class Probe : public WebSocketHandler {
 public:
  std::shared_ptr<WebSocket> socket;  // on the I/O thread

  // Replaces remembering; on the I/O thread.
  std::function<void(Probe&, std::string_view)> respond;

  void on_message(std::string_view text) override {
    if (respond) respond(*this, text);
    change([&] { messages_.emplace_back(text); });
  }
  void on_drained() override {
    change([&] { ++drained_; });
  }
  void on_closed(uint16_t code, bool clean) override {
    socket.reset();
    change([&] { closed_.push_back({code, clean}); });
  }

  struct Closed {
    uint16_t code;
    bool clean;
    bool operator==(const Closed& other) const { return code == other.code && clean == other.clean; }
  };

  std::string next_message() {
    const auto lock = wait([&] { return !messages_.empty(); });
    std::string message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }
  void wait_drained(int times) {
    wait([&] { return drained_ >= times; });
  }
  Closed wait_closed() {
    const auto lock = wait([&] { return !closed_.empty(); });
    return closed_.front();
  }
  size_t messages() {
    const std::lock_guard lock(mutex_);
    return messages_.size();
  }
  int drained() {
    const std::lock_guard lock(mutex_);
    return drained_;
  }
  size_t times_closed() {
    const std::lock_guard lock(mutex_);
    return closed_.size();
  }

 private:
  void change(const std::function<void()>& step) {
    const std::lock_guard lock(mutex_);
    step();
    changed_.notify_all();
  }
  std::unique_lock<std::mutex> wait(const std::function<bool()>& done) {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, std::chrono::seconds(10), done));
    return lock;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> messages_;
  int drained_ = 0;
  std::vector<Closed> closed_;
};

class TestHandler : public Handler {
 public:
  std::function<void(HttpRequest, Responder)> request;
  std::function<UpgradeAnswer(const HttpRequest&, const std::shared_ptr<WebSocket>&)> upgrade;

  void on_request(HttpRequest given, Responder responder) override {
    if (request) return request(std::move(given), std::move(responder));
    responder.respond(text_response(200, given.method + " " + given.target + " " + given.body));
  }
  UpgradeAnswer on_upgrade(const HttpRequest& given, const std::shared_ptr<WebSocket>& socket) override {
    if (upgrade) return upgrade(given, socket);
    auto probe = std::make_shared<Probe>();
    probe->socket = socket;
    {
      const std::lock_guard lock(mutex_);
      probes_.push_back(probe);
      opened_.notify_all();
    }
    return AcceptedUpgrade{probe, ""};
  }

  std::shared_ptr<Probe> probe(size_t index) {
    std::unique_lock lock(mutex_);
    REQUIRE(opened_.wait_for(lock, std::chrono::seconds(10), [&] { return probes_.size() > index; }));
    return probes_[index];
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  std::vector<std::shared_ptr<Probe>> probes_;
};

struct Front {
  explicit Front(ListenerOptions options = {}) : listener(std::move(options), handler) {}
  // Started, with handlers set first.
  Front& up() {
    const auto started = listener.start();
    REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
    return *this;
  }
  uint16_t port() const { return listener.port(); }

  // The value of a function on the I/O thread.
  template <typename Function>
  auto on_io(Function function) {
    std::promise<decltype(function())> promise;
    auto future = promise.get_future();
    REQUIRE(listener.post([&] { promise.set_value(function()); }));
    return future.get();
  }
  // Lets the I/O thread go round until the condition on the counters holds, for ten seconds at most.
  void until(const std::function<bool(const ListenerStats&)>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds(on_io([&] { return listener.stats(); }))) REQUIRE(std::chrono::steady_clock::now() < end);
  }

  TestHandler handler;
  Listener listener;
};

}  // namespace interview::front
