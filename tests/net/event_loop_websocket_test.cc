#include <doctest/doctest.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "interview/connect.h"
#include "net/peer.h"

using namespace interview;
using namespace interview::test;

namespace {

// One WebSocket, from the opening to its end.
struct Talk {
  explicit Talk(const NetworkOptions& options = {}) : loop(options) {}

  void start(const Endpoint& server) {
    WebSocketEvents events;
    events.on_open = [this] {
      lines.push_back("open");
      if (on_open) on_open();
    };
    events.on_message = [this](std::string_view message) {
      lines.push_back("message " + std::string(message));
      if (on_message) on_message();
    };
    events.on_close = [this](const Closed& why) {
      closed = why;
      ++closings;
      loop.stop();
    };
    socket = loop.connect(server, "/api/v1/socket", std::move(events));
    CHECK(lines.empty());
    loop.run();
  }

  EventLoop loop;
  std::unique_ptr<WebSocket> socket;
  std::function<void()> on_open, on_message;
  std::vector<std::string> lines;
  Closed closed;
  int closings = 0;
};

}  // namespace

TEST_CASE("a conversation") {
  std::string request;
  std::vector<std::string> heard;
  int end = 0;
  Talk talk;
  {
    Peer peer({[&](Peer::Connection& connection) {
      // What comes right behind the handshake is a message already.
      request = connection.accept_websocket(
          "\x81\x05"
          "first");
      heard.push_back(connection.read_frame().payload);
      connection.write_frame(0x89, "are you there");
      const auto pong = connection.read_frame();
      heard.push_back(std::to_string(pong.first) + " " + pong.payload);
      connection.write_frame(0x01, "in ");
      connection.write_frame(0x80, "pieces");
      const auto close = connection.read_frame();
      end = close.first;
      heard.push_back(close.payload);
      connection.write_frame(0x88, close.payload);
      connection.wait_for_end();
    }});
    talk.on_open = [&] { talk.socket->send("hello"); };
    talk.on_message = [&] {
      if (talk.lines.back() == "message in pieces") talk.socket->close(1000, "bye");
    };
    talk.start(peer.endpoint());
  }
  CHECK(request.substr(0, 33) == "GET /api/v1/socket HTTP/1.1\r\nhost");
  CHECK(request.find("upgrade: websocket\r\n") != std::string::npos);
  CHECK(request.find("sec-websocket-version: 13\r\n") != std::string::npos);
  CHECK(request.find("sec-websocket-protocol: interview.v1\r\n") != std::string::npos);
  CHECK(talk.lines == std::vector<std::string>{"open", "message first", "message in pieces"});
  CHECK(heard == std::vector<std::string>{"hello", "138 are you there",
                                          "\x03\xe8"
                                          "bye"});
  CHECK(end == 0x88);
  CHECK(talk.closed.code == 1000);
  CHECK(talk.closings == 1);
}

TEST_CASE("the server closes") {
  std::string answer;
  Talk talk;
  {
    Peer peer({[&](Peer::Connection& connection) {
      connection.accept_websocket();
      connection.write_frame(0x88,
                             "\x0f\xa9"
                             "another one");
      answer = connection.read_frame().payload;
    }});
    talk.start(peer.endpoint());
  }
  CHECK(answer == "\x0f\xa9");
  CHECK(talk.closed.code == 4009);
  CHECK(talk.closed.reason == "another one");
}

TEST_CASE("long messages, both ways") {
  const std::string text(60'000, 'x');
  size_t received = 0;
  Talk talk;
  {
    Peer peer({[&](Peer::Connection& connection) {
      connection.accept_websocket();
      received = connection.read_frame().payload.size();
      connection.write_frame(0x81, text);
    }});
    talk.on_open = [&] { talk.socket->send(std::string(1'000'000, 'y')); };
    talk.on_message = [&] { talk.socket->close(1000, ""); };
    talk.start(peer.endpoint());
  }
  CHECK(received == 1'000'000);
  CHECK(talk.lines.at(1).size() == 8 + text.size());
}

TEST_CASE("openings that fail") {
  struct Case {
    const char* name;
    std::function<void(Peer::Connection&)> script;
    const char* reason;
  };
  const Case cases[] = {
      {"refused",
       [](Peer::Connection& connection) {
         connection.read_until("\r\n\r\n");
         connection.write(
             "HTTP/1.1 503 Busy\r\ncontent-length: 50\r\n\r\n"
             R"({"error":{"code":"busy","message":"come back in"}} )");
       },
       "come back in"},
      {"not a WebSocket",
       [](Peer::Connection& connection) {
         connection.read_until("\r\n\r\n");
         connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
       },
       "the server answered with status 200"},
      {"wrong key",
       [](Peer::Connection& connection) {
         connection.read_until("\r\n\r\n");
         connection.write(
             "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
             "x\r\n\r\n");
       },
       "the server did not understand the WebSocket handshake"},
      {"no subprotocol", [](Peer::Connection& connection) { connection.accept_websocket("", false); },
       "the server does not speak interview.v1"},
      {"ends", [](Peer::Connection&) {}, nullptr},
      {"garbage", [](Peer::Connection& connection) { connection.write("\xff\xff\r\n\r\n"); },
       "the response is malformed"},
      {"silence", [](Peer::Connection& connection) { connection.wait_for_end(); },
       "the server does not answer"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    NetworkOptions options;
    options.connect_ms = 300;
    Talk talk(options);
    Peer peer({c.script});
    talk.start(peer.endpoint());
    CHECK(talk.closed.code == 1006);
    if (c.reason) CHECK(talk.closed.reason == c.reason);
    CHECK(talk.lines.empty());
    CHECK(talk.closings == 1);
  }
}

TEST_CASE("a server that breaks the protocol") {
  struct Case {
    const char* name;
    unsigned char first;
    std::string payload;
    int code;
  };
  for (const Case& c :
       {Case{"binary", 0x82, "x", 1003}, Case{"no UTF-8", 0x81, "\xff", 1007},
        Case{"reserved", 0x83, "", 1002}, Case{"too big", 0x81, std::string(101, 'x'), 1009}}) {
    CAPTURE(c.name);
    std::string close;
    NetworkOptions options;
    options.message_bytes = 100;
    Talk talk(options);
    {
      Peer peer({[&](Peer::Connection& connection) {
        connection.accept_websocket();
        connection.write_frame(c.first, c.payload);
        close = connection.read_frame().payload;
        connection.wait_for_end();
      }});
      talk.start(peer.endpoint());
    }
    CHECK(talk.closed.code == c.code);
    REQUIRE(close.size() >= 2);
    CHECK((static_cast<unsigned char>(close[0]) << 8 | static_cast<unsigned char>(close[1])) == c.code);
    CHECK(talk.lines == std::vector<std::string>{"open"});
  }
}

TEST_CASE("silence is asked about, and then the end") {
  int asked = 0;
  NetworkOptions options;
  options.ping_ms = 20;
  options.pong_ms = 500;
  SUBCASE("answered") {
    Talk talk(options);
    Peer peer({[&](Peer::Connection& connection) {
      connection.accept_websocket();
      for (int i = 0; i < 3; ++i) {
        asked += connection.read_frame().first == 0x89;
        connection.write_frame(0x8a, "");
      }
      connection.write_frame(0x88, "\x03\xe9");
      connection.wait_for_end();
    }});
    talk.start(peer.endpoint());
    CHECK(talk.closed.code == 1001);
    CHECK(asked == 3);
  }
  SUBCASE("not answered") {
    options.pong_ms = 20;
    Talk talk(options);
    {
      Peer peer({[&](Peer::Connection& connection) {
        connection.accept_websocket();
        asked += connection.read_frame().first == 0x89;
        connection.wait_for_end();
      }});
      talk.start(peer.endpoint());
    }
    CHECK(talk.closed.code == 1006);
    CHECK(asked == 1);
  }
}

TEST_CASE("a server that does not close its side") {
  NetworkOptions options;
  options.close_ms = 20;
  Talk talk(options);
  Peer peer({[](Peer::Connection& connection) {
    connection.accept_websocket();
    connection.wait_for_end();
  }});
  talk.on_open = [&] { talk.socket->close(1000, "bye"); };
  talk.start(peer.endpoint());
  CHECK(talk.closed.code == 1000);
}

TEST_CASE("a server that does not read") {
  NetworkOptions options;
  options.buffered_bytes = 1'000'000;
  Talk talk(options);
  EventLoop* loop = &talk.loop;
  std::unique_ptr<Underway> more;
  {
    // Reads nothing before the client has gone.
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    Peer peer({[&](Peer::Connection& connection) {
      connection.accept_websocket();
      char c;
      CHECK(::read(ready[0], &c, 1) == 1);
    }});
    const std::function<void()> flood = [&] {
      CHECK(talk.socket->buffered() <= options.buffered_bytes + 100'100);
      talk.socket->send(std::string(100'000, 'x'));
      more = loop->after(0, flood);
    };
    talk.on_open = flood;
    talk.start(peer.endpoint());
    more.reset();
    CHECK(talk.closed.code == 1006);
    CHECK(talk.closed.reason == "the server does not read what it is sent");
    CHECK(::write(ready[1], "x", 1) == 1);
  }
}

TEST_CASE("a host may drop the socket in any of its calls") {
  Talk talk;
  SUBCASE("when it opens") {
    talk.on_open = [&] { talk.socket.reset(); };
  }
  SUBCASE("when a message comes") {
    talk.on_message = [&] { talk.socket.reset(); };
  }
  Peer peer({[](Peer::Connection& connection) {
    connection.accept_websocket(
        "\x81\x01"
        "a"
        "\x81\x01"
        "b");
    connection.wait_for_end();
  }});
  const auto stop = talk.loop.after(50, [&] { talk.loop.stop(); });
  talk.start(peer.endpoint());
  CHECK(talk.closings == 0);
  CHECK(talk.lines.size() <= 2);
}
