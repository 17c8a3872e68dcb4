// The HTTP side of the server: what is not live, and the way to what is.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "access.h"
#include "attempt_limit.h"
#include "front/handler.h"
#include "front/listener.h"
#include "interview/executor.h"
#include "interview/hub.h"
#include "interview/languages.h"
#include "interview/store.h"
#include "serve_options.h"

namespace interview {

// Requests come on the I/O thread; what blocks goes to the readers.
class HttpApi final : public front::Handler {
 public:
  struct Parts {
    Hub& hub;
    Store& store;
    Access& access;
    Executor& readers;
    const Clock& clock;
    const Languages* languages;  // null: nothing is run here
    const ServeOptions& options;
  };

  explicit HttpApi(const Parts& parts) : parts_(parts), attempts_(parts.options.join) {}

  // The listener that it answers for; before requests come.
  void serve(front::Listener& listener) { listener_ = &listener; }

  void on_request(front::HttpRequest request, front::Responder responder) override;
  front::UpgradeAnswer on_upgrade(const front::HttpRequest& request,
                                  const std::shared_ptr<front::WebSocket>& socket) override;

 private:
  using Request = front::HttpRequest;
  using Response = front::HttpResponse;
  using Answer = Response (HttpApi::*)(const Request&, const std::string& id);
  struct Route {
    std::string_view method;
    std::string_view pattern;  // {} stands for one part of the path
    Answer answer;
    bool blocks;
  };
  static const Route kRoutes[];

  // Answers; `id` is what stood for {} in the path.
  Response healthy(const Request& request, const std::string& id);
  Response ready(const Request& request, const std::string& id);
  Response metrics(const Request& request, const std::string& id);
  Response languages(const Request& request, const std::string& id);
  Response create_room(const Request& request, const std::string& id);
  Response list_rooms(const Request& request, const std::string& id);
  Response invite(const Request& request, const std::string& id);
  Response join_room(const Request& request, const std::string& id);
  Response join_server(const Request& request, const std::string& id);
  Response page(const Request& request, const std::string& id);

  Result<std::string> owner_of(const Request& request) const;
  std::string address_of(const Request& request) const;
  void log(const Request& request, int status, int64_t started) const;

  const Parts parts_;
  front::Listener* listener_ = nullptr;
  std::atomic<unsigned> waiting_{0};
  AttemptLimit attempts_;
};

}  // namespace interview
