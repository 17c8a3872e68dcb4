#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <thread>
#include <vector>

#include "interview/connect.h"

using namespace interview;

TEST_CASE("timers run in their order, and not when they are dropped") {
  EventLoop loop;
  std::vector<int> ran;
  const auto late = loop.after(20, [&] {
    ran.push_back(2);
    loop.stop();
  });
  const auto early = loop.after(5, [&] { ran.push_back(1); });
  auto never = loop.after(1, [&] { ran.push_back(99); });
  never.reset();
  auto dropped_by_another = loop.after(10, [&] { ran.push_back(99); });
  const auto dropping = loop.after(6, [&] { dropped_by_another.reset(); });
  const auto now = loop.after(0, [&] { ran.push_back(0); });
  CHECK(ran.empty());
  loop.run();
  CHECK(ran == std::vector<int>{0, 1, 2});
}

TEST_CASE("a timer may drop itself") {
  EventLoop loop;
  std::unique_ptr<Underway> timer;
  int ran = 0;
  timer = loop.after(1, [&] {
    ++ran;
    timer.reset();
    loop.stop();
  });
  loop.run();
  CHECK(ran == 1);
}

TEST_CASE("other threads may post and stop") {
  EventLoop loop;
  int ran = 0;
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) loop.post([&] { ++ran; });
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  other.join();
  CHECK(ran == 100);
  // And run again.
  loop.post([&] { loop.stop(); });
  loop.run();
}

TEST_CASE("a descriptor that can be read") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  {
    EventLoop loop;
    std::string read;
    std::unique_ptr<Underway> watch;
    watch = loop.watch(ends[0], [&] {
      char c = 0;
      REQUIRE(::read(ends[0], &c, 1) == 1);
      read += c;
      if (read.size() < 3) return;
      watch.reset();
      loop.stop();
    });
    REQUIRE(::write(ends[1], "abcd", 4) == 4);
    loop.run();
    CHECK(read == "abc");
    // It is only borrowed.
    char c = 0;
    CHECK(::read(ends[0], &c, 1) == 1);
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("a watch that is dropped is silent") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  {
    EventLoop loop;
    bool called = false;
    auto watch = loop.watch(ends[0], [&] { called = true; });
    REQUIRE(::write(ends[1], "x", 1) == 1);
    watch.reset();
    const auto timer = loop.after(5, [&] { loop.stop(); });
    loop.run();
    CHECK(!called);
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("a file can always be read") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file);
  {
    EventLoop loop;
    int calls = 0;
    const auto watch = loop.watch(::fileno(file), [&] {
      if (++calls == 3) loop.stop();
    });
    loop.run();
    CHECK(calls == 3);
  }
  std::fclose(file);
}

TEST_CASE("what is watched stays as it is for all who have it open") {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(::grantpt(terminal) == 0);
  REQUIRE(::unlockpt(terminal) == 0);
  const int input = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
  REQUIRE(input >= 0);
  const int output = ::dup(input);  // as a shell gives it to a program
  const int flags = ::fcntl(output, F_GETFL);
  REQUIRE((flags & O_NONBLOCK) == 0);
  {
    EventLoop loop;
    std::string read;
    const auto watch = loop.watch(input, [&] {
      char bytes[64];
      const ssize_t size = ::read(input, bytes, sizeof bytes);
      REQUIRE(size > 0);
      CHECK(::fcntl(output, F_GETFL) == flags);
      read.append(bytes, static_cast<size_t>(size));
      if (read == "one\n")
        REQUIRE(::write(terminal, "two\n", 4) == 4);
      else
        loop.stop();
    });
    REQUIRE(::write(terminal, "one\n", 4) == 4);
    loop.run();
    CHECK(read == "one\ntwo\n");
    CHECK(::fcntl(output, F_GETFL) == flags);
  }
  CHECK(::fcntl(output, F_GETFL) == flags);
  for (const int fd : {terminal, input, output}) ::close(fd);
}

TEST_CASE("the end of a pipe can be read") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  EventLoop loop;
  const auto watch = loop.watch(ends[0], [&] {
    char c = 0;
    CHECK(::read(ends[0], &c, 1) == 0);
    loop.stop();
  });
  ::close(ends[1]);
  loop.run();
  ::close(ends[0]);
}

TEST_CASE("a watch that begins when there are no more descriptors calls only for what can be read") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  {
    EventLoop loop;
    bool written = false;
    const auto timer = loop.after(5, [&] { written = ::write(ends[1], "x", 1) == 1; });
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto watch = loop.watch(ends[0], [&] {
      CHECK(written);
      loop.stop();
    });
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    loop.run();
  }
  ::close(ends[0]);
  ::close(ends[1]);
}
