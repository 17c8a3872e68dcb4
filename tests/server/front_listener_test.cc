#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

#include "front_fixture.h"
#include "raw_client.h"
#include "support/skip.h"

namespace interview::front {
namespace {

using std::chrono::milliseconds;
using Closed = Probe::Closed;

std::string start_error(ListenerOptions options, Errc code) {
  Front front(std::move(options));
  const auto started = front.listener.start();
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().code == code);
  CHECK(front.listener.port() == 0);
  return started.error().message;
}

TEST_CASE("a port that is taken") {
  Front first;
  first.up();
  ListenerOptions options;
  options.port = first.port();
  const std::string message = start_error(options, Errc::io);
  CHECK(message.find("127.0.0.1:" + std::to_string(first.port())) != std::string::npos);
  CHECK(message.find("choose another port") != std::string::npos);
}

TEST_CASE("a start that failed may be tried again") {
  auto first = std::make_unique<Front>();
  first->up();
  ListenerOptions options;
  options.port = first->port();
  Front second(options);
  REQUIRE_FALSE(second.listener.start().ok());
  first.reset();
  REQUIRE(second.listener.start().ok());
  CHECK(RawClient(second.port()).get("/").status == 200);
}

TEST_CASE("an address that is none, or not of this machine") {
  ListenerOptions options;
  options.address = "localhost";
  CHECK(start_error(options, Errc::bad_argument).find("is not an IP address") != std::string::npos);
  options.address = "192.0.2.1";
  const std::string message = start_error(options, Errc::io);
  CHECK_MESSAGE(message.find("does not have that address") != std::string::npos, message);
}

TEST_CASE("a port that needs a privilege") {
  std::ifstream file("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  int first_free = 1024;
  file >> first_free;
  if (first_free <= 1) INTERVIEW_SKIP("on this machine no port needs a privilege");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // As nobody, should the tests run as root.
    if (::getuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(3);
    ListenerOptions options;
    options.port = 1;
    Front front(options);
    const auto started = front.listener.start();
    if (started.ok()) ::_exit(2);
    ::_exit(started.error().message.find("CAP_NET_BIND_SERVICE") != std::string::npos ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("options that make no sense") {
  ListenerOptions no_connections;
  no_connections.max_connections = 0;
  start_error(no_connections, Errc::bad_argument);
  ListenerOptions marks;
  marks.low_mark = marks.high_mark + 1;
  start_error(marks, Errc::bad_argument);
  ListenerOptions no_head;
  no_head.request.head_bytes = 10;
  start_error(no_head, Errc::bad_argument);
  ListenerOptions no_time;
  no_time.ping_interval = milliseconds(0);
  CHECK(start_error(no_time, Errc::bad_argument).find("above 0") != std::string::npos);
}

TEST_CASE("IPv6") {
  ListenerOptions options;
  options.address = "::1";
  Front front(options);
  if (!front.listener.start().ok()) INTERVIEW_SKIP("this machine has no IPv6");
  front.handler.request = [](HttpRequest request, Responder responder) {
    responder.respond(text_response(200, request.remote_address));
  };
  CHECK(RawClient(front.port(), "::1").get("/").body == "::1");
}

TEST_CASE("both kinds of address on one port, IPv4 as itself") {
  ListenerOptions options;
  options.address = "::";
  Front front(options);
  front.handler.request = [](HttpRequest request, Responder responder) {
    responder.respond(text_response(200, request.remote_address));
  };
  if (!front.listener.start().ok()) INTERVIEW_SKIP("this machine has no IPv6");
  CHECK(RawClient(front.port()).get("/").body == "127.0.0.1");
  CHECK(RawClient(front.port(), "::1").get("/").body == "::1");
}

TEST_CASE("a graceful stop: WebSockets get 1001, requests under way their answer, the idle are closed") {
  Front front;
  std::promise<Responder> asked;
  front.handler.request = [&](HttpRequest request, Responder responder) {
    if (request.path == "/idle") return responder.respond(text_response(200, ""));
    asked.set_value(responder);
  };
  front.up();
  RawClient idle(front.port());
  CHECK(idle.get("/idle").status == 200);
  RawClient busy(front.port());
  busy.send("GET /busy HTTP/1.1\r\nHost: h\r\n\r\nGET /not-any-more HTTP/1.1\r\nHost: h\r\n\r\n");
  const Responder responder = asked.get_future().get();
  RawClient socket(front.port());
  socket.upgrade();
  const auto probe = front.handler.probe(0);

  bool clean = false;
  std::thread stopper([&] { clean = front.listener.stop(std::chrono::seconds(10)); });
  const RawFrame frame = socket.read_frame();
  CHECK(frame.close_code() == 1001);
  CHECK(idle.read_to_end().empty());
  responder.respond(text_response(200, "finished"));
  const RawReply reply = busy.read_reply();
  CHECK(reply.body == "finished");
  CHECK(reply.headers.at("connection") == "close");
  busy.shutdown_send();
  CHECK(busy.read_to_end().empty());
  socket.finish_close(1001);
  socket.close();
  stopper.join();
  CHECK(clean);
  CHECK(probe->wait_closed() == Closed{1001, true});
  CHECK(front.listener.stats().connections == 0);
  CHECK_FALSE(front.listener.post([] {}));
  CHECK(front.listener.stop(milliseconds(0)));
}

TEST_CASE("after the grace what is left is cut, and everybody was told") {
  Front front;
  std::promise<void> asked;
  std::vector<Responder> kept;
  front.handler.request = [&](HttpRequest, Responder responder) {
    kept.push_back(responder);
    asked.set_value();
  };
  front.up();
  RawClient busy(front.port());
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  asked.get_future().wait();
  RawClient socket(front.port());
  socket.upgrade();
  const auto probe = front.handler.probe(0);
  const uint64_t before = front.listener.stats().bytes_in;
  RawClient begun(front.port());
  begun.send("GET");
  front.until([&](const ListenerStats& stats) { return stats.bytes_in == before + 3; });
  CHECK_FALSE(front.listener.stop(milliseconds(50)));
  CHECK(probe->wait_closed() == Closed{1001, false});
  CHECK(probe->times_closed() == 1);
  CHECK(front.listener.stats().connections == 0);
  CHECK(socket.read_frame().close_code() == 1001);
}

bool may_connect(uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

TEST_CASE("without accepting, who is connected is served and nobody else comes in") {
  Front front;
  front.up();
  RawClient inside(front.port());
  CHECK(inside.get("/").status == 200);
  front.listener.stop_accepting();
  // It is done in order on the I/O thread: the next answer comes after it.
  CHECK(inside.get("/").status == 200);
  CHECK_FALSE(may_connect(front.port()));
  CHECK(inside.get("/").status == 200);
  CHECK(front.listener.stop(milliseconds(1'000)));
}

TEST_CASE("after a stop nobody listens, and what was posted before has run") {
  auto front = std::make_unique<Front>();
  front->up();
  ListenerOptions options;
  options.port = front->port();
  int ran = 0;
  for (int i = 0; i < 1000; ++i) front->listener.post([&ran] { ++ran; });
  CHECK(front->listener.stop(milliseconds(0)));
  CHECK(ran == 1000);
  Front again(options);
  again.up();
  CHECK(RawClient(again.port()).get("/").status == 200);
}

TEST_CASE("many threads post and answer while clients come and go") {
  Front front;
  std::atomic<bool> done{false};
  std::mutex mutex;
  std::vector<Responder> waiting;
  front.handler.request = [&](HttpRequest, Responder responder) {
    const std::lock_guard lock(mutex);
    waiting.push_back(std::move(responder));
  };
  front.up();
  std::thread answering([&] {
    while (!done) {
      std::vector<Responder> taken;
      {
        const std::lock_guard lock(mutex);
        taken.swap(waiting);
      }
      for (size_t i = 0; i < taken.size(); ++i)
        if (i % 2 == 0) taken[i].respond(text_response(200, "answered"));
      std::this_thread::yield();
    }
  });
  std::thread counting([&] {
    while (!done) {
      front.listener.stats();
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> asking;
  for (int i = 0; i < 4; ++i)
    asking.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        RawClient client(front.port());
        const int status = client.get("/").status;
        CHECK((status == 200 || status == 500));
      }
    });
  for (std::thread& thread : asking) thread.join();
  done = true;
  answering.join();
  counting.join();
  CHECK(front.listener.stats().requests == 80);
}

}  // namespace
}  // namespace interview::front
