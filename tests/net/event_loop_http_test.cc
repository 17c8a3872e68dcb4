#include <doctest/doctest.h>

#include <optional>

#include "interview/connect.h"
#include "net/peer.h"

using namespace interview;
using namespace interview::test;

namespace {

constexpr auto kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Y: z\r\n\r\nhi";

Result<HttpResponse> fetch(const Endpoint& server, HttpRequest request, const NetworkOptions& options = {}) {
  EventLoop loop(options);
  std::optional<Result<HttpResponse>> outcome;
  const auto underway = loop.request(server, std::move(request), [&](Result<HttpResponse> response) {
    outcome = std::move(response);
    loop.stop();
  });
  CHECK(!outcome);
  loop.run();
  REQUIRE(outcome.has_value());
  return *outcome;
}

}  // namespace

TEST_CASE("a request as it goes out, and its response") {
  std::string head, body;
  {
    Peer peer({[&](Peer::Connection& connection) {
      head = connection.read_until("\r\n\r\n");
      body = connection.read_until("}");
      connection.write(kOk);
    }});
    Endpoint server = peer.endpoint();
    server.base = "/base";
    const auto response =
        fetch(server, {"POST", "/api", {{"content-type", "application/json"}}, R"({"a":1})"});
    REQUIRE(response.ok());
    CHECK(response->status == 200);
    CHECK(response->body == "hi");
    CHECK(response->headers.at(1) == std::pair<std::string, std::string>("x-y", "z"));
    CHECK(head == "POST /base/api HTTP/1.1\r\nhost: 127.0.0.1:" + std::to_string(server.port) +
                      "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 7\r\n\r\n");
  }
  CHECK(body == R"({"a":1})");
}

TEST_CASE("any status is a response") {
  Peer peer({[](Peer::Connection& connection) {
    connection.read_until("\r\n\r\n");
    connection.write("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n");
  }});
  CHECK(fetch(peer.endpoint(), {})->status == 500);
}

TEST_CASE("requests that fail") {
  SUBCASE("nobody listens") {
    Endpoint server;
    {
      const Peer gone({});
      server = gone.endpoint();
    }
    const auto response = fetch(server, {});
    CHECK(response.error().code == Errc::io);
    CHECK(response.error().message.find("127.0.0.1") != std::string::npos);
  }
  SUBCASE("the connection ends early") {
    Peer peer({[](Peer::Connection& connection) {
      connection.read_until("\r\n\r\n");
      connection.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab");
    }});
    CHECK(fetch(peer.endpoint(), {}).error().code == Errc::protocol);
  }
  SUBCASE("no answer in time") {
    Peer peer({[](Peer::Connection& connection) { connection.wait_for_end(); }});
    NetworkOptions options;
    options.request_ms = 30;
    CHECK(fetch(peer.endpoint(), {}, options).error().code == Errc::timed_out);
  }
  SUBCASE("too big") {
    Peer peer({[](Peer::Connection& connection) {
      connection.read_until("\r\n\r\n");
      connection.write(kOk);
    }});
    NetworkOptions options;
    options.response_bytes = 1;
    CHECK(fetch(peer.endpoint(), {}, options).error().code == Errc::too_big);
  }
  SUBCASE("too big a head") {
    Peer peer({[](Peer::Connection& connection) {
      connection.read_until("\r\n\r\n");
      connection.write(kOk);
    }});
    NetworkOptions options;
    options.head_bytes = 20;
    CHECK(fetch(peer.endpoint(), {}, options).error().code == Errc::too_big);
  }
  SUBCASE("a plain server where TLS is wanted") {
    Peer peer({[](Peer::Connection& connection) {
      connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      connection.wait_for_end();
    }});
    Endpoint server = peer.endpoint();
    server.tls = true;
    CHECK(fetch(server, {}).error().code == Errc::io);
  }
  SUBCASE("certificates that cannot be read") {
    NetworkOptions options;
    options.ca_file = "/no/such/file";
    CHECK(fetch({true, "127.0.0.1", 9, ""}, {}, options).error().code == Errc::bad_argument);
  }
  SUBCASE("line ends where they could begin another request") {
    CHECK(fetch({}, {"GET", "/a\r\nx: y", {}, ""}).error().code == Errc::bad_argument);
    CHECK(fetch({}, {"GET", "/", {{"a", "b\r\nx: y"}}, ""}).error().code == Errc::bad_argument);
    CHECK(fetch({}, {"GET", "/ HTTP/1.1", {}, ""}).error().code == Errc::bad_argument);
  }
}

TEST_CASE("a request that is dropped is silent") {
  Peer peer({[](Peer::Connection& connection) {
    connection.read_until("\r\n\r\n");
    connection.write(kOk);
    connection.wait_for_end();
  }});
  EventLoop loop;
  bool called = false;
  auto underway = loop.request(peer.endpoint(), {}, [&](const Result<HttpResponse>&) { called = true; });
  const auto drop = loop.after(0, [&] { underway.reset(); });
  const auto stop = loop.after(30, [&] { loop.stop(); });
  loop.run();
  CHECK(!called);
}

TEST_CASE("a loop may end in the middle of everything") {
  Peer peer({[](Peer::Connection& connection) { connection.wait_for_end(); }});
  EventLoop loop;
  const auto underway = loop.request(peer.endpoint(), {}, [](const Result<HttpResponse>&) {});
  const auto stop = loop.after(5, [&] { loop.stop(); });
  loop.run();
}
