// Events: written once, and put into the frame of everybody who may see them.
#include <doctest/doctest.h>

#include "interview/protocol.h"
#include "room/sample_events.h"

using namespace interview;

namespace {

RecordHeader header_of(const Event& event) {
  RecordHeader header;
  header.seq = 813;
  header.at = 73'120;
  header.by = 3;
  header.client = "client-1";
  header.n = 18;
  header.kind = kind_of(event);
  return header;
}

std::string_view name_of(uint32_t) {
  return "Ben \"B\"";
}

SeenEvent through_frame(const std::string& json) {
  wire::EventsFrame frame;
  frame.add(json);
  const auto message = wire::decode_server_message(frame.finish(815, "head"));
  REQUIRE_MESSAGE(message.ok(), (message.ok() ? std::string() : message.error().message));
  const auto& events = std::get<wire::Events>(*message);
  CHECK(events.upto == 815);
  CHECK(events.head == "head");
  REQUIRE(events.events.size() == 1);
  return events.events[0];
}

// As others see it: without what is for nobody.
Event shown(Event event) {
  if (auto* joined = std::get_if<event::Joined>(&event)) joined->subject.clear();
  if (auto* edited = std::get_if<event::Edited>(&event)) edited->erased.clear();
  if (auto* output = std::get_if<event::RunOutput>(&event))
    output->data = std::string("\xEF\xBF\xBD\xEF\xBF\xBD\0", 7);
  return event;
}

}  // namespace

TEST_CASE("every event comes back from the frame as it went in") {
  const auto samples = test::sample_events();
  REQUIRE(samples.size() == std::variant_size_v<Event>);
  for (const Event& event : samples) {
    const auto encoded = wire::encode_event(header_of(event), event, name_of);
    CAPTURE(encoded.json);
    CHECK(encoded.seq == 813);
    CHECK(encoded.by == 3);
    CHECK(encoded.client == "client-1");
    const SeenEvent seen = through_frame(encoded.json);
    CHECK(seen.seq == 813);
    CHECK(seen.at == 73'120);
    CHECK(seen.by == 3);
    CHECK(encode_event(seen.event) == encode_event(shown(event)));
    CHECK(seen.name == (std::holds_alternative<event::Joined>(event) ? "Ben \"B\"" : ""));
  }
}

TEST_CASE("client and number are for the sender's eyes only") {
  for (const Event& event : test::sample_events()) {
    const auto encoded = wire::encode_event(header_of(event), event, name_of);
    CHECK(encoded.json.find("client") == std::string::npos);
    const SeenEvent others = through_frame(encoded.json);
    CHECK(others.client.empty());
    CHECK(others.n == 0);
    const SeenEvent own = through_frame(encoded.own_json);
    CHECK(own.client == "client-1");
    CHECK(own.n == 18);
    CHECK(encode_event(own.event) == encode_event(others.event));
    RecordHeader room = header_of(event);
    room.client.clear();
    room.n = 0;
    CHECK(wire::encode_event(room, event, name_of).own_json.empty());
  }
}

TEST_CASE("who stands behind a participant, and what an edit erased, do not go over the wire") {
  const Event joined = event::Joined{2, Role::reviewer, "secret-subject"};
  for (const auto& encoded : {wire::encode_event(header_of(joined), joined, name_of)})
    for (const std::string& json : {encoded.json, encoded.own_json})
      CHECK(json.find("subject") == std::string::npos);
  const Event edited = event::Edited{1, 2, Operation().erase(6), u"secret"};
  const auto encoded = wire::encode_event(header_of(edited), edited, name_of);
  CHECK(encoded.json == R"({"seq":813,"at":73120,"by":3,"kind":"edited","doc":1,"rev":2,"op":[-6]})");
  wire::Events events{813, "h", {SeenEvent{813, 0, 2, {}, 0, {}, "Ben", joined}}};
  CHECK(wire::encode(events).find("subject") == std::string::npos);
}

TEST_CASE("an audience is told") {
  const Event chat = event::Chat{"hi"};
  for (const Audience& audience :
       {Audience{}, Audience{Audience::kInterviewers, 0}, Audience{Audience::kPerson, 7}}) {
    RecordHeader header = header_of(chat);
    header.audience = audience;
    const SeenEvent seen = through_frame(wire::encode_event(header, chat, name_of).json);
    CHECK(seen.audience.kind == audience.kind);
    CHECK(seen.audience.person == audience.person);
  }
}

TEST_CASE("a frame is empty again when it is finished") {
  wire::EventsFrame frame;
  CHECK(frame.empty());
  CHECK(frame.finish(5, "h") == R"({"type":"events","events":[],"upto":5,"head":"h"})");
  const Event chat = event::Chat{"hi"};
  const auto encoded = wire::encode_event(header_of(chat), chat, name_of);
  frame.add(encoded.json);
  frame.add(encoded.own_json);
  CHECK_FALSE(frame.empty());
  CHECK(frame.size() > encoded.json.size() + encoded.own_json.size());
  const auto message = wire::decode_server_message(frame.finish(813, "h"));
  REQUIRE(message.ok());
  CHECK(std::get<wire::Events>(*message).events.size() == 2);
  CHECK(frame.empty());
  CHECK(frame.size() == 0);
}

TEST_CASE("an event that cannot be read spoils its frame") {
  const auto code = [](const std::string& event) {
    const auto message =
        wire::decode_server_message(R"({"type":"events","upto":9,"head":"h","events":[)" + event + "]}");
    REQUIRE_FALSE(message.ok());
    return message.error().code;
  };
  const std::string begin = R"({"seq":9,"at":1,"by":2,"kind":)";
  CHECK(code(begin + R"("edited","doc":1,"rev":1,"op":[1,2]})") == Errc::op_malformed);
  CHECK(code(begin + R"("edited","doc":1,"rev":1})") == Errc::bad_message);
  CHECK(code(begin + R"("role_changed","participant":1,"role":"king"})") == Errc::bad_argument);
  CHECK(code(begin + R"("run_output","run":1,"stream":"both","data":""})") == Errc::bad_message);
  CHECK(code(begin + R"("run_output","run":4294967296,"stream":"out","data":""})") == Errc::bad_message);
  CHECK(code(begin + R"("submitted","docs":[{"doc":1}]})") == Errc::bad_message);
  CHECK(code(begin + R"("chat","text":"x","to":"nobody"})") == Errc::bad_message);
  CHECK(code(begin +
             R"("run_ended","run":1,"result":"ok","exit_code":2147483648,"signal":0,"wall_ms":1,"cpu_ms":1,)"
             R"("memory_kb":1,"truncated":false,"message":"","dropped_bytes":0})") == Errc::bad_message);
  CHECK(code(R"({"seq":"x","at":1,"by":2,"kind":"surprise"})") == Errc::bad_message);
  CHECK(code(R"({"at":1,"by":2,"kind":"locked"})") == Errc::bad_message);
}
