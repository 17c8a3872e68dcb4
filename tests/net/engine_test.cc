#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "net/websocket_engine.h"
#include "support/random.h"

using namespace interview;
using namespace interview::net;

namespace {

struct Log final : EngineEvents {
  bool on_text(std::string_view text) override { return add("text " + std::string(text)); }
  bool on_ping(std::string_view payload) override { return add("ping " + std::string(payload)); }
  bool on_pong() override { return add("pong"); }
  void on_close_frame(uint16_t code, std::string_view reason) override {
    add("close " + std::to_string(code) + " " + std::string(reason));
  }
  bool add(std::string line) {
    lines.push_back(std::move(line));
    return lines.size() < stop_at;
  }
  std::vector<std::string> lines;
  size_t stop_at = 1'000;
};

struct Consumed {
  std::vector<std::string> lines;
  int failure = 0;
};

Consumed consume(std::string bytes, size_t piece, size_t max = 100) {
  WebSocketEngine engine(max);
  Log log;
  Consumed outcome;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    const auto failure = engine.consume(bytes.data() + at, std::min(piece, bytes.size() - at), log);
    if (failure) outcome.failure = failure->code;
  }
  outcome.lines = log.lines;
  return outcome;
}

std::string frame(unsigned char first, std::string_view payload) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() < 126) {
    bytes += static_cast<char>(payload.size());
  } else {
    bytes += {'\x7e', static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xff)};
  }
  return bytes += payload;
}

// A masked frame as a server reads it: the first byte and the payload.
std::pair<unsigned char, std::string> unmasked(const std::string& bytes) {
  REQUIRE(bytes.size() >= 6);
  REQUIRE((bytes[1] & 0x80) != 0);
  size_t size = bytes[1] & 0x7f, at = 2;
  if (size == 126) {
    size = static_cast<unsigned char>(bytes[2]) << 8 | static_cast<unsigned char>(bytes[3]);
    at = 4;
  }
  REQUIRE(bytes.size() == at + 4 + size);
  std::string payload;
  for (size_t i = 0; i < size; ++i) payload += static_cast<char>(bytes[at + 4 + i] ^ bytes[at + i % 4]);
  return {static_cast<unsigned char>(bytes[0]), payload};
}

}  // namespace

TEST_CASE("what a server may send, in any pieces") {
  const std::string bytes = frame(0x81, "hello") + frame(0x89, "are you there") + frame(0x01, "h\xc3") +
                            frame(0x8a, "") + frame(0x80, "\xa9!") + frame(0x81, std::string(100, 'x')) +
                            frame(0x88,
                                  "\x03\xe9"
                                  "bye");
  for (const size_t piece : {size_t{1}, size_t{3}, bytes.size()}) {
    const Consumed outcome = consume(bytes, piece);
    CHECK(outcome.failure == 0);
    CHECK(outcome.lines == std::vector<std::string>{"text hello", "ping are you there", "pong",
                                                    "text h\xc3\xa9!", "text " + std::string(100, 'x'),
                                                    "close 1001 bye"});
  }
}

TEST_CASE("what it may not") {
  struct Case {
    const char* name;
    std::string bytes;
    int failure;
  };
  const Case cases[] = {
      {"mask", std::string("\x81\x81\0\0\0\0x", 7), 1002},
      {"reserved bit", frame(0xc1, "x"), 1002},
      {"reserved opcode", frame(0x83, "x"), 1002},
      {"fragmented ping", frame(0x09, "x"), 1002},
      {"long ping", frame(0x89, std::string(126, 'x')), 1002},
      {"continuation of nothing", frame(0x80, "x"), 1002},
      {"text within a text", frame(0x01, "x") + frame(0x81, "y"), 1002},
      {"length that is not minimal", std::string("\x81\x7e\0\x01x", 5), 1002},
      {"binary", frame(0x82, "x"), 1003},
      {"no UTF-8", frame(0x81, "\xff"), 1007},
      {"half a character", frame(0x81, "\xc3"), 1007},
      {"half a character in pieces", frame(0x01, "a") + frame(0x80, "\xc3"), 1007},
      {"too long", frame(0x81, std::string(101, 'x')), 1009},
      {"too long in pieces", frame(0x01, std::string(60, 'x')) + frame(0x80, std::string(60, 'x')), 1009},
      {"endless", std::string("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10), 1009},
      {"endless continuation", frame(0x01, "x") + std::string("\x80\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10),
       1009},
      {"continuation of 2^64 - 1", frame(0x01, "x") + std::string("\x80\x7f") + std::string(8, '\xff'), 1009},
      {"close of one byte", frame(0x88, "x"), 1002},
      {"close with a bad reason", frame(0x88, "\x03\xe8\xff"), 1007},
  };
  for (const Case& c : cases) {
    for (const size_t piece : {size_t{1}, c.bytes.size()}) {
      CAPTURE(c.name);
      CAPTURE(piece);
      const Consumed outcome = consume(c.bytes + frame(0x81, "after"), piece);
      CHECK(outcome.failure == c.failure);
      CHECK(outcome.lines.empty());
    }
  }
}

TEST_CASE("nothing is read after a close, or after an answer of false") {
  CHECK(consume(frame(0x88, "") + frame(0x81, "after"), 100).lines ==
        std::vector<std::string>{"close 1005 "});
  WebSocketEngine engine(100);
  Log log;
  log.stop_at = 1;
  std::string bytes = frame(0x81, "one") + frame(0x81, "two");
  CHECK(!engine.consume(bytes.data(), bytes.size(), log));
  CHECK(log.lines == std::vector<std::string>{"text one"});
}

TEST_CASE("frames that go out are masked, each anew") {
  CHECK(unmasked(text_frame("h\xc3\xa9")) == std::pair<unsigned char, std::string>(0x81, "h\xc3\xa9"));
  CHECK(unmasked(text_frame(std::string(300, 'x'))).second == std::string(300, 'x'));
  CHECK(unmasked(ping_frame()) == std::pair<unsigned char, std::string>(0x89, ""));
  CHECK(unmasked(pong_frame("x")) == std::pair<unsigned char, std::string>(0x8a, "x"));
  CHECK(unmasked(close_frame(1000, "bye")) == std::pair<unsigned char, std::string>(0x88,
                                                                                    "\x03\xe8"
                                                                                    "bye"));
  CHECK(unmasked(close_frame(1005, "")) == std::pair<unsigned char, std::string>(0x88, ""));
  CHECK(unmasked(close_frame(1006, "x")).second.empty());
  const std::string cut = unmasked(close_frame(1000, std::string(122, 'x') + "\xc3\xa9")).second;
  CHECK(cut.substr(2) == std::string(122, 'x'));
  CHECK(text_frame("same") != text_frame("same"));
  CHECK(text_frame(std::string(70'000, 'x')).size() == 70'000 + 14);
}

TEST_CASE("the handshake's keys") {
  // RFC 6455 §1.3.
  CHECK(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(websocket_key().size() == 24);
  CHECK(websocket_key() != websocket_key());
}

TEST_CASE("any bytes") {
  const uint64_t seed = test::test_seed();
  CAPTURE(seed);
  test::Random random(seed);
  for (size_t i = 0; i < test::test_cases(20'000); ++i) {
    std::string bytes;
    for (size_t n = random.below(60); n > 0; --n)
      bytes += static_cast<char>(random.below(random.chance(0.5) ? 256 : 0x90));
    const Consumed whole = consume(bytes, bytes.size() + 1), single = consume(bytes, 1);
    CHECK(whole.lines == single.lines);
    CHECK(whole.failure == single.failure);
  }
}
