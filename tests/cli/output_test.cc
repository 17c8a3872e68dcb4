#include "output.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <string>
#include <utility>

using namespace interview::cli;

namespace {

// A descriptor that is non-blocking, and whoever reads at its other end.
struct Full {
  ~Full() {
    if (writes >= 0) ::close(writes);
    ::close(reads);
  }
  int reads = -1, writes = -1;
};

void make_pipe(Full& full) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_NONBLOCK) == 0);
  full.reads = ends[0];
  full.writes = ends[1];
}

void make_terminal(Full& full) {
  full.reads = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  REQUIRE(full.reads >= 0);
  REQUIRE(::grantpt(full.reads) == 0);
  REQUIRE(::unlockpt(full.reads) == 0);
  full.writes = ::open(::ptsname(full.reads), O_RDWR | O_NOCTTY | O_NONBLOCK);
  REQUIRE(full.writes >= 0);
  termios raw{};
  REQUIRE(::tcgetattr(full.writes, &raw) == 0);
  ::cfmakeraw(&raw);
  REQUIRE(::tcsetattr(full.writes, TCSANOW, &raw) == 0);
}

std::string fill(int fd) {
  std::string filling;
  while (::write(fd, "x", 1) == 1) filling += 'x';
  REQUIRE(errno == EAGAIN);
  return filling;
}

// So many bytes; fewer where nothing comes for long.
std::string read_all(int fd, size_t size) {
  std::string read;
  char bytes[4096];
  pollfd readable{fd, POLLIN, 0};
  while (read.size() < size && ::poll(&readable, 1, 10'000) == 1) {
    const ssize_t more = ::read(fd, bytes, sizeof bytes);
    if (more <= 0) break;
    read.append(bytes, static_cast<size_t>(more));
  }
  return read;
}

std::string lines() {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a full pipe or terminal that does not block is waited for, and nothing is lost") {
  Full full;
  SUBCASE("a pipe") {
    make_pipe(full);
  }
  SUBCASE("a terminal") {
    make_terminal(full);
  }
  const std::string before = fill(full.writes);
  const std::string text = lines();
  auto written = std::async(std::launch::async, [&] {
    Output output(full.writes);
    output.write(text);
    return output.good();
  });
  const std::string read = read_all(full.reads, before.size() + text.size());
  CHECK(written.get());
  CHECK(read.size() == before.size() + text.size());
  CHECK((read == before + text));  // which is too long to be shown
}

TEST_CASE("a reader that goes away ends the waiting") {
  const auto handler = ::signal(SIGPIPE, SIG_IGN);
  Full full;
  make_pipe(full);
  fill(full.writes);
  auto written = std::async(std::launch::async, [&] {
    Output output(full.writes);
    output.write("more");
    return output.good();
  });
  ::close(std::exchange(full.reads, -1));
  CHECK_FALSE(written.get());
  ::signal(SIGPIPE, handler);
}
