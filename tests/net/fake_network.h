// A network that goes step by step: a test is the server and the clock.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "interview/connect.h"
#include "interview/protocol.h"

namespace interview::test {

class FakeNetwork final : public Network {
 public:
  struct Socket {
    Endpoint server;
    std::string path;
    WebSocketEvents events;
    std::vector<std::string> sent;
    bool closing = false;
    uint16_t close_code = 0;
    bool dropped = false;  // by the client, without a word

    void open() { WebSocketEvents(events).on_open(); }
    void say(const wire::ServerMessage& message) { say_raw(wire::encode(message)); }
    void say_raw(const std::string& message) { WebSocketEvents(events).on_message(message); }
    void close(uint16_t code, const std::string& reason = {}) {
      WebSocketEvents(events).on_close({code, reason});
    }
    wire::ClientMessage message(size_t i) const;
  };
  struct Request {
    Endpoint server;
    HttpRequest request;
    std::function<void(Result<HttpResponse>)> done;
    bool dropped = false;
    void answer(int status, const std::string& body) {
      auto call = done;
      call(HttpResponse{status, {}, body});
    }
    void fail(Errc code) {
      auto call = done;
      call(Error{code, "no way"});
    }
  };

  std::unique_ptr<WebSocket> connect(const Endpoint& server, std::string_view path,
                                     WebSocketEvents events) override;
  std::unique_ptr<Underway> request(const Endpoint& server, HttpRequest request,
                                    std::function<void(Result<HttpResponse>)> done) override;
  std::unique_ptr<Underway> after(uint32_t ms, Task task) override;
  int64_t now_ms() const override { return now; }

  // Runs what is due within `ms` from now, in order.
  void advance(uint32_t ms);
  // Of those that were not dropped; null: none.
  std::shared_ptr<Socket> socket() const;
  std::shared_ptr<Request> pending_request() const;
  size_t timers() const;

  int64_t now = 1'000'000;
  std::vector<std::shared_ptr<Socket>> sockets;
  std::vector<std::shared_ptr<Request>> requests;

 private:
  struct Timer {
    int64_t at;
    Task task;
  };
  std::vector<std::shared_ptr<Timer>> timers_;
};

}  // namespace interview::test
