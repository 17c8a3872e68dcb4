// Rooms: made, listed, ended, and the links to them.
#include "http_answers.h"
#include "http_api.h"
#include "json_body.h"
#include "server_languages.h"

namespace interview {

using front::error_response;
using front::HttpRequest;
using front::HttpResponse;

namespace {

constexpr size_t kRoomsInPage = 200;

void write_links(JsonAnswer& answer, const std::map<std::string, std::string>& links) {
  answer.object("links");
  for (const auto& [role, link] : links) answer.text(role, link);
  answer.end_object();
}

}  // namespace

HttpResponse HttpApi::create_room(const HttpRequest& request, const std::string&) {
  const auto owner = owner_of(request);
  if (!owner) return error_response(owner.error());
  const auto body = parse_body(request.body);
  if (!body) return error_response(body.error());
  const auto title = text_field(*body, "title", "Interview");
  if (!title) return error_response(title.error());
  const std::string usual = usual_language(parts_.languages);
  const auto language = text_field(*body, "language", usual.c_str());
  if (!language) return error_response(language.error());
  const auto room = parts_.hub.create_room({"", *title, owner->subject, *language});
  if (!room) return error_response(room.error());
  const auto links = parts_.access.invite_all(room->id);
  if (!links) return error_response(links.error());
  JsonAnswer answer;
  answer.text("room", room->id);
  write_links(answer, *links);
  return front::json_response(201, answer.finish());
}

HttpResponse HttpApi::list_rooms(const HttpRequest& request, const std::string&) {
  const auto owner = owner_of(request);
  if (!owner) return error_response(owner.error());
  const std::string before = request.query_parameter("before").value_or("");
  auto rooms = parts_.store.rooms("", before, kRoomsInPage + 1);
  if (!rooms) return error_response(rooms.error());
  const bool has_older = rooms->size() > kRoomsInPage;
  if (has_older) rooms->pop_back();
  const auto online = parts_.hub.online();
  JsonAnswer answer;
  answer.array("rooms");
  for (const RoomRow& room : *rooms) {
    const auto people = online.find(room.id);
    answer.item().text("room", room.id).text("title", room.title).number("created_at", room.created_at);
    answer.number("online", people == online.end() ? 0 : static_cast<int64_t>(people->second));
    if (room.ended_at > 0) answer.number("ended_at", room.ended_at);
    answer.end_object();
  }
  answer.end_array();
  answer.truth("older", has_older);
  return front::json_response(200, answer.finish());
}

HttpResponse HttpApi::new_link(const HttpRequest& request, const std::string& id) {
  const auto body = parse_body(request.body);
  if (!body) return error_response(body.error());
  const auto role = text_field(*body, "role");
  if (!role) return error_response(role.error());
  if (const auto known = role_from(*role); !known) return error_response(known.error());
  const auto uses = number_field(*body, "uses", 1, 100'000, parts_.access.options().invitation_uses);
  if (!uses) return error_response(uses.error());
  const auto hours =
      number_field(*body, "hours", 1, 24 * 365, parts_.access.options().invitation_ms / 3'600'000);
  if (!hours) return error_response(hours.error());
  const auto room = parts_.store.room(id);
  if (!room) return error_response(room.error());
  const auto link = parts_.access.invite(id, *role, static_cast<uint32_t>(*uses), *hours * 3'600'000);
  if (!link) return error_response(link.error());
  JsonAnswer answer;
  answer.text("room", id).text("role", *role).text("link", *link);
  return front::json_response(201, answer.finish());
}

void HttpApi::invite(std::shared_ptr<const HttpRequest> request, const std::string& id, Reply reply) {
  const auto make_link = [this, request, id] { return new_link(*request, id); };
  const auto owner = owner_of(*request);
  if (owner) return block(make_link, reply);
  if (owner.error().code != Errc::not_permitted) return reply(error_response(owner.error()));
  // Whoever manages the room may let others in. What the room says of a person overrides the token.
  const auto who = parts_.access.authenticate(*bearer_token(*request), id);
  if (!who) return reply(error_response(who.error()));
  parts_.hub.permissions(id, *who, [this, make_link, reply](const Result<Permissions>& can) {
    if (!can) return reply(error_response(can.error()));
    if (!has(*can, Permission::manage))
      return reply(error_response({Errc::not_permitted, "you may not invite people to this room"}));
    block(make_link, reply);
  });
}

void HttpApi::end_room(std::shared_ptr<const HttpRequest> request, const std::string& id, Reply reply) {
  const auto owner = owner_of(*request);
  if (!owner) return reply(error_response(owner.error()));
  parts_.hub.end_room(id, {owner->subject, owner->name, Role::interviewer},
                      [id, reply](const Result<void>& done) {
                        if (!done) return reply(error_response(done.error()));
                        reply(front::json_response(200, JsonAnswer().text("room", id).finish()));
                      });
}

}  // namespace interview
