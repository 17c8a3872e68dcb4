// One pipe, step by step.
#include "sandbox/output_pump.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

using namespace interview::sandbox;

namespace {

// A pump on a pipe that the test writes.
struct Pumped {
  asio::io_context loop;
  std::vector<std::string> pieces;
  std::shared_ptr<OutputPump> pump;
  UniqueFd writer;

  explicit Pumped(OutputPump::Duration moment = {}) {
    const auto deliver = [this](std::string_view bytes) { pieces.emplace_back(bytes); };
    pump = std::make_shared<OutputPump>(loop, deliver, moment);
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    writer = UniqueFd(ends[1]);
    REQUIRE(pump->start(UniqueFd(ends[0])));
  }
  void write(const std::string& bytes) {
    REQUIRE(::write(writer.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    loop.poll();
  }
};

using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("a character is delivered when it is whole") {
  Pumped pumped;
  pumped.write("a\xf0\x9f");
  CHECK(pumped.pieces == Pieces{"a"});
  pumped.write("\x98");
  CHECK(pumped.pieces == Pieces{"a"});
  pumped.write(
      "\x80"
      "b");
  CHECK(pumped.pieces == Pieces{"a", "\U0001F600b"});
}

TEST_CASE("what never becomes a character is delivered at once, and a beginning at the end of the stream") {
  Pumped pumped;
  pumped.write("\xff\xc3");
  CHECK(pumped.pieces == Pieces{"\xff"});
  pumped.write("x");
  CHECK(pumped.pieces == Pieces{"\xff", "\xc3x"});
  pumped.write("\xe4\xb8");
  CHECK(pumped.pieces.size() == 2);
  pumped.writer.reset();
  pumped.loop.poll();
  CHECK(pumped.pieces == Pieces{"\xff", "\xc3x", "\xe4\xb8"});
}

TEST_CASE("draining delivers what is there and then nothing more") {
  Pumped pumped;
  REQUIRE(::write(pumped.writer.get(), "late\xc3", 5) == 5);
  pumped.pump->drain();
  CHECK(pumped.pieces == Pieces{"late", "\xc3"});
  pumped.loop.poll();
  CHECK(pumped.pieces.size() == 2);
}

TEST_CASE("the first is delivered at once, a trickle behind it together") {
  Pumped pumped(std::chrono::hours(1));
  pumped.write("a");
  CHECK(pumped.pieces == Pieces{"a"});
  pumped.write("b");
  CHECK(pumped.pieces == Pieces{"a", "b"});
  for (int i = 0; i < 1000; ++i) pumped.write("c");
  CHECK(pumped.pieces.size() == 2);
  pumped.pump->drain();
  CHECK(pumped.pieces == Pieces{"a", "b", std::string(1000, 'c')});
}

TEST_CASE("a moment later a trickle is read on, and what is much is not kept waiting") {
  Pumped pumped(std::chrono::milliseconds(1));
  pumped.write("a");
  pumped.write("b");
  pumped.write("c");
  while (pumped.pieces.back().find('c') == std::string::npos) pumped.loop.run_one();
  Pumped much(std::chrono::hours(1));
  for (int i = 0; i < 20; ++i) much.write(std::string(5000, 'x'));
  CHECK(much.pieces.size() == 20);
}
