#include <doctest/doctest.h>
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
