// Records that may be forged. The first byte says what the rest is: 'h' a header; 'l' a log, whose records
// have their lengths before them (two bytes of the header, two of the body) and are chained here, so that
// only what they say can be wrong; any other the kind of an event, and then its body.
#include "fuzz/restored.h"
#include "interview/record.h"

using namespace interview;

namespace {

void header(std::string_view bytes) {
  const auto decoded = decode_header(bytes);
  if (decoded)
    FUZZ_REQUIRE(encode_header(*decoded) == bytes);
  else
    FUZZ_REQUIRE(decoded.error().code == Errc::record_malformed);
}

// An event that a log can hold goes over the wire to any client.
void send(const Event& event) {
  RecordHeader header;
  header.seq = 7, header.at = 100, header.by = 2, header.client = "client-1", header.n = 3;
  header.kind = kind_of(event);
  const auto encoded = wire::encode_event(header, event, [](uint32_t) { return std::string_view("Ada"); });
  for (const std::string& json : {encoded.json, encoded.own_json}) {
    wire::EventsFrame frame;
    frame.add(json);
    const auto message = wire::decode_server_message(frame.finish(7, "head"));
    FUZZ_REQUIRE(message.ok());
    const auto& events = std::get<wire::Events>(*message).events;
    FUZZ_REQUIRE(events.size() == 1 && events[0].seq == 7 && events[0].event.index() == event.index());
    FUZZ_REQUIRE(events[0].n == (json == encoded.own_json ? 3 : 0));
  }
}

void body(uint8_t kind, std::string_view bytes) {
  const auto decoded = decode_event(static_cast<RecordKind>(kind), bytes);
  if (!decoded) {
    FUZZ_REQUIRE(decoded.error().code == Errc::record_malformed);
    return;
  }
  FUZZ_REQUIRE(kind_of(*decoded) == static_cast<RecordKind>(kind));
  FUZZ_REQUIRE(encode_event(*decoded) == bytes);
  send(*decoded);
}

// Takes two bytes for a length, and that many bytes.
std::string_view take(std::string_view& bytes, std::string_view& lengths) {
  const size_t length = static_cast<uint8_t>(lengths[0]) << 8 | static_cast<uint8_t>(lengths[1]);
  lengths.remove_prefix(2);
  const std::string_view taken = bytes.substr(0, length);
  bytes.remove_prefix(taken.size());
  return taken;
}

// Each edit can be taken back by its record alone.
void check_inverse(const Room& room, const Record& record, const std::string& before) {
  const auto event = decode_event(record.header.kind, record.body);
  const auto* edited = event ? std::get_if<event::Edited>(&*event) : nullptr;
  if (!edited) return;
  FUZZ_REQUIRE(edited->erased.size() == edited->op.erased_length());
  const Room earlier = Room::restore(room.id(), before).value();
  FUZZ_REQUIRE(applied(invert(edited->op, edited->erased), room.document(edited->doc)->text.text()) ==
               earlier.document(edited->doc)->text.text());
}

void log(std::string_view bytes) {
  Room room = Room::replaying("r_1");
  Chain chain("r_1");
  while (bytes.size() > 4) {
    std::string_view lengths = bytes.substr(0, 4);
    bytes.remove_prefix(4);
    const auto claimed = decode_header(take(bytes, lengths));
    const std::string_view body = take(bytes, lengths);
    if (!claimed) return;
    const Record record = chain.append(*claimed, {}, std::string(body));
    const std::string before = room.snapshot();
    if (const auto taken = room.replay(record); !taken) {
      FUZZ_REQUIRE(taken.error().code == Errc::record_malformed);
      FUZZ_REQUIRE(room.snapshot() == before);
      break;
    }
    FUZZ_REQUIRE(room.seq() == record.header.seq && room.head() == record.hash);
    check_inverse(room, record, before);
  }
  fuzz::check_restored(room);
  if (room.seq() > 0) fuzz::go_on(std::move(room));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest = fuzz::text_of(data + 1, size - 1);
  if (data[0] == 'h')
    header(rest);
  else if (data[0] == 'l')
    log(rest);
  else
    body(data[0], rest);
  return 0;
}
