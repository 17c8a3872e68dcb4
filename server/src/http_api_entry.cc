// The way in: invitations, and what a browser needs to try its camera before.
#include "http_answers.h"
#include "http_api.h"
#include "interview/bytes.h"
#include "json_body.h"

namespace interview {

using front::error_response;
using front::HttpRequest;
using front::HttpResponse;

namespace {

HttpResponse pass_response(const Pass& pass) {
  JsonAnswer answer;
  answer.text("token", pass.token).text("room", pass.room).text("role", pass.role);
  answer.number("expires_at", pass.expires_at);
  return front::json_response(200, answer.finish());
}

HttpResponse invitation_response(const Invitation& invitation, const RoomRow& room) {
  JsonAnswer answer;
  answer.text("room", invitation.room).text("title", room.title).text("role", invitation.role);
  answer.truth("ended", room.ended_at > 0).number("uses_left", invitation.uses_left);
  answer.number("expires_at", invitation.expires_at);
  return front::json_response(200, answer.finish());
}

}  // namespace

HttpResponse HttpApi::limited(const HttpRequest& request,
                              const std::function<Result<HttpResponse>()>& try_code) {
  const std::string address = address_of(request);
  if (!attempts_.take(address, parts_.clock.now_ms())) {
    HttpResponse response = error_response({Errc::too_fast, "too many wrong codes came from this address"});
    response.headers.push_back({"retry-after", std::to_string(attempts_.wait_ms() / 1000 + 1)});
    return response;
  }
  const auto answer = try_code();
  if (answer || answer.error().code != Errc::bad_invitation) attempts_.give_back(address);
  return answer ? *answer : error_response(answer.error());
}

HttpResponse HttpApi::join_room(const HttpRequest& request, const std::string& id) {
  const auto body = parse_body(request.body);
  if (!body) return error_response(body.error());
  const auto code = text_field(*body, "code"), name = text_field(*body, "name");
  if (!code) return error_response(code.error());
  if (!name) return error_response(name.error());
  return limited(request, [&]() -> Result<HttpResponse> {
    const auto pass = parts_.access.exchange(id, *code, *name);
    if (!pass) return pass.error();
    return pass_response(*pass);
  });
}

HttpResponse HttpApi::join_server(const HttpRequest& request, const std::string&) {
  return join_room(request, "");
}

HttpResponse HttpApi::look_at_invitation(const HttpRequest& request, const std::string& id) {
  const auto body = parse_body(request.body);
  if (!body) return error_response(body.error());
  const auto code = text_field(*body, "code");
  if (!code) return error_response(code.error());
  return limited(request, [&]() -> Result<HttpResponse> {
    const auto invitation = parts_.access.look_at(id, *code);
    if (!invitation) return invitation.error();
    if (id.empty()) return invitation_response(*invitation, {});
    const auto room = parts_.store.room(id);
    if (!room) return room.error();
    return invitation_response(*invitation, *room);
  });
}

HttpResponse HttpApi::look_at_server_invitation(const HttpRequest& request, const std::string&) {
  return look_at_invitation(request, "");
}

HttpResponse HttpApi::ice(const HttpRequest& request, const std::string&) {
  const auto servers_for = [&](std::string_view subject) {
    const std::string list = ice_servers(parts_.options.ice, subject, parts_.clock.now_ms());
    return front::json_response(200, R"({"ice":)" + list + "}");
  };
  if (!request.header("authorization").empty()) {
    const auto token = bearer_token(request);
    if (!token) return error_response(token.error());
    const auto subject = parts_.access.check_anybody(*token);
    return subject ? servers_for(*subject) : error_response(subject.error());
  }
  const auto body = parse_body(request.body);
  if (!body) return error_response(body.error());
  const auto code = text_field(*body, "code");
  if (!code) return error_response(code.error());
  return limited(request, [&]() -> Result<HttpResponse> {
    const auto invitation = parts_.access.look_at(*code);
    if (!invitation) return invitation.error();
    return servers_for(random_id("check_"));
  });
}

}  // namespace interview
