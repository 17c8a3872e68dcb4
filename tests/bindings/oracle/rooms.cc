#include "bindings/oracle/rooms.h"

namespace interview::test {

using wire::FieldsIn;
using wire::JsonOut;

// The limits are small where that makes rare things common; 0: as usual.
void Rooms::open(FieldsIn& in) {
  HubOptions options;
  options.messages_per_second = options.message_burst = 1'000'000;
  options.hello_ms = INT32_MAX;
  const auto limited = [&](const char* name, size_t& limit) {
    if (const uint64_t given = in.number_or(name, 0)) limit = given;
  };
  limited("document_units", options.room.document_units);
  limited("history", options.room.history.operations);
  limited("pending_records", options.pending_records);
  limited("tail_bytes", options.tail_bytes);
  limited("frame_bytes", options.frame_bytes);
  limited("resume_events", options.resume_events);
  const double failures = static_cast<double>(in.number_or("store_failures_percent", 0)) / 100;
  server_ = std::make_unique<HubServer>(in.number("seed"), options, failures, totals_);
}

void Rooms::write_sent(JsonOut& out) {
  out.key("sent").begin_array();
  for (const Sent& sent : server_->take_sent()) {
    out.begin_array();
    out.number(sent.link);
    out.number(sent.close);
    out.text(sent.json);
    out.end_array();
  }
  out.end_array();
}

bool Rooms::answer(const std::string& what, FieldsIn& in, JsonOut& out) {
  out.begin_object();
  bool known = true;
  if (what == "room")
    open(in);
  else if (what == "connect")
    server_->connect(in.number32("link"));
  else if (what == "disconnect")
    server_->disconnect(in.number32("link"));
  else if (what == "deliver")
    server_->deliver(in.number32("link"), in.text("json"));
  else if (what == "crash")
    server_->crash();
  else if (what == "step") {
    bool moved = true;
    for (uint64_t left = in.number("steps"); left > 0 && moved; --left) moved = server_->step();
    out.key("moved").boolean(moved);
    write_sent(out);
  } else {
    known = false;
  }
  out.end_object();
  return known;
}

}  // namespace interview::test
