#include "net/fake_network.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace interview::test {
namespace {

struct Dropping final : Underway {
  explicit Dropping(std::function<void()> given) : drop(std::move(given)) {}
  ~Dropping() override { drop(); }
  std::function<void()> drop;
};

struct SocketHandle final : WebSocket {
  explicit SocketHandle(std::shared_ptr<FakeNetwork::Socket> given) : socket(std::move(given)) {}
  ~SocketHandle() override { socket->dropped = true; }
  void send(std::string_view message) override { socket->sent.emplace_back(message); }
  void close(uint16_t code, std::string_view) override {
    socket->closing = true;
    socket->close_code = code;
  }
  size_t buffered() const override { return 0; }
  std::shared_ptr<FakeNetwork::Socket> socket;
};

}  // namespace

wire::ClientMessage FakeNetwork::Socket::message(size_t i) const {
  REQUIRE(i < sent.size());
  auto decoded = wire::decode_client_message(sent[i]);
  REQUIRE(std::holds_alternative<wire::ClientMessage>(decoded));
  return std::get<wire::ClientMessage>(decoded);
}

std::unique_ptr<WebSocket> FakeNetwork::connect(const Endpoint& server, std::string_view path,
                                                WebSocketEvents events) {
  sockets.push_back(std::make_shared<Socket>(Socket{server, std::string(path), std::move(events), {}}));
  return std::make_unique<SocketHandle>(sockets.back());
}

std::unique_ptr<Underway> FakeNetwork::request(const Endpoint& server, HttpRequest request,
                                               std::function<void(Result<HttpResponse>)> done) {
  const auto made = std::make_shared<Request>(Request{server, std::move(request), std::move(done)});
  requests.push_back(made);
  return std::make_unique<Dropping>([made] { made->dropped = true; });
}

std::unique_ptr<Underway> FakeNetwork::after(uint32_t ms, Task task) {
  const auto timer = std::make_shared<Timer>(Timer{now + ms, std::move(task)});
  timers_.push_back(timer);
  return std::make_unique<Dropping>([timer] { timer->task = nullptr; });
}

void FakeNetwork::advance(uint32_t ms) {
  const int64_t until = now + ms;
  while (true) {
    std::erase_if(timers_, [](const auto& timer) { return !timer->task; });
    const auto next = std::min_element(timers_.begin(), timers_.end(),
                                       [](const auto& a, const auto& b) { return a->at < b->at; });
    if (next == timers_.end() || (*next)->at > until) break;
    now = std::max(now, (*next)->at);
    const Task task = std::exchange((*next)->task, nullptr);
    task();
  }
  now = until;
}

std::shared_ptr<FakeNetwork::Socket> FakeNetwork::socket() const {
  return sockets.empty() || sockets.back()->dropped ? nullptr : sockets.back();
}

std::shared_ptr<FakeNetwork::Request> FakeNetwork::pending_request() const {
  return requests.empty() || requests.back()->dropped ? nullptr : requests.back();
}

size_t FakeNetwork::timers() const {
  return static_cast<size_t>(std::count_if(timers_.begin(), timers_.end(),
                                           [](const auto& timer) { return timer->task != nullptr; }));
}

}  // namespace interview::test
