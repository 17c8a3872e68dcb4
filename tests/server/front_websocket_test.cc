#include <doctest/doctest.h>

#include <string>

#include "front_fixture.h"
#include "raw_client.h"

namespace interview::front {
namespace {

using std::chrono::milliseconds;
using Closed = Probe::Closed;

TEST_CASE("messages go both ways, and a close from the client ends it cleanly") {
  Front front;
  front.up();
  RawClient client(front.port());
  CHECK(client.get("/before").status == 200);
  const RawReply reply = client.upgrade("/socket", "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  CHECK(reply.headers.at("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(reply.headers.count("sec-websocket-extensions") == 0);
  CHECK(reply.headers.count("sec-websocket-protocol") == 0);
  const auto probe = front.handler.probe(0);
  client.send(client_frame(kText, "hello"));
  CHECK(probe->next_message() == "hello");
  front.on_io([&] {
    probe->socket->send(prepare_text_frame("welcome"));
    return 0;
  });
  CHECK(client.read_frame().payload == "welcome");
  client.send(client_frame(kPing, "are you there"));
  const RawFrame pong = client.read_frame();
  CHECK(pong.opcode == kPong);
  CHECK(pong.payload == "are you there");
  CHECK(front.listener.stats().websockets == 1);
  client.send(client_frame(kClose, close_payload(4321, "bye")));
  CHECK(client.read_frame().close_code() == 4321);
  CHECK(client.read_to_end().empty());
  client.close();
  CHECK(probe->wait_closed() == Closed{4321, true});
  front.until([](const ListenerStats& stats) { return stats.connections == 0; });
  CHECK(front.listener.stats().websockets == 0);
  CHECK(probe->times_closed() == 1);
}

TEST_CASE("frames in the same segment as the handshake belong to the WebSocket") {
  Front front;
  front.up();
  RawClient client(front.port());
  client.upgrade("/socket", "", client_frame(kText, "early") + client_frame(kText, "bird").substr(0, 5));
  const auto probe = front.handler.probe(0);
  CHECK(probe->next_message() == "early");
  client.send(client_frame(kText, "bird").substr(5));
  CHECK(probe->next_message() == "bird");
}

TEST_CASE("the handler chooses subprotocol, refuses, and may send before the handshake is answered") {
  Front front;
  const auto probe = std::make_shared<Probe>();
  front.handler.upgrade = [&](const HttpRequest& request,
                              const std::shared_ptr<WebSocket>& socket) -> UpgradeAnswer {
    if (request.path == "/forbidden") return error_response(403, "not_permitted", "another origin");
    if (request.path == "/throws") throw std::runtime_error("handler");
    if (request.path == "/unoffered") return AcceptedUpgrade{probe, "interview.v2"};
    if (request.path == "/nobody") return AcceptedUpgrade{nullptr, ""};
    socket->send(prepare_text_frame("first"));
    if (request.path == "/closed") socket->close(4003, "not today");
    if (request.path == "/sent-then-refused") return error_response(429, "too_fast", "later");
    return AcceptedUpgrade{probe, "interview.v1"};
  };
  front.up();
  const std::string protocols = "Sec-WebSocket-Protocol: other, interview.v1\r\n";
  RawClient client(front.port());
  const auto refused = [&](const char* target) {
    return client.get(target, std::string(kUpgradeHeaders) + protocols).status;
  };
  CHECK(refused("/forbidden") == 403);
  CHECK(refused("/throws") == 500);
  CHECK(refused("/unoffered") == 500);
  CHECK(refused("/nobody") == 500);
  CHECK(refused("/sent-then-refused") == 429);
  CHECK(client.upgrade("/ok", protocols).headers.at("sec-websocket-protocol") == "interview.v1");
  CHECK(client.read_frame().payload == "first");
  CHECK(front.listener.stats().upgrades == 1);

  RawClient closed(front.port());
  closed.upgrade("/closed", protocols);
  CHECK(closed.read_frame().payload == "first");
  const RawFrame frame = closed.read_frame();
  CHECK(frame.close_code() == 4003);
  CHECK(frame.close_reason() == "not today");
  closed.finish_close(4003);
  CHECK(probe->wait_closed() == Closed{4003, true});
}

TEST_CASE("wrong handshakes") {
  struct Wrong {
    const char* headers;
    int status;
  };
  Front front;
  front.up();
  const Wrong wrongs[] = {
      {"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n"
       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
       426},
      {"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", 400},
      {"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
       "short==\r\n",
       400},
      {"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
       200},
  };
  RawClient client(front.port());
  for (const Wrong& wrong : wrongs) {
    const RawReply reply = client.get("/socket", wrong.headers);
    CHECK(reply.status == wrong.status);
    if (wrong.status == 426) CHECK(reply.headers.at("sec-websocket-version") == "13");
  }
  client.send("GET /socket HTTP/1.1\r\nHost: h\r\n" + std::string(kUpgradeHeaders) +
              "Content-Length: 2\r\n\r\nab");
  CHECK(client.read_reply().status == 400);
  CHECK(front.listener.stats().upgrades == 0);
}

TEST_CASE("each breach of the protocol is closed with its code, which arrives") {
  struct Breach {
    std::string bytes;
    int code;
  };
  const Breach breaches[] = {
      {client_frame(kText, "a", {true, false, 0}), 1002},
      {client_frame(kBinary, "a"), 1003},
      {client_frame(kText, "\xff"), 1007},
      {client_frame(kText, std::string(2001, 'a')), 1009},
      {client_frame(kClose, "x"), 1002},
      {client_frame(kBinary, "a") + std::string(500'000, 'z'), 1003},
  };
  for (const Breach& breach : breaches) {
    CAPTURE(breach.code);
    ListenerOptions options;
    options.max_message_bytes = 2000;
    Front front(options);
    front.up();
    RawClient client(front.port());
    client.upgrade();
    client.send(client_frame(kText, "good") + breach.bytes);
    const RawFrame frame = client.read_frame();
    CHECK(frame.close_code() == breach.code);
    CHECK_FALSE(frame.close_reason().empty());
    CHECK(client.read_to_end().empty());
    CHECK_FALSE(client.was_reset());
    client.close();
    const auto probe = front.handler.probe(0);
    CHECK(probe->wait_closed() == Closed{static_cast<uint16_t>(breach.code), false});
    CHECK(probe->next_message() == "good");
    CHECK(probe->messages() == 0);
    CHECK(front.listener.stats().protocol_errors == 1);
  }
}

TEST_CASE("a close from the handler: what was sent before arrives, what comes after is ignored") {
  Front front;
  front.up();
  RawClient client(front.port());
  client.upgrade();
  const auto probe = front.handler.probe(0);
  probe->respond = [](Probe& self, std::string_view text) {
    if (text != "stop") return;
    self.socket->send(prepare_text_frame("last"));
    self.socket->close(4008, "protocol error");
    self.socket->close(4009, "a second close");
    self.socket->send(prepare_text_frame("never"));
  };
  client.send(client_frame(kText, "stop") + client_frame(kText, "ignored"));
  CHECK(client.read_frame().payload == "last");
  CHECK(client.read_frame().close_code() == 4008);
  client.send(client_frame(kText, "ignored too") + client_frame(kPing, "unanswered"));
  client.finish_close(4008);
  CHECK(probe->wait_closed() == Closed{4008, true});
  CHECK(probe->next_message() == "stop");
  CHECK(probe->messages() == 0);
}

TEST_CASE("a peer that never answers a close is cut off") {
  ListenerOptions options;
  options.close_timeout = milliseconds(100);
  Front front(options);
  front.up();
  RawClient client(front.port());
  client.upgrade();
  const auto probe = front.handler.probe(0);
  front.on_io([&] {
    probe->socket->close(4000, "");
    return 0;
  });
  CHECK(probe->wait_closed() == Closed{4000, false});
  CHECK(client.read_frame().close_code() == 4000);
  CHECK(client.read_to_end().empty());
}

TEST_CASE("the handler is told when both have said close, not when the peer closes its socket") {
  ListenerOptions options;
  options.linger_timeout = std::chrono::hours(1);
  Front front(options);
  front.up();
  RawClient client(front.port());
  client.upgrade();
  client.send(client_frame(kClose, close_payload(1000)));
  CHECK(client.read_frame().close_code() == 1000);
  CHECK(front.handler.probe(0)->wait_closed() == Closed{1000, true});
  CHECK(front.listener.stats().websockets == 0);
  CHECK(front.listener.stats().connections == 1);
}

TEST_CASE("a connection that breaks is told once, as 1006") {
  Front front;
  front.up();
  {
    RawClient client(front.port());
    client.upgrade();
    front.handler.probe(0);
  }
  CHECK(front.handler.probe(0)->wait_closed() == Closed{1006, false});
  front.until([](const ListenerStats& stats) { return stats.connections == 0; });
  CHECK(front.handler.probe(0)->times_closed() == 1);
}

TEST_CASE("an exception of the handler closes with 1011") {
  Front front;
  front.up();
  RawClient client(front.port());
  client.upgrade();
  front.handler.probe(0)->respond = [](Probe&, std::string_view) { throw std::runtime_error("handler"); };
  client.send(client_frame(kText, "x"));
  CHECK(client.read_frame().close_code() == 1011);
  client.finish_close(1011);
  CHECK(front.handler.probe(0)->wait_closed() == Closed{1011, true});
}

TEST_CASE("pings go out on time; who answers stays, who is silent is cut off") {
  ListenerOptions options;
  options.ping_interval = milliseconds(50);
  options.pong_timeout = milliseconds(100);
  Front front(options);
  front.up();
  RawClient client(front.port());
  client.upgrade();
  const auto probe = front.handler.probe(0);
  for (int i = 0; i < 3; ++i) {
    const RawFrame ping = client.read_frame();
    REQUIRE(ping.opcode == kPing);
    client.send(client_frame(kPong, ping.payload));
  }
  CHECK(probe->times_closed() == 0);
  CHECK(client.read_frame().opcode == kPing);
  CHECK(probe->wait_closed() == Closed{1006, false});
  CHECK(client.read_to_end().empty());
  CHECK(front.listener.stats().timeouts == 1);
}

TEST_CASE("anything that comes counts as a sign of life") {
  ListenerOptions options;
  options.ping_interval = milliseconds(50);
  options.pong_timeout = milliseconds(100);
  Front front(options);
  front.up();
  RawClient client(front.port());
  client.upgrade();
  for (int i = 0; i < 4; ++i) {
    REQUIRE(client.read_frame().opcode == kPing);
    client.send(client_frame(kText, "typing"));
  }
  CHECK(front.handler.probe(0)->times_closed() == 0);
}

}  // namespace
}  // namespace interview::front
