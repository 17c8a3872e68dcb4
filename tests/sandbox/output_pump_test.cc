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
  std::shared_ptr<OutputPump> pump =
      std::make_shared<OutputPump>(loop, [this](std::string_view bytes) { pieces.emplace_back(bytes); });
  UniqueFd writer;

  Pumped() {
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
