#include "interview/join.h"

#include "net/server_error.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview {
namespace {

constexpr size_t kMostAnswerBytes = 1u << 20;
constexpr size_t kMostDepth = 8;

HttpRequest post(std::string path, std::string json) {
  HttpRequest request;
  request.method = "POST";
  request.path = std::move(path);
  request.headers = {{"content-type", "application/json"}, {"accept", "application/json"}};
  request.body = std::move(json);
  return request;
}

std::string object_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string json;
  wire::JsonOut out(json);
  out.begin_object();
  for (const auto& [key, value] : fields) out.key(key).text(value);
  out.end_object();
  return json;
}

// Reads what a success says; `read` takes the fields.
template <typename Value, typename Read>
Result<Value> read_success(const Result<HttpResponse>& response, Read read) {
  if (!response) return response.error();
  if (response->status / 100 != 2) return net::error_of(*response);
  const Error unexpected{Errc::protocol, "the server's answer is not understood"};
  const auto message = wire::JsonMessage::parse(response->body, kMostAnswerBytes, kMostDepth);
  if (!message) return unexpected;
  wire::FieldsIn in(message->object());
  Value value;
  read(in, value);
  if (!in.ok()) return unexpected;
  return value;
}

void read_joined(wire::FieldsIn& in, Joined& joined) {
  joined.token = in.text("token");
  joined.role = in.text_or("role", "");
  if (in.has("expires_at")) joined.expires_at = in.integer("expires_at");
  if (joined.token.empty()) in.fail("no token");
}

void read_created(wire::FieldsIn& in, CreatedRoom& created) {
  created.room = in.text("room");
  const wire::Json* links = in.required("links");
  if (!links || !links->IsObject()) return in.fail("no links");
  for (const auto& member : links->GetObject()) {
    if (!member.value.IsString()) return in.fail("a link is a string");
    created.links[std::string(member.name.GetString(), member.name.GetStringLength())] =
        std::string(member.value.GetString(), member.value.GetStringLength());
  }
}

}  // namespace

std::unique_ptr<Underway> join(Network& network, const Link& link, const std::string& name,
                               std::function<void(Result<Joined>)> done) {
  const std::string path = link.room.empty() ? "/api/v1/join" : "/api/v1/rooms/" + link.room + "/join";
  return network.request(link.server, post(path, object_of({{"code", link.code}, {"name", name}})),
                         [done = std::move(done)](const Result<HttpResponse>& response) {
                           done(read_success<Joined>(response, read_joined));
                         });
}

std::unique_ptr<Underway> create_room(Network& network, const Endpoint& server, const std::string& token,
                                      const std::string& title, const std::string& language,
                                      std::function<void(Result<CreatedRoom>)> done) {
  const std::string body = language.empty() ? object_of({{"title", title}})
                                            : object_of({{"title", title}, {"language", language}});
  HttpRequest request = post("/api/v1/rooms", body);
  request.headers.emplace_back("authorization", "Bearer " + token);
  return network.request(server, std::move(request),
                         [done = std::move(done)](const Result<HttpResponse>& response) {
                           done(read_success<CreatedRoom>(response, read_created));
                         });
}

}  // namespace interview
