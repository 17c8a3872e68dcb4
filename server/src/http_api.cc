#include "http_api.h"

#include <algorithm>

#include "connection.h"
#include "json_body.h"
#include "log.h"
#include "metrics.h"
#include "page.h"

namespace interview {
namespace {

using front::error_response;
using front::HttpRequest;
using front::HttpResponse;

constexpr std::string_view kSocketPath = "/api/v1/socket";
constexpr size_t kMostListed = 200;

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

HttpResponse secured(HttpResponse response) {
  response.headers.push_back({"x-content-type-options", "nosniff"});
  response.headers.push_back({"referrer-policy", "no-referrer"});
  response.headers.push_back({"cache-control", "no-store"});
  return response;
}

HttpResponse refused(const Error& error) {
  return error_response(error);
}

void write_links(JsonAnswer& answer, const std::map<std::string, std::string>& links) {
  answer.object("links");
  for (const auto& [role, link] : links) answer.text(role, link);
  answer.end_object();
}

HttpResponse pass_response(const Pass& pass) {
  JsonAnswer answer;
  answer.text("token", pass.token).text("room", pass.room).text("role", pass.role);
  answer.number("expires_at", pass.expires_at);
  return front::json_response(200, answer.finish());
}

// "https://host:port" of a URL.
std::string_view origin_of(std::string_view url) {
  const size_t host = url.find("://");
  if (host == std::string_view::npos) return {};
  return url.substr(0, url.find('/', host + 3));
}

}  // namespace

const HttpApi::Route HttpApi::kRoutes[] = {
    {"GET", "/healthz", &HttpApi::healthy, false},
    {"GET", "/readyz", &HttpApi::ready, true},
    {"GET", "/metrics", &HttpApi::metrics, false},
    {"GET", "/api/v1/languages", &HttpApi::languages, false},
    {"POST", "/api/v1/join", &HttpApi::join_server, true},
    {"POST", "/api/v1/rooms", &HttpApi::create_room, true},
    {"GET", "/api/v1/rooms", &HttpApi::list_rooms, true},
    {"POST", "/api/v1/rooms/{}/join", &HttpApi::join_room, true},
    {"POST", "/api/v1/rooms/{}/invitations", &HttpApi::invite, true},
    {"GET", "/", &HttpApi::page, false},
    {"GET", "/r/{}", &HttpApi::page, false},
};

void HttpApi::on_request(HttpRequest request, front::Responder responder) {
  const int64_t started = parts_.clock.now_ms();
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
  bool known_path = false;
  for (const Route& route : kRoutes) {
    std::string id;
    if (!matches(route.pattern, request.path, id)) continue;
    known_path = true;
    if (route.method != method) continue;
    if (!route.blocks) {
      Response response = secured((this->*route.answer)(request, id));
      log(request, response.status, started);
      return responder.respond(std::move(response));
    }
    if (++waiting_ > parts_.options.http_tasks) {
      --waiting_;
      log(request, 503, started);
      return responder.respond(secured(refused({Errc::busy, "too many requests are waiting"})));
    }
    parts_.readers.post(
        [this, &route, id, started, request = std::make_shared<HttpRequest>(std::move(request)), responder] {
          Response response = secured((this->*route.answer)(*request, id));
          --waiting_;
          log(*request, response.status, started);
          responder.respond(std::move(response));
        });
    return;
  }
  const int status = known_path ? 405 : 404;
  log(request, status, started);
  responder.respond(secured(known_path ? error_response(405, "method_not_allowed", "not with this method")
                                       : error_response(404, "not_found", "there is nothing here")));
}

front::UpgradeAnswer HttpApi::on_upgrade(const HttpRequest& request,
                                         const std::shared_ptr<front::WebSocket>& socket) {
  if (request.path != kSocketPath) return error_response(404, "not_found", "there is no socket here");
  const std::string_view origin = request.header("origin");
  const std::string own = (request.secure ? "https://" : "http://") + std::string(request.header("host"));
  const std::string public_url = parts_.access.public_url();
  const auto& allowed = parts_.options.allowed_origins;
  if (!origin.empty() && origin != own && origin != origin_of(public_url) &&
      std::find(allowed.begin(), allowed.end(), origin) == allowed.end())
    return error_response(403, "not_permitted", "sessions may not be opened from this origin");
  const auto offered = request.list("sec-websocket-protocol");
  if (std::find(offered.begin(), offered.end(), wire::kSubprotocol) == offered.end())
    return error_response(400, "protocol", "offer the subprotocol interview.v1");
  auto connection = std::make_shared<Connection>(socket, listener_->mailbox());
  connection->bind(parts_.hub.open(connection));
  log(request, 101, parts_.clock.now_ms());
  return front::AcceptedUpgrade{std::move(connection), std::string(wire::kSubprotocol)};
}

Result<std::string> HttpApi::owner_of(const HttpRequest& request) const {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view header = request.header("authorization");
  if (header.size() <= kScheme.size() ||
      !front::equals_ignoring_case(header.substr(0, kScheme.size()), kScheme))
    return Error{Errc::token_malformed, "send the owner's token: Authorization: Bearer TOKEN"};
  return parts_.access.check_owner(header.substr(kScheme.size()));
}

HttpResponse HttpApi::healthy(const HttpRequest&, const std::string&) {
  return front::json_response(200, R"({"ok":true})");
}

HttpResponse HttpApi::ready(const HttpRequest&, const std::string&) {
  const auto pong = parts_.store.ping();
  return pong ? front::json_response(200, R"({"ok":true})") : refused(pong.error());
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
          .end_object();
  answer.end_array();
  return front::json_response(200, answer.finish());
}

HttpResponse HttpApi::create_room(const HttpRequest& request, const std::string&) {
  const auto owner = owner_of(request);
  if (!owner) return refused(owner.error());
  const auto body = parse_body(request.body);
  if (!body) return refused(body.error());
  const auto title = text_field(*body, "title", "Interview");
  if (!title) return refused(title.error());
  const auto language = text_field(*body, "language", parts_.languages ? "python" : "");
  if (!language) return refused(language.error());
  const auto room = parts_.hub.create_room({"", *title, *owner, *language});
  if (!room) return refused(room.error());
  const auto links = parts_.access.invite_all(room->id);
  if (!links) return refused(links.error());
  JsonAnswer answer;
  answer.text("room", room->id);
  write_links(answer, *links);
  return front::json_response(201, answer.finish());
}

HttpResponse HttpApi::list_rooms(const HttpRequest& request, const std::string&) {
  const auto owner = owner_of(request);
  if (!owner) return refused(owner.error());
  const auto rooms = parts_.store.rooms("", 0, kMostListed);
  if (!rooms) return refused(rooms.error());
  JsonAnswer answer;
  answer.array("rooms");
  for (const RoomRow& room : *rooms) {
    answer.item().text("room", room.id).text("title", room.title).number("created_at", room.created_at);
    if (room.ended_at > 0) answer.number("ended_at", room.ended_at);
    answer.end_object();
  }
  answer.end_array();
  return front::json_response(200, answer.finish());
}

HttpResponse HttpApi::invite(const HttpRequest& request, const std::string& id) {
  const auto owner = owner_of(request);
  if (!owner) return refused(owner.error());
  const auto body = parse_body(request.body);
  if (!body) return refused(body.error());
  const auto role = text_field(*body, "role");
  if (!role) return refused(role.error());
  if (const auto known = role_from(*role); !known) return refused(known.error());
  const auto uses = number_field(*body, "uses", 1, 100'000, parts_.access.options().invitation_uses);
  if (!uses) return refused(uses.error());
  const auto hours =
      number_field(*body, "hours", 1, 24 * 365, parts_.access.options().invitation_ms / 3'600'000);
  if (!hours) return refused(hours.error());
  const auto room = parts_.store.room(id);
  if (!room) return refused(room.error());
  const auto link = parts_.access.invite(id, *role, static_cast<uint32_t>(*uses), *hours * 3'600'000);
  if (!link) return refused(link.error());
  JsonAnswer answer;
  answer.text("room", id).text("role", *role).text("link", *link);
  return front::json_response(201, answer.finish());
}

HttpResponse HttpApi::join_room(const HttpRequest& request, const std::string& id) {
  const auto body = parse_body(request.body);
  if (!body) return refused(body.error());
  const auto code = text_field(*body, "code"), name = text_field(*body, "name");
  if (!code) return refused(code.error());
  if (!name) return refused(name.error());
  const std::string address = address_of(request);
  if (!attempts_.take(address, parts_.clock.now_ms())) {
    HttpResponse response = refused({Errc::too_fast, "too many wrong codes came from this address"});
    response.headers.push_back({"retry-after", std::to_string(attempts_.wait_ms() / 1000 + 1)});
    return response;
  }
  const auto pass = parts_.access.exchange(id, *code, *name);
  if (pass || pass.error().code != Errc::bad_invitation) attempts_.give_back(address);
  if (!pass) return refused(pass.error());
  return pass_response(*pass);
}

HttpResponse HttpApi::join_server(const HttpRequest& request, const std::string&) {
  return join_room(request, "");
}

HttpResponse HttpApi::page(const HttpRequest&, const std::string&) {
  HttpResponse response = front::text_response(200, std::string(kPage));
  for (front::HttpHeader& header : response.headers)
    if (header.name == "content-type") header.value = "text/html; charset=utf-8";
  response.headers.push_back({"content-security-policy",
                              "default-src 'none'; style-src 'unsafe-inline'; "
                              "frame-ancestors 'none'; base-uri 'none'"});
  return response;
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
