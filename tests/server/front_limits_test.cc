#include <dirent.h>
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "front_fixture.h"
#include "raw_client.h"
#include "support/skip.h"

namespace interview::front {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a head that never ends is answered with 408, and the time does not start again with each byte") {
  ListenerOptions options;
  options.head_timeout = milliseconds(150);
  Front front(options);
  front.up();
  const auto start = std::chrono::steady_clock::now();
  RawClient client(front.port());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: h\r\n"));
  // Bytes as fast as the I/O thread takes them: each would put off a time limit that restarts.
  while (front.listener.stats().timeouts == 0 && client.send("X")) front.on_io([] { return 0; });
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(150));
  CHECK(client.read_reply().status == 408);
  CHECK(front.listener.stats().timeouts == 1);
}

TEST_CASE("a connection on which nothing comes is closed without a word") {
  ListenerOptions options;
  options.head_timeout = milliseconds(50);
  Front front(options);
  front.up();
  RawClient client(front.port());
  CHECK(client.read_to_end().empty());
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("an idle connection is closed; a request on it has its own time") {
  ListenerOptions options;
  options.idle_timeout = milliseconds(100);
  options.head_timeout = milliseconds(200);
  Front front(options);
  front.up();
  RawClient idle(front.port());
  CHECK(idle.get("/").status == 200);
  CHECK(idle.read_to_end().empty());
  RawClient begun(front.port());
  CHECK(begun.get("/").status == 200);
  begun.send("GET");
  CHECK(begun.read_reply().status == 408);
}

TEST_CASE("a body that does not come is answered with 408") {
  ListenerOptions options;
  options.body_timeout = milliseconds(100);
  options.head_timeout = std::chrono::hours(1);
  Front front(options);
  front.up();
  for (const char* headers : {"Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                              "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"}) {
    RawClient client(front.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(headers));
    RawReply reply = client.read_reply();
    if (reply.status == 100) reply = client.read_reply();
    CHECK(reply.status == 408);
    CHECK(client.read_to_end().empty());
  }
}

TEST_CASE("a handler that does not answer is answered for with 504; its late answer disturbs nothing") {
  ListenerOptions options;
  options.handler_timeout = milliseconds(100);
  Front front(options);
  std::vector<Responder> kept;
  front.handler.request = [&](HttpRequest request, Responder responder) {
    if (request.path == "/late") return kept.push_back(responder);
    for (const Responder& late : kept) late.respond(text_response(200, "late"));
    responder.respond(text_response(200, "in time"));
  };
  front.up();
  RawClient client(front.port());
  CHECK(client.get("/late").status == 504);
  CHECK(client.get("/").body == "in time");
  CHECK(client.get("/").body == "in time");
}

TEST_CASE("a client that does not take its response is cut off") {
  ListenerOptions options;
  options.write_timeout = milliseconds(100);
  options.socket_send_buffer = 4096;
  Front front(options);
  front.handler.request = [](HttpRequest, Responder responder) {
    responder.respond(text_response(200, std::string(20'000'000, 'x')));
  };
  front.up();
  RawClient client(front.port(), "127.0.0.1", 4096);
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  front.until([](const ListenerStats& stats) { return stats.timeouts == 1 && stats.connections == 0; });
}

TEST_CASE("connections above the cap get 503, and a place that becomes free is given again") {
  ListenerOptions options;
  options.max_connections = 2;
  Front front(options);
  front.up();
  RawClient one(front.port());
  CHECK(one.get("/").status == 200);
  {
    RawClient two(front.port());
    CHECK(two.get("/").status == 200);
    RawClient three(front.port());
    const RawReply reply = three.read_reply();
    CHECK(reply.status == 503);
    CHECK(reply.headers.count("retry-after") == 1);
    CHECK(three.read_to_end().empty());
    CHECK(front.listener.stats().refused == 1);
    CHECK(one.get("/").status == 200);
  }
  front.until([](const ListenerStats& stats) { return stats.connections == 1; });
  RawClient four(front.port());
  CHECK(four.get("/").status == 200);
}

TEST_CASE("a WebSocket keeps its place") {
  ListenerOptions options;
  options.max_connections = 1;
  Front front(options);
  front.up();
  {
    RawClient client(front.port());
    client.upgrade();
    CHECK(RawClient(front.port()).read_reply().status == 503);
  }
  front.until([](const ListenerStats& stats) { return stats.connections == 0; });
  CHECK(RawClient(front.port()).get("/").status == 200);
}

TEST_CASE("the cap of an address does not touch another address") {
  ListenerOptions options;
  options.address = "::";
  options.max_connections_per_address = 1;
  Front front(options);
  if (const auto started = front.listener.start(); !started) {
    CHECK(started.error().code == Errc::io);
    INTERVIEW_SKIP("this machine has no IPv6");
  }
  RawClient v4(front.port());
  CHECK(v4.get("/").status == 200);
  CHECK(RawClient(front.port()).read_reply().status == 503);
  RawClient v6(front.port(), "::1");
  CHECK(v6.get("/").status == 200);
  CHECK(RawClient(front.port(), "::1").read_reply().status == 503);
}

// Lowers the limit of open files to what is open now, as long as it lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    rlimit none = before_;
    none.rlim_cur = highest_descriptor() + 1;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    // Descriptors below the highest may be free: take them.
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken_.push_back(fd);
  }
  ~NoDescriptors() {
    for (const int fd : taken_) ::close(fd);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  static rlim_t highest_descriptor() {
    rlim_t highest = 2;
    DIR* directory = ::opendir("/proc/self/fd");
    REQUIRE(directory != nullptr);
    while (const dirent* entry = ::readdir(directory))
      if (entry->d_name[0] != '.') highest = std::max<rlim_t>(highest, std::stoul(entry->d_name));
    ::closedir(directory);
    return highest;
  }
  rlimit before_{};
  std::vector<int> taken_;
};

TEST_CASE("out of descriptors the listener pauses instead of spinning, serves who is there, and recovers") {
  ListenerOptions options;
  options.accept_pause = milliseconds(50);
  Front front(options);
  front.up();
  RawClient served(front.port());
  CHECK(served.get("/").status == 200);
  RawClient waiting = RawClient::unconnected();
  const auto start = std::chrono::steady_clock::now();
  {
    const NoDescriptors none;
    waiting.connect(front.port());
    waiting.send("GET /waited HTTP/1.1\r\nHost: h\r\n\r\n");
    front.until([](const ListenerStats& stats) { return stats.accept_pauses >= 3; });
    CHECK(served.get("/").status == 200);
  }
  CHECK(waiting.read_reply().body == "GET /waited ");
  const auto passed = std::chrono::steady_clock::now() - start;
  CHECK(front.listener.stats().accept_pauses <= static_cast<uint64_t>(passed / milliseconds(50)) + 1);
  CHECK(front.listener.stats().accepted == 2);
}

}  // namespace
}  // namespace interview::front
