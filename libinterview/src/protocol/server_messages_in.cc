// Reading the server's messages, at the client.
#include <algorithm>

#include "interview/protocol.h"
#include "protocol/event_json.h"
#include "protocol/json_in.h"
#include "protocol/view_json.h"

namespace interview::wire {
namespace {

// A server is trusted to be long, not to be endless: a welcome holds whole documents.
constexpr size_t kMostBytes = 256u << 20;
constexpr size_t kMostDepth = 64;

// A list of RTCIceServer, of WebRTC 4.2.4.
void check_ice(FieldsIn& in, const Json& servers) {
  if (!servers.IsArray()) return in.fail("field 'ice' is not a list");
  for (const Json& server : servers.GetArray()) {
    FieldsIn fields(server);
    const Json* urls = fields.required("urls");
    const auto is_text = [](const Json& value) { return value.IsString(); };
    if (urls && !(urls->IsArray() ? std::all_of(urls->Begin(), urls->End(), is_text) : is_text(*urls)))
      fields.fail("field 'urls' is not text");
    fields.text_or("username", "");
    fields.text_or("credential", "");
    if (!fields.ok()) in.fail(fields.error());
  }
}

template <typename Opening>
void read_opening(FieldsIn& in, Opening& opening) {
  opening.you = in.number32("you");
  opening.connection = in.number32("connection");
  const auto role = role_from(in.text("role"));
  if (role)
    opening.role = *role;
  else
    in.fail(role.error());
  opening.acked = in.number("acked");
  // What the role may do is known here; other clients read it.
  if (in.has("can")) in.array("can");
  if (const Json* ice = in.optional("ice")) {
    check_ice(in, *ice);
    opening.ice = in.json("ice");
  }
  opening.saving = in.boolean_or("saving", true);
  if (in.has("time")) opening.time = in.integer("time");
}

ServerMessage read_welcome(FieldsIn& in) {
  Welcome welcome;
  read_opening(in, welcome);
  welcome.seq = in.number("seq");
  welcome.head = in.text("head");
  if (const Json* room = in.required("room")) {
    auto view = read_view(*room);
    if (view)
      welcome.room = std::move(*view);
    else
      in.fail(view.error());
  }
  return welcome;
}

ServerMessage read_resume(FieldsIn& in) {
  Resume resume;
  read_opening(in, resume);
  resume.upto = in.number("upto");
  resume.connections = read_connections(in);
  return resume;
}

ServerMessage read_events(FieldsIn& in) {
  Events events;
  events.upto = in.number("upto");
  events.head = in.text("head");
  for (const Json& item : in.array("events").GetArray()) {
    auto seen = read_event(item);
    // One of a later version is passed over: those beside it are not to be missing.
    if (!seen && seen.error().code == Errc::unknown_type) continue;
    if (!seen) {
      in.fail(seen.error());
      break;
    }
    events.events.push_back(std::move(*seen));
  }
  return events;
}

ServerMessage read_selected(FieldsIn& in) {
  Selected selected;
  selected.by = in.number32("by");
  selected.connection = in.number32("connection");
  selected.doc = in.number32("doc");
  selected.rev = in.number("rev");
  for (const Json& range : in.array("ranges").GetArray()) {
    if (range.IsArray() && range.Size() == 2 && range[0].IsUint() && range[1].IsUint())
      selected.ranges.push_back({range[0].GetUint(), range[1].GetUint()});
    else
      in.fail("a selection is a pair of positions");
  }
  return selected;
}

ServerMessage read_message(const std::string& type, FieldsIn& in) {
  if (type == "events") return read_events(in);
  if (type == "ack") return Ack{in.number("n")};
  if (type == "error") {
    const uint64_t n = in.number_or("n", 0);
    const Errc code = errc_from_wire(in.text("code"));
    std::string message = in.text_or("message", "");
    return Refusal{n, code, std::move(message), in.boolean_or("retry", false)};
  }
  if (type == "welcome") return read_welcome(in);
  if (type == "resume") return read_resume(in);
  if (type == "select") return read_selected(in);
  if (type == "signal") {
    Signalled signalled{in.number32("from"), in.number32("by"), {}};
    signalled.data = in.json("data");
    return signalled;
  }
  if (type == "presence") {
    const uint32_t by = in.number32("by"), connection = in.number32("connection");
    return Presence{by, connection, in.boolean_or("online", false)};
  }
  if (type == "queue") {
    const uint32_t run = in.number32("run");
    return Queued{run, in.number32("position")};
  }
  if (type == "saving") return Saving{in.boolean_or("ok", true)};
  if (type == "token") return Token{in.text("token")};
  if (type == "pong") return Pong{};
  if (type == "diverged") return Diverged{};
  in.fail({Errc::unknown_type, "there is no such message type"});
  return Pong{};
}

}  // namespace

Result<ServerMessage> decode_server_message(std::string_view json) {
  const auto message = JsonMessage::parse(json, kMostBytes, kMostDepth);
  if (!message) return message.error();
  FieldsIn in(message->object());
  const std::string type = in.text("type");
  ServerMessage decoded;
  if (in.ok()) decoded = read_message(type, in);
  if (!in.ok()) return in.error();
  return decoded;
}

}  // namespace interview::wire
