// Messages from server to client.
#include "interview/protocol.h"
#include "interview/text.h"
#include "protocol/event_json.h"
#include "protocol/json_out.h"
#include "protocol/view_json.h"

namespace interview::wire {
namespace {

class ServerMessageWriter {
 public:
  explicit ServerMessageWriter(JsonOut& out) : out_(out) {}

  void operator()(const Welcome& m) {
    out_.key("type").text("welcome");
    begin(m);
    out_.key("seq").number(m.seq);
    out_.key("head").text(m.head);
    out_.key("acked").number(m.acked);
    out_.key("room");
    write_view(out_, m.room);
  }
  void operator()(const Resume& m) {
    out_.key("type").text("resume");
    begin(m);
    out_.key("acked").number(m.acked);
    out_.key("upto").number(m.upto);
    write_connections(out_, m.connections);
  }
  void operator()(const Events& m) {
    out_.key("type").text("events");
    out_.key("events").begin_array();
    for (const SeenEvent& seen : m.events) write_event(out_, seen);
    out_.end_array();
    out_.key("upto").number(m.upto);
    out_.key("head").text(m.head);
  }
  void operator()(const Ack& m) {
    out_.key("type").text("ack");
    out_.key("n").number(m.n);
  }
  void operator()(const Refusal& m) {
    out_.key("type").text("error");
    if (m.n != 0) out_.key("n").number(m.n);
    out_.key("code").text(wire_code(m.code));
    // It may quote what a client, a file or a database said.
    out_.key("message").text(to_valid_utf8(m.message));
    out_.key("retry").boolean(m.retry);
  }
  void operator()(const Selected& m) {
    out_.key("type").text("select");
    out_.key("by").number(m.by);
    out_.key("connection").number(m.connection);
    out_.key("doc").number(m.doc);
    out_.key("rev").number(m.rev);
    out_.key("ranges").begin_array();
    for (const Selection& range : m.ranges) {
      out_.begin_array();
      out_.number(range.anchor);
      out_.number(range.head);
      out_.end_array();
    }
    out_.end_array();
  }
  void operator()(const Signalled& m) {
    out_.key("type").text("signal");
    out_.key("from").number(m.from);
    out_.key("by").number(m.by);
    out_.key("data").raw(m.data, rapidjson::kObjectType);
  }
  void operator()(const Presence& m) {
    out_.key("type").text("presence");
    out_.key("by").number(m.by);
    out_.key("connection").number(m.connection);
    out_.key("online").boolean(m.online);
  }
  void operator()(const Queued& m) {
    out_.key("type").text("queue");
    out_.key("run").number(m.run);
    out_.key("position").number(m.position);
  }
  void operator()(const Saving& m) {
    out_.key("type").text("saving");
    out_.key("ok").boolean(m.ok);
  }
  void operator()(const Token& m) {
    out_.key("type").text("token");
    out_.key("token").text(m.token);
  }
  void operator()(const Pong&) { out_.key("type").text("pong"); }
  void operator()(const Diverged&) { out_.key("type").text("diverged"); }

 private:
  template <typename Opening>
  void begin(const Opening& m) {
    out_.key("you").number(m.you);
    out_.key("connection").number(m.connection);
    out_.key("role").text(to_string(m.role));
    out_.key("can").begin_array();
    for (const std::string_view name : names_of(permissions_of(m.role))) out_.text(name);
    out_.end_array();
    out_.key("ice").raw(m.ice.empty() ? "[]" : std::string_view(m.ice), rapidjson::kArrayType);
    out_.key("saving").boolean(m.saving);
    out_.key("time").integer(m.time);
  }

  JsonOut& out_;
};

}  // namespace

std::string encode(const ServerMessage& message) {
  std::string json;
  JsonOut out(json);
  out.begin_object();
  std::visit(ServerMessageWriter(out), message);
  out.end_object();
  return json;
}

void EventsFrame::add(std::string_view event_json) {
  if (empty_) {
    json_.reserve(event_json.size() + 120);
    json_ = "{\"type\":\"events\",\"events\":[";
  } else {
    json_ += ',';
  }
  json_ += event_json;
  empty_ = false;
}

std::string EventsFrame::finish(uint64_t upto, std::string_view head) {
  if (empty_) json_ = "{\"type\":\"events\",\"events\":[";
  json_ += "],\"upto\":";
  json_ += std::to_string(upto);
  json_ += ",\"head\":\"";
  json_ += head;
  json_ += "\"}";
  empty_ = true;
  return std::exchange(json_, {});
}

}  // namespace interview::wire
