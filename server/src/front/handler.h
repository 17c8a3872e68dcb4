// What a server gives a Listener: who answers requests, and who takes WebSockets.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "front/http_request.h"
#include "front/http_response.h"
#include "front/mailbox.h"
#include "front/websocket.h"

namespace interview::front {

// Answers one request, now or later. Copies answer the same request: the first answer counts. When the last
// copy is destroyed without one, the client gets 500. Any thread, also after the listener is gone.
class Responder {
 public:
  Responder(std::shared_ptr<Mailbox> mailbox, std::function<void(HttpResponse)> deliver)
      : request_(std::make_shared<Request>(std::move(mailbox), std::move(deliver))) {}

  void respond(HttpResponse response) const { request_->answer(std::move(response)); }

 private:
  class Request {
   public:
    Request(std::shared_ptr<Mailbox> mailbox, std::function<void(HttpResponse)> deliver)
        : mailbox_(std::move(mailbox)), deliver_(std::move(deliver)) {}
    ~Request();
    void answer(HttpResponse response);

   private:
    std::shared_ptr<Mailbox> mailbox_;
    std::function<void(HttpResponse)> deliver_;  // on the I/O thread
    std::atomic<bool> answered_{false};
  };

  std::shared_ptr<Request> request_;
};

struct AcceptedUpgrade {
  std::shared_ptr<WebSocketHandler> handler;
  std::string subprotocol;  // one that the client offers, or ""
};
// A response refuses, e.g. error_response(403, …).
using UpgradeAnswer = std::variant<AcceptedUpgrade, HttpResponse>;

// Called on the I/O thread, which serves nobody else meanwhile: do not block. Outlives the listener. An
// exception from a call is answered with 500.
class Handler {
 public:
  virtual ~Handler() = default;

  virtual void on_request(HttpRequest request, Responder responder) = 0;

  // A WebSocket handshake that is right so far (RFC 6455 §4.2.1). The handler judges path, Origin and
  // Sec-WebSocket-Protocol. It may send already; that goes out after the handshake, and is dropped on a
  // refusal.
  virtual UpgradeAnswer on_upgrade(const HttpRequest& request, const std::shared_ptr<WebSocket>& socket) = 0;
};

}  // namespace interview::front
