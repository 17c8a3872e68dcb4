#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "front/frame.h"
#include "front/outbox.h"
#include "front/websocket_engine.h"
#include "raw_client.h"
#include "support/random.h"

namespace interview::front {
namespace {

// What came, in one line an event.
struct Heard final : WebSocketEvents {
  std::vector<std::string> events;
  bool go_on = true;

  bool on_text(std::string_view text) override { return note("text ", text); }
  bool on_ping(std::string_view payload) override { return note("ping ", payload); }
  bool on_pong(std::string_view payload) override { return note("pong ", payload); }
  void on_close(uint16_t code, std::string_view reason) override {
    note("close " + std::to_string(code) + " ", reason);
  }
  bool note(std::string what, std::string_view payload) {
    events.push_back(what += payload);
    return go_on;
  }
};

std::optional<WebSocketFailure> feed(WebSocketEngine& engine, std::string bytes, Heard& heard, size_t piece) {
  for (size_t at = 0; at < bytes.size(); at += piece)
    if (const auto failure = engine.consume(bytes.data() + at, std::min(piece, bytes.size() - at), heard))
      return failure;
  return std::nullopt;
}

std::string f(int opcode, std::string_view payload, FrameShape shape = {}) {
  return client_frame(opcode, payload, shape);
}

constexpr FrameShape kMore{false, true, 0};

TEST_CASE("messages come whole, in order, with control frames between their fragments") {
  const std::string long_text(70'000, 'x');
  const std::string bytes =
      f(kText, "one") + f(kText, "") + f(kText, "tw", kMore) + f(kPing, "p") + f(kContinuation, "", kMore) +
      f(kPong, "q") + f(kContinuation, "o \xc3", kMore) + f(kContinuation, "\xa9") + f(kText, long_text) +
      f(kText, long_text.substr(0, 300)) + f(kClose, close_payload(4001, "bye")) + f(kText, "after");
  for (const size_t piece : {size_t{1}, size_t{2}, size_t{3}, size_t{1000}, size_t{1'000'000}}) {
    WebSocketEngine engine(100'000);
    Heard heard;
    CHECK_FALSE(feed(engine, bytes, heard, piece).has_value());
    CHECK(heard.events == std::vector<std::string>{"text one", "text ", "ping p", "pong q",
                                                   "text two \xc3\xa9", "text " + long_text,
                                                   "text " + long_text.substr(0, 300), "close 4001 bye"});
  }
}

struct Broken {
  const char* why;
  std::string bytes;
  int code;
};

TEST_CASE("a peer that breaks the protocol is closed with the code of RFC 6455") {
  const std::string head_64_bits = std::string("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xf0", 10) + "mask";
  const std::string continuation_64_bits =
      std::string("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe", 10) + "mask" + std::string(64, 'a');
  const std::vector<Broken> cases = {
      {"no mask", f(kText, "a", {true, false, 0}), 1002},
      {"control frame without a mask", f(kPing, "a", {true, false, 0}), 1002},
      {"RSV1, as if deflated", f(kText, "a", {true, true, 4}), 1002},
      {"RSV2", f(kText, "a", {true, true, 2}), 1002},
      {"RSV3", f(kText, "a", {true, true, 1}), 1002},
      {"reserved data opcode", f(3, "a"), 1002},
      {"reserved control opcode", f(11, "a"), 1002},
      {"continuation of nothing", f(kContinuation, "a"), 1002},
      {"new message within a message", f(kText, "a", kMore) + f(kText, "b"), 1002},
      {"fragmented ping", f(kPing, "a", kMore), 1002},
      {"ping above 125 bytes", f(kPing, std::string(126, 'a')), 1002},
      {"length of 16 bits that would fit 7", std::string("\x81\xfe\x00\x05maskabcde", 13), 1002},
      {"length of 64 bits that would fit 16", std::string("\x81\xff\0\0\0\0\0\0\0\x05maskabcde", 19), 1002},
      {"close with one byte", f(kClose, "a"), 1002},
      {"close code 0", f(kClose, close_payload(0)), 1002},
      {"close code 999", f(kClose, close_payload(999)), 1002},
      {"close code 1005", f(kClose, close_payload(1005)), 1002},
      {"close code 1006", f(kClose, close_payload(1006)), 1002},
      {"close code 1015", f(kClose, close_payload(1015)), 1002},
      {"close code 2000", f(kClose, close_payload(2000)), 1002},
      {"close code 5000", f(kClose, close_payload(5000)), 1002},
      {"close reason is not UTF-8", f(kClose, close_payload(1000, "\xff")), 1007},
      {"binary", f(kBinary, "a"), 1003},
      {"text is not UTF-8", f(kText, "a\xff"), 1007},
      {"lone surrogate", f(kText, "\xed\xa0\x80"), 1007},
      {"overlong", f(kText, "\xc0\xaf"), 1007},
      {"beyond U+10FFFF", f(kText, "\xf4\x90\x80\x80"), 1007},
      {"text ends within a character", f(kText, "a\xc3"), 1007},
      {"fragments end within a character", f(kText, "a", kMore) + f(kContinuation, "\xc3"), 1007},
      {"bad text is refused before it is whole", f(kText, "\xff", kMore), 1007},
      {"message too big", f(kText, std::string(1001, 'a')), 1009},
      {"message too big by its header alone", f(kText, std::string(1001, 'a')).substr(0, 8), 1009},
      {"fragments too big", f(kText, std::string(600, 'a'), kMore) + f(kContinuation, std::string(401, 'a')),
       1009},
      {"binary too big", f(kBinary, std::string(1001, 'a')), 1009},
      {"a length of 2^64 - 16", head_64_bits, 1009},
      {"a continuation whose length overflows the sum", f(kText, "abc", kMore) + continuation_64_bits, 1009},
      {"the same with text that is not UTF-8", f(kText, "ab\xc3", kMore) + continuation_64_bits, 1009},
  };
  for (const Broken& broken : cases) {
    CAPTURE(broken.why);
    for (const size_t piece : {size_t{1}, size_t{5}, size_t{1'000'000}}) {
      WebSocketEngine engine(1000);
      Heard heard;
      const auto failure = feed(engine, f(kText, "good") + broken.bytes, heard, piece);
      REQUIRE(failure.has_value());
      CHECK(failure->code == broken.code);
      CHECK(heard.events == std::vector<std::string>{"text good"});
      CHECK_FALSE(feed(engine, f(kText, "after"), heard, piece).has_value());
      CHECK(heard.events.size() == 1);
    }
  }
}

TEST_CASE("the limit of a message is exact") {
  WebSocketEngine engine(1000);
  Heard heard;
  CHECK_FALSE(feed(engine, f(kText, std::string(1000, 'a')), heard, 100).has_value());
  CHECK_FALSE(
      feed(engine, f(kText, std::string(999, 'a'), kMore) + f(kContinuation, "a"), heard, 100).has_value());
  CHECK(heard.events.size() == 2);
  WebSocketEngine tiny(1);
  CHECK_FALSE(feed(tiny, f(kPing, std::string(125, 'a')), heard, 1).has_value());
  CHECK(heard.events.back() == "ping " + std::string(125, 'a'));
}

TEST_CASE("close codes that may be sent are accepted") {
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 4999}) {
    WebSocketEngine engine(1000);
    Heard heard;
    CHECK_FALSE(feed(engine, f(kClose, close_payload(code)), heard, 100).has_value());
    CHECK(heard.events == std::vector<std::string>{"close " + std::to_string(code) + " "});
  }
  WebSocketEngine engine(1000);
  Heard heard;
  CHECK_FALSE(feed(engine, f(kClose, ""), heard, 100).has_value());
  CHECK(heard.events == std::vector<std::string>{"close 1005 "});
}

TEST_CASE("an answer of false ends the reading") {
  WebSocketEngine engine(1000);
  Heard heard;
  heard.go_on = false;
  CHECK_FALSE(feed(engine, f(kText, "a") + f(kText, "b") + f(kBinary, "c"), heard, 1000).has_value());
  CHECK(heard.events == std::vector<std::string>{"text a"});
}

TEST_CASE("any bytes, in any pieces, end the same way") {
  const uint64_t seed = test::test_seed();
  INFO("seed " << seed);
  test::Random random(seed);
  const std::string samples[] = {f(kText, "hello") + f(kPing, "x"),
                                 f(kText, "a", kMore) + f(kContinuation, "b"),
                                 f(kText, std::string(200, 'a')), f(kClose, close_payload(1000, "r"))};
  for (size_t round = 0, rounds = test::test_cases(20'000); round < rounds; ++round) {
    std::string bytes = samples[random.below(4)] + samples[random.below(4)];
    for (int change = 0; change < 2; ++change)
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    WebSocketEngine whole(300), cut(300);
    Heard heard_whole, heard_cut;
    const auto failed_whole = feed(whole, bytes, heard_whole, bytes.size());
    const auto failed_cut = feed(cut, bytes, heard_cut, 1 + random.below(20));
    REQUIRE(heard_whole.events == heard_cut.events);
    REQUIRE(failed_whole.has_value() == failed_cut.has_value());
    if (failed_whole) REQUIRE(failed_whole->code == failed_cut->code);
  }
}

TEST_CASE("frames of the server") {
  CHECK(prepare_text_frame("hi")->bytes() == "\x81\x02hi");
  CHECK(prepare_text_frame(std::string(126, 'a'))->bytes().substr(0, 5) == std::string_view("\x81\x7e\x00\x7e"
                                                                                            "a",
                                                                                            5));
  CHECK(prepare_text_frame(std::string(65536, 'a'))->bytes().substr(0, 11) ==
        std::string_view("\x81\x7f\0\0\0\0\0\x01\0\0"
                         "a",
                         11));
  CHECK(prepare_ping_frame("")->bytes() == std::string_view("\x89\0", 2));
  CHECK(prepare_pong_frame("p")->bytes() == "\x8a\x01p");
  CHECK(prepare_close_frame(1001, "bye")->bytes() ==
        "\x88\x05\x03\xe9"
        "bye");
  CHECK(prepare_close_frame(1005, "")->bytes() == std::string_view("\x88\0", 2));
  CHECK(prepare_close_frame(1000, std::string(200, 'a'))->bytes().size() == 2 + 125);
  // The 123rd byte would be the first half of a character.
  CHECK(prepare_close_frame(1000, std::string(122, 'a') + "\xc3\xa9")->bytes().size() == 2 + 124);
}

TEST_CASE("the outbox counts every byte and never reorders, whatever the kernel takes") {
  const uint64_t seed = test::test_seed();
  INFO("seed " << seed);
  test::Random random(seed);
  Outbox outbox;
  std::string pushed, taken;
  std::array<std::string_view, 4> views;
  for (size_t round = 0, rounds = test::test_cases(20'000); round < rounds; ++round) {
    for (size_t n = random.below(4); n > 0; --n) {
      const std::string bytes(1 + random.below(50), static_cast<char>('a' + random.below(26)));
      outbox.push(std::make_shared<const Frame>(bytes));
      pushed += bytes;
    }
    const size_t count = outbox.gather(views, 60);
    std::string gathered;
    for (size_t i = 0; i < count; ++i) gathered += views[i];
    REQUIRE((count <= 1 || gathered.size() <= 60));
    REQUIRE(outbox.empty() == (count == 0));
    const size_t size = random.below(gathered.size() + 1);
    taken += gathered.substr(0, size);
    outbox.consume(size);
    REQUIRE(outbox.bytes() == pushed.size() - taken.size());
  }
  REQUIRE(pushed.substr(0, taken.size()) == taken);
}

TEST_CASE("dropping what waits leaves whole frames") {
  Outbox outbox;
  const auto push = [&](const char* bytes) { outbox.push(std::make_shared<const Frame>(bytes)); };
  std::array<std::string_view, 2> views;
  push("aaaa");
  push("bbbb");
  push("cccc");
  CHECK(outbox.gather(views, 100) == 2);
  outbox.drop_waiting();
  CHECK(outbox.bytes() == 8);
  outbox.consume(6);
  push("dddd");
  outbox.drop_waiting();
  CHECK(outbox.bytes() == 2);
  CHECK(outbox.gather(views, 100) == 1);
  CHECK(views[0] == "bb");
  outbox.consume(2);
  push("eeee");
  outbox.drop_waiting();
  CHECK(outbox.empty());
  CHECK(outbox.bytes() == 0);
}

}  // namespace
}  // namespace interview::front
