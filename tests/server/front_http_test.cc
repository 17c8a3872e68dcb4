#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "front_fixture.h"
#include "raw_client.h"

namespace interview::front {
namespace {

std::string error_code_of(const RawReply& reply) {
  const std::string key = "{\"error\":{\"code\":\"";
  REQUIRE(reply.body.substr(0, key.size()) == key);
  return reply.body.substr(key.size(), reply.body.find('"', key.size()) - key.size());
}

TEST_CASE("a connection serves request after request") {
  Front front;
  front.up();
  RawClient client(front.port());
  for (int i = 0; i < 3; ++i) {
    const RawReply reply = client.get("/a?b");
    CHECK(reply.status == 200);
    CHECK(reply.body == "GET /a?b ");
    CHECK(reply.headers.count("date") == 1);
    CHECK(reply.headers.count("connection") == 0);
  }
  client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(client.read_reply().body == "POST /p hello");
  client.send(
      "PUT /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  CHECK(client.read_reply().body == "PUT /p abcde");
  const ListenerStats stats = front.listener.stats();
  CHECK(stats.accepted == 1);
  CHECK(stats.requests == 5);
  CHECK(stats.connections == 1);
}

TEST_CASE("requests sent together are answered in order, one at a time") {
  Front front;
  int under_way = 0;
  bool overlapped = false;
  front.handler.request = [&](HttpRequest request, Responder responder) {
    overlapped = overlapped || under_way > 0;
    ++under_way;
    front.listener.post([&, target = request.target, responder] {
      --under_way;
      responder.respond(text_response(200, target));
    });
  };
  front.up();
  RawClient client(front.port());
  std::string bytes;
  for (int i = 0; i < 50; ++i) bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(bytes);
  for (int i = 0; i < 50; ++i) CHECK(client.read_reply().body == std::string("/").append(std::to_string(i)));
  CHECK_FALSE(front.on_io([&] { return overlapped; }));
}

TEST_CASE("when a connection ends after a response") {
  struct Ending {
    const char* request;
    bool goes_on;
  };
  for (const Ending& ending :
       {Ending{"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", false},
        Ending{"GET / HTTP/1.0\r\n\r\n", false},
        Ending{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
        Ending{"GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", true}}) {
    CAPTURE(ending.request);
    Front front;
    front.up();
    RawClient client(front.port());
    client.send(ending.request);
    const RawReply reply = client.read_reply();
    CHECK(reply.status == 200);
    if (ending.goes_on) {
      CHECK(client.get("/again").body == "GET /again ");
    } else {
      CHECK(reply.headers.at("connection") == "close");
      CHECK(client.read_to_end().empty());
    }
  }
  Front front;
  front.handler.request = [](HttpRequest, Responder responder) {
    HttpResponse response = text_response(200, "last");
    response.close = true;
    responder.respond(response);
  };
  front.up();
  RawClient client(front.port());
  CHECK(client.get("/").headers.at("connection") == "close");
  CHECK(client.read_to_end().empty());
}

TEST_CASE("HEAD has the headers of GET and no body; 204 and 304 have none") {
  Front front;
  front.handler.request = [](HttpRequest request, Responder responder) {
    responder.respond(text_response(request.path == "/ok" ? 200 : 204, "seven77"));
  };
  front.up();
  RawClient client(front.port());
  client.send("HEAD /ok HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.read_reply(true).headers.at("content-length") == "7");
  CHECK(client.get("/none").status == 204);
  CHECK(client.get("/ok").body == "seven77");
}

TEST_CASE("100 Continue comes before the body, and only for who waits") {
  Front front;
  front.up();
  RawClient client(front.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  CHECK(client.read_reply().body == "POST / abc");
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(client.read_reply().body == "POST / abc");
}

TEST_CASE("a refused request gets a JSON error, then the connection ends without a reset") {
  struct Refusal {
    std::string request;
    int status;
    const char* code;
  };
  const Refusal refusals[] = {
      {"GET / HTTP/1.1\nHost: h\r\n\r\n", 400, "bad_request"},
      {"POST / HTTP/1.0\r\n\r\nabc", 411, "length_required"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n" + std::string(300'000, 'a'), 413,
       "too_big"},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414, "too_big"},
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 3\r\n\r\nabc", 417, "expectation_failed"},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(17000, 'a'), 431, "too_big"},
      {"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501, "not_implemented"},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505, "http_version"},
  };
  for (const Refusal& refusal : refusals) {
    CAPTURE(refusal.status);
    Front front;
    front.handler.request = [](HttpRequest, Responder) { FAIL("a refused request reached the handler"); };
    front.up();
    RawClient client(front.port());
    client.send(refusal.request);
    const RawReply reply = client.read_reply();
    CHECK(reply.status == refusal.status);
    CHECK(error_code_of(reply) == refusal.code);
    CHECK(reply.headers.at("connection") == "close");
    client.shutdown_send();
    CHECK(client.read_to_end().empty());
    CHECK_FALSE(client.was_reset());
    CHECK(front.listener.stats().bad_requests == 1);
  }
}

TEST_CASE("what handlers do wrong is answered with 500, and the connection goes on") {
  Front front;
  front.handler.request = [](HttpRequest request, Responder responder) {
    if (request.path == "/throws") throw std::runtime_error("handler");
    if (request.path == "/drops") return;
    HttpResponse response = text_response(200, "x");
    response.headers.push_back({"x", "a\r\nset-cookie: b"});
    if (request.path == "/splits") responder.respond(response);
    if (request.path == "/twice") {
      responder.respond(text_response(200, "first"));
      responder.respond(text_response(200, "second"));
    }
  };
  front.up();
  RawClient client(front.port());
  for (const char* path : {"/throws", "/drops", "/splits"}) {
    const RawReply reply = client.get(path);
    CHECK(reply.status == 500);
    CHECK(error_code_of(reply) == "internal");
    CHECK(reply.headers.count("set-cookie") == 0);
  }
  CHECK(client.get("/twice").body == "first");
  CHECK(client.get("/twice").body == "first");
}

TEST_CASE("another thread answers, also when the listener is gone") {
  std::optional<Responder> late;
  std::promise<Responder> first;
  {
    Front front;
    front.handler.request = [&](HttpRequest, Responder responder) { first.set_value(responder); };
    front.up();
    RawClient client(front.port());
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const Responder responder = first.get_future().get();
    std::thread([&] { responder.respond(text_response(200, "from afar")); }).join();
    CHECK(client.read_reply().body == "from afar");
    first = {};
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    late = first.get_future().get();
  }
  late->respond(text_response(200, "too late"));
}

TEST_CASE("a large body that is not the response's own arrives whole at a slow reader") {
  std::string file;
  for (int i = 0; i < 400'000; ++i) file += std::to_string(i);
  const auto shared = std::make_shared<const std::string>(file);
  bool of_the_program = false;
  SUBCASE("shared") {}
  SUBCASE("of the program") {
    of_the_program = true;
  }
  ListenerOptions options;
  options.socket_send_buffer = 8192;
  Front front(options);
  front.handler.request = [&](HttpRequest, Responder responder) {
    HttpResponse response;
    response.body = "not this";
    if (of_the_program)
      response.static_body = file;
    else
      response.shared_body = shared;
    responder.respond(std::move(response));
  };
  front.up();
  RawClient client(front.port(), "127.0.0.1", 4096);
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n").find("content-length: " + std::to_string(file.size())) !=
        std::string::npos);
  CHECK(client.read_exactly(file.size()) == file);
  CHECK(client.get("/").body == file);
}

TEST_CASE("the handler knows who asks") {
  Front front;
  front.handler.request = [](HttpRequest request, Responder responder) {
    responder.respond(text_response(200, request.remote_address + (request.secure ? " secure" : " plain")));
  };
  front.up();
  CHECK(RawClient(front.port()).get("/").body == "127.0.0.1 plain");
}

}  // namespace
}  // namespace interview::front
