// Frames of any client. An odd first byte: the bytes as they come, cut as the next 4 say. An even one: a
// conversation that keeps to the protocol, which is heard as it was meant.
#include <optional>

#include "front/websocket_engine.h"
#include "fuzz/fuzz.h"
#include "interview/text.h"

using namespace interview;
using namespace interview::front;

namespace {

constexpr size_t kMostBytes = 300;
enum Opcode { kContinuation = 0, kText = 1, kClose = 8, kPing = 9, kPong = 10 };

struct Heard final : WebSocketEvents {
  std::vector<std::string> events;
  bool closed = false;

  bool on_text(std::string_view text) override {
    FUZZ_REQUIRE(is_valid_utf8(text) && text.size() <= kMostBytes);
    return note("text ", text);
  }
  bool on_ping(std::string_view payload) override { return note("ping ", payload); }
  bool on_pong(std::string_view payload) override { return note("pong ", payload); }
  void on_close(uint16_t code, std::string_view reason) override {
    FUZZ_REQUIRE(is_valid_utf8(reason));
    FUZZ_REQUIRE(code >= 1000 && code < 5000 && code != 1004 && code != 1006 && code != 1015);
    note("close " + std::to_string(code) + " ", reason);
    closed = true;
  }
  bool note(std::string what, std::string_view payload) {
    FUZZ_REQUIRE(!closed);
    events.push_back(what.append(payload));
    return true;
  }
};

struct Outcome {
  std::vector<std::string> events;
  int code = 0;  // of the failure; 0: none
};

Outcome consume(std::string_view bytes, std::optional<std::string_view> lengths) {
  WebSocketEngine engine(kMostBytes);
  Heard heard;
  Outcome outcome;
  const auto take = [&](std::string_view piece) {
    std::string copy(piece);
    const size_t before = heard.events.size();
    const bool over = outcome.code != 0 || heard.closed;
    if (const auto failure = engine.consume(copy.data(), copy.size(), heard)) {
      FUZZ_REQUIRE(!over);
      outcome.code = failure->code;
    }
    if (over) FUZZ_REQUIRE(heard.events.size() == before);
  };
  if (lengths)
    fuzz::in_pieces(bytes, *lengths, take);
  else
    take(bytes);
  outcome.events = std::move(heard.events);
  return outcome;
}

void any_bytes(std::string_view bytes, std::string_view lengths) {
  const Outcome whole = consume(bytes, {}), cut = consume(bytes, lengths);
  FUZZ_REQUIRE(whole.events == cut.events && whole.code == cut.code);
  FUZZ_REQUIRE(whole.code == 0 || whole.code == 1002 || whole.code == 1003 || whole.code == 1007 ||
               whole.code == 1009);
}

std::string frame(int opcode, bool last, std::string_view payload, uint32_t mask) {
  std::string bytes;
  bytes += static_cast<char>((last ? 0x80 : 0) | opcode);
  if (payload.size() > 125) {
    bytes += static_cast<char>(0x80 | 126);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size() & 0xFF);
  } else {
    bytes += static_cast<char>(0x80 | payload.size());
  }
  for (int i = 3; i >= 0; --i) bytes += static_cast<char>(mask >> (8 * i));
  for (size_t i = 0; i < payload.size(); ++i)
    bytes +=
        static_cast<char>(static_cast<uint8_t>(payload[i]) ^ static_cast<uint8_t>(mask >> (8 * (3 - i % 4))));
  return bytes;
}

// Writes what is said, and keeps what is to be heard.
class Speaker {
 public:
  explicit Speaker(FuzzedDataProvider& input) : input_(input) {}

  void text() {
    std::string left = to_valid_utf8(input_.ConsumeRandomLengthString(200)).substr(0, kMostBytes);
    left.resize(whole_utf8_prefix(left));
    const std::string whole = "text " + left;
    int opcode = kText;
    for (bool last = false; !last; opcode = kContinuation) {
      const size_t length = input_.ConsumeIntegralInRange<size_t>(0, left.size());
      last = input_.ConsumeBool() || input_.remaining_bytes() == 0;
      say(opcode, last, last ? left : left.substr(0, length));
      left.erase(0, length);
      if (!last && input_.ConsumeBool()) control();
    }
    heard.push_back(whole);
  }
  void control() {
    const bool ping = input_.ConsumeBool();
    const std::string payload = input_.ConsumeRandomLengthString(125);
    heard.push_back((ping ? "ping " : "pong ") + payload);
    say(ping ? kPing : kPong, true, payload);
  }
  void close() {
    heard.push_back("close 1000 bye");
    say(kClose, true,
        "\x03\xe8"
        "bye");
    say(kText, true, "nobody hears this");
  }

  std::string bytes;
  std::vector<std::string> heard;

 private:
  void say(int opcode, bool last, std::string_view payload) {
    bytes += frame(opcode, last, payload, input_.ConsumeIntegral<uint32_t>());
  }
  FuzzedDataProvider& input_;
};

void conversation(FuzzedDataProvider& input) {
  Speaker speaker(input);
  const std::string lengths = input.ConsumeBytesAsString(4);
  for (int turn = 0; turn < 20 && input.remaining_bytes() > 0; ++turn)
    if (input.ConsumeBool())
      speaker.text();
    else
      speaker.control();
  speaker.close();
  for (const auto& cut : {std::optional<std::string_view>(), std::optional<std::string_view>(lengths)}) {
    const Outcome outcome = consume(speaker.bytes, cut);
    FUZZ_REQUIRE(outcome.code == 0 && outcome.events == speaker.heard);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 5) return 0;
  if (data[0] % 2 == 1) {
    any_bytes(fuzz::text_of(data + 5, size - 5), fuzz::text_of(data + 1, 4));
  } else {
    FuzzedDataProvider input(data + 1, size - 1);
    conversation(input);
  }
  return 0;
}
