#include "http_api.h"

#include <algorithm>

#include "connection.h"
#include "http_answers.h"
#include "json_body.h"
#include "log.h"
#include "metrics.h"
#include "page_headers.h"

namespace interview {
namespace {

using front::error_response;
using front::HttpRequest;
using front::HttpResponse;

constexpr std::string_view kSocketPath = "/api/v1/socket";

// Whether `path` is that of `pattern`; what stands for {} goes into `id`.
bool matches(std::string_view pattern, std::string_view path, std::string& id) {
  const size_t hole = pattern.find("{}");
  if (hole == std::string_view::npos) return path == pattern;
  const std::string_view before = pattern.substr(0, hole), after = pattern.substr(hole + 2);
  if (path.size() <= before.size() + after.size() || path.substr(0, before.size()) != before ||
      path.substr(path.size() - after.size()) != after)
    return false;
  const std::string_view part = path.substr(before.size(), path.size() - before.size() - after.size());
  if (part.find('/') != std::string_view::npos) return false;
  id = part;
  return true;
}

}  // namespace

const HttpApi::Route HttpApi::kRoutes[] = {
    {"GET", "/healthz", When::at_once, &HttpApi::healthy},
    {"GET", "/readyz", When::blocking, &HttpApi::ready},
    {"GET", "/metrics", When::at_once, &HttpApi::metrics},
    {"GET", "/api/v1/languages", When::at_once, &HttpApi::languages},
    {"POST", "/api/v1/ice", When::blocking, &HttpApi::ice},
    {"POST", "/api/v1/invitation", When::blocking, &HttpApi::look_at_server_invitation},
    {"POST", "/api/v1/join", When::blocking, &HttpApi::join_server},
    {"POST", "/api/v1/rooms", When::blocking, &HttpApi::create_room},
    {"GET", "/api/v1/rooms", When::blocking, &HttpApi::list_rooms},
    {"POST", "/api/v1/rooms/{}/end", When::later, nullptr, &HttpApi::end_room},
    {"POST", "/api/v1/rooms/{}/invitation", When::blocking, &HttpApi::look_at_invitation},
    {"POST", "/api/v1/rooms/{}/invitations", When::later, nullptr, &HttpApi::invite},
    {"POST", "/api/v1/rooms/{}/join", When::blocking, &HttpApi::join_room},
    {"GET", "/", When::at_once, &HttpApi::page},
    {"GET", "/check", When::at_once, &HttpApi::page},
    {"GET", "/r/{}", When::at_once, &HttpApi::page},
};

void HttpApi::on_request(HttpRequest given, front::Responder responder) {
  const int64_t started = parts_.clock.now_ms();
  const auto request = std::make_shared<const HttpRequest>(std::move(given));
  const Reply reply = [this, request, started, responder](HttpResponse response) {
    response = secured(std::move(response));
    log(*request, response.status, started);
    responder.respond(std::move(response));
  };
  const std::string_view method = request->method == "HEAD" ? std::string_view("GET") : request->method;
  bool known_path = false;
  for (const Route& route : kRoutes) {
    std::string id;
    if (!matches(route.pattern, request->path, id)) continue;
    known_path = true;
    if (route.method != method) continue;
    switch (route.when) {
      case When::at_once:
        return reply((this->*route.answer)(*request, id));
      case When::blocking:
        return block([this, &route, request, id] { return (this->*route.answer)(*request, id); }, reply);
      case When::later:
        return (this->*route.later_answer)(request, id, reply);
    }
  }
  const Asset* file = parts_.assets.find(request->path);
  if (file && method == "GET") return reply(asset(*request, *file));
  reply(known_path || file ? error_response(405, "method_not_allowed", "not with this method")
                           : error_response(404, "not_found", "there is nothing here"));
}

void HttpApi::block(std::function<Response()> work, const Reply& reply) {
  if (++waiting_ > parts_.options.http_tasks) {
    --waiting_;
    return reply(error_response({Errc::busy, "too many requests are waiting"}));
  }
  parts_.readers.post([this, work = std::move(work), reply] {
    Response response = work();
    --waiting_;
    reply(std::move(response));
  });
}

front::UpgradeAnswer HttpApi::on_upgrade(const HttpRequest& request,
                                         const std::shared_ptr<front::WebSocket>& socket) {
  if (request.path != kSocketPath) return error_response(404, "not_found", "there is no socket here");
  const std::string_view origin = request.header("origin");
  const auto is_in = [origin](const std::vector<std::string>& origins) {
    return std::find(origins.begin(), origins.end(), origin) != origins.end();
  };
  if (!origin.empty() && !is_in(own_origins(request)) && !is_in(parts_.options.allowed_origins))
    return error_response(403, "not_permitted", "sessions may not be opened from this origin");
  const auto offered = request.list("sec-websocket-protocol");
  if (std::find(offered.begin(), offered.end(), wire::kSubprotocol) == offered.end())
    return error_response(400, "protocol", "offer the subprotocol interview.v1");
  auto connection = std::make_shared<Connection>(socket, listener_->mailbox());
  connection->bind(parts_.hub.open(connection));
  log(request, 101, parts_.clock.now_ms());
  return front::AcceptedUpgrade{std::move(connection), std::string(wire::kSubprotocol)};
}

std::vector<std::string> HttpApi::own_origins(const HttpRequest& request) const {
  return {(request.secure ? "https://" : "http://") + std::string(request.header("host")),
          std::string(origin_of(parts_.access.public_url()))};
}

Result<Owner> HttpApi::owner_of(const HttpRequest& request) const {
  const auto token = bearer_token(request);
  if (!token) return token.error();
  return parts_.access.check_owner(*token);
}

HttpResponse HttpApi::healthy(const HttpRequest&, const std::string&) {
  return front::json_response(200, R"({"ok":true})");
}

HttpResponse HttpApi::ready(const HttpRequest&, const std::string&) {
  const auto pong = parts_.store.ping();
  return pong ? front::json_response(200, R"({"ok":true})") : error_response(pong.error());
}

HttpResponse HttpApi::metrics(const HttpRequest&, const std::string&) {
  HttpResponse response = front::text_response(200, prometheus(parts_.hub.stats(), listener_->stats()));
  return response;
}

HttpResponse HttpApi::languages(const HttpRequest&, const std::string&) {
  JsonAnswer answer;
  answer.array("languages");
  if (parts_.languages)
    for (const Language& language : parts_.languages->all())
      answer.item()
          .text("id", language.id)
          .text("name", language.name)
          .text("file", language.file)
          .text("starter", language.starter)
          .end_object();
  answer.end_array();
  return front::json_response(200, answer.finish());
}

std::string HttpApi::address_of(const HttpRequest& request) const {
  const auto& trusted = parts_.options.trusted_proxies;
  const auto is_trusted = [&](std::string_view address) {
    return std::find(trusted.begin(), trusted.end(), address) != trusted.end();
  };
  std::string_view address = request.remote_address;
  // From the nearest to the farthest, as long as those who say it are believed.
  const auto forwarded = request.list("x-forwarded-for");
  for (auto hop = forwarded.rbegin(); hop != forwarded.rend() && is_trusted(address); ++hop) address = *hop;
  return std::string(address);
}

void HttpApi::log(const HttpRequest& request, int status, int64_t started) const {
  log_event(LogLevel::info, "request",
            {{"method", request.method},
             {"path", request.path},
             {"status", std::to_string(status)},
             {"ms", std::to_string(parts_.clock.now_ms() - started)},
             {"from", address_of(request)}});
}

}  // namespace interview
