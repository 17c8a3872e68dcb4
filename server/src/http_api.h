// The HTTP side of the server: what is not live, and the way to what is.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "access.h"
#include "assets.h"
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
    Assets assets;
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
  using Reply = std::function<void(Response)>;  // once, on any thread
  // `id` is what stood for {} in the path.
  using Answer = Response (HttpApi::*)(const Request&, const std::string& id);
  using LaterAnswer = void (HttpApi::*)(std::shared_ptr<const Request>, const std::string& id, Reply);
  enum class When { at_once, blocking, later };
  struct Route {
    std::string_view method;
    std::string_view pattern;  // {} stands for one part of the path
    When when;
    Answer answer;
    LaterAnswer later_answer = nullptr;
  };
  static const Route kRoutes[];
  // Answers with what `work` gives, on a reader, unless too many wait there.
  void block(std::function<Response()> work, const Reply& reply);

  // http_api.cc
  Response healthy(const Request& request, const std::string& id);
  Response ready(const Request& request, const std::string& id);
  Response metrics(const Request& request, const std::string& id);
  Response languages(const Request& request, const std::string& id);
  // http_api_rooms.cc
  Response create_room(const Request& request, const std::string& id);
  Response list_rooms(const Request& request, const std::string& id);
  void invite(std::shared_ptr<const Request> request, const std::string& id, Reply reply);
  void end_room(std::shared_ptr<const Request> request, const std::string& id, Reply reply);
  Response new_link(const Request& request, const std::string& id);
  // http_api_entry.cc
  Response join_room(const Request& request, const std::string& id);
  Response join_server(const Request& request, const std::string& id);
  Response look_at_invitation(const Request& request, const std::string& id);
  Response look_at_server_invitation(const Request& request, const std::string& id);
  Response ice(const Request& request, const std::string& id);
  // http_api_pages.cc
  Response page(const Request& request, const std::string& id);
  Response asset(const Request& request, const Asset& asset);

  // The origin under which the request came, and that of links.
  std::vector<std::string> own_origins(const Request& request) const;
  Result<Owner> owner_of(const Request& request) const;
  // What `try_code` gives, unless too many wrong codes came from that address.
  Response limited(const Request& request, const std::function<Result<Response>()>& try_code);
  std::string address_of(const Request& request) const;
  void log(const Request& request, int status, int64_t started) const;

  const Parts parts_;
  front::Listener* listener_ = nullptr;
  std::atomic<unsigned> waiting_{0};
  AttemptLimit attempts_;
};

}  // namespace interview
