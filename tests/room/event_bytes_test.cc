// The bytes of record bodies are canonical: what can be read has exactly one encoding, and nothing else is
// read.
#include <doctest/doctest.h>

#include "room/sample_events.h"
#include "support/random.h"

using namespace interview;
using test::Random;
using test::sample_events;

namespace {

// Bytes are refused, or are the one encoding of what they say. True if refused.
bool refused(RecordKind kind, std::string_view bytes) {
  const auto event = decode_event(kind, bytes);
  if (!event.ok()) {
    CHECK(event.error().code == Errc::record_malformed);
    return true;
  }
  CHECK(kind_of(*event) == kind);
  CHECK((encode_event(*event) == bytes));
  return false;
}

}  // namespace

TEST_CASE("the samples have every kind once, in the order of the kinds") {
  const auto events = sample_events();
  REQUIRE(events.size() == std::variant_size_v<Event>);
  CHECK(std::variant_size_v<Event> == static_cast<size_t>(RecordKind::ended));
  for (size_t i = 0; i < events.size(); ++i) CHECK(static_cast<size_t>(kind_of(events[i])) == i + 1);
}

TEST_CASE("events come back whole") {
  for (const Event& event : sample_events()) {
    CAPTURE(event.index());
    CHECK_FALSE(refused(kind_of(event), encode_event(event)));
  }
  const auto bytes_of_kind = [](RecordKind kind) {
    return encode_event(sample_events()[static_cast<size_t>(kind) - 1]);
  };
  const auto ended = std::get<event::RunEnded>(
      decode_event(RecordKind::run_ended, bytes_of_kind(RecordKind::run_ended)).value());
  CHECK(ended.result.kind == RunKind::runtime_error);
  CHECK(ended.result.exit_code == -1);
  CHECK(ended.result.signal == 11);
  CHECK(ended.result.truncated);
  CHECK(ended.result.message == "segmentation fault");
  CHECK(ended.dropped_bytes == 4'096);
  const auto edited =
      std::get<event::Edited>(decode_event(RecordKind::edited, bytes_of_kind(RecordKind::edited)).value());
  CHECK(edited.rev == UINT64_MAX);
  CHECK((edited.erased == u"\u4e2dz"));
  const auto submitted = std::get<event::Submitted>(
      decode_event(RecordKind::submitted, bytes_of_kind(RecordKind::submitted)).value());
  REQUIRE(submitted.docs.size() == 2);
  CHECK(submitted.docs[1].doc == 300);
}

TEST_CASE("the bytes are what they were: a log that was written can be read") {
  CHECK((encode_event(event::Opened{"t", "go"}) == "\x01t\x02go"));
  CHECK((encode_event(event::Joined{2, Role::student, "s"}) == "\x02\x05\x01s"));
  CHECK((encode_event(event::RunOutput{200, OutputStream::err, "x"}) == "\xC8\x01\x02\x01x"));
  CHECK((encode_event(event::Edited{1, 2, Operation::splice(3, 1, 1, u"z"), u"b"}) ==
         std::string("\x01\x02\x06\x04\x05\x01z\x06\x04\x01"
                     "b",
                     11)));
  CHECK(encode_event(event::Locked{}).empty());
}

TEST_CASE("any cut, any addition and any other kind is refused or canonical") {
  for (const Event& event : sample_events()) {
    CAPTURE(event.index());
    const std::string bytes = encode_event(event);
    for (size_t size = 0; size < bytes.size(); ++size) CHECK(refused(kind_of(event), bytes.substr(0, size)));
    for (int byte = 0; byte < 256; ++byte) CHECK(refused(kind_of(event), bytes + static_cast<char>(byte)));
    for (int kind = 0; kind < 256; ++kind) refused(static_cast<RecordKind>(kind), bytes);
  }
  CHECK(refused(static_cast<RecordKind>(0), ""));
  CHECK(refused(static_cast<RecordKind>(23), ""));
  CHECK(refused(static_cast<RecordKind>(255), ""));
}

TEST_CASE("any changed byte is refused or canonical") {
  for (const Event& event : sample_events()) {
    CAPTURE(event.index());
    const std::string bytes = encode_event(event);
    for (size_t at = 0; at < bytes.size(); ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(byte);
        refused(kind_of(event), changed);
      }
    }
  }
}

TEST_CASE("random bytes, and samples with many changes, are refused or canonical") {
  const uint64_t seed = test::test_seed();
  CAPTURE(seed);
  Random random(seed);
  const auto events = sample_events();
  for (size_t i = test::test_cases(200'000); i > 0; --i) {
    const Event& event = events[random.below(events.size())];
    std::string bytes = encode_event(event);
    if (random.chance(0.3)) bytes.resize(random.below(40));
    for (size_t changes = random.below(6); changes > 0 && !bytes.empty(); --changes)
      bytes[random.below(bytes.size())] = static_cast<char>(random.next());
    if (random.chance(0.2)) bytes.insert(random.below(bytes.size() + 1), 1, static_cast<char>(random.next()));
    refused(kind_of(event), bytes);
  }
}

TEST_CASE("values out of range and text that is not text are refused by name") {
  const struct {
    const char* why;
    RecordKind kind;
    std::string bytes;
  } rows[] = {
      {"role 0", RecordKind::joined, std::string("\x02\x00\x01s", 4)},
      {"role 6", RecordKind::joined, "\x02\x06\x01s"},
      {"participant above 32 bits", RecordKind::removed, "\x80\x80\x80\x80\x10"},
      {"a number in a longer form", RecordKind::removed, std::string("\x81\x00", 2)},
      {"stream 0", RecordKind::run_output, std::string("\x01\x00\x01x", 4)},
      {"stream 3", RecordKind::run_output, "\x01\x03\x01x"},
      {"a bool of 2", RecordKind::run_input, std::string("\x01\x00\x02", 3)},
      {"chat that is not UTF-8", RecordKind::chat, "\x01\xFF"},
      {"chat that is longer than its bytes", RecordKind::chat, "\x05x"},
      {"chat longer than memory", RecordKind::chat, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"},
      {"a list longer than its bytes", RecordKind::submitted, "\xFF\xFF\x03\x01\x01"},
      {"a list longer than memory", RecordKind::submitted, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"},
      {"an operation with a carriage return", RecordKind::edited,
       std::string("\x01\x01\x03\x05\x01\r\x00", 7)},
      {"an operation that is not canonical", RecordKind::edited, std::string("\x01\x01\x02\x04\x04\x00", 6)},
      {"erased text that is not UTF-8", RecordKind::edited, "\x01\x01\x01\x06\x01\xFF"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    CHECK(refused(row.kind, row.bytes));
  }
}
