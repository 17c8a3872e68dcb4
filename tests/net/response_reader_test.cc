#include "net/response_reader.h"

#include <doctest/doctest.h>

#include <string>

using namespace interview;
using net::ResponseReader;
using State = ResponseReader::State;

namespace {

struct Reading {
  State state;
  Errc error;
  int status;
  std::string body;
  std::string rest;
};

Reading read(const std::string& bytes, size_t piece, bool ended) {
  ResponseReader reader(1'000, 20);
  std::string rest;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    const std::string_view part = std::string_view(bytes).substr(at, piece);
    const size_t taken = reader.state() == State::more ? reader.feed(part) : 0;
    if (reader.state() == State::upgraded) rest += part.substr(taken);
  }
  if (ended && reader.state() == State::more) reader.end();
  return {reader.state(), reader.error().code, reader.response().status, reader.response().body, rest};
}

}  // namespace

TEST_CASE("responses, in any pieces") {
  struct Case {
    const char* name;
    std::string bytes;
    bool ended;
    State state;
    int status;
    const char* body;
    Errc error = Errc::protocol;
    const char* rest = "";
  };
  const Case cases[] = {
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", false, State::done, 200, "abc"},
      {"no body", "HTTP/1.1 204 No Content\r\n\r\n", false, State::done, 204, ""},
      {"empty body", "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", false, State::done, 403, ""},
      {"chunks",
       "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nx: y\r\n\r\n",
       false, State::done, 201, "abc"},
      {"to the end", "HTTP/1.0 200 OK\r\n\r\nabc", true, State::done, 200, "abc"},
      {"after an interim one",
       "HTTP/1.1 100 Continue\r\nx: y\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na", false,
       State::done, 200, "a"},
      {"more than was said", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nabc", false, State::done, 200, "a"},
      {"upgrade",
       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x01z",
       false, State::upgraded, 101, "", Errc::protocol, "\x81\x01z"},
      {"101 of nothing", "HTTP/1.1 101 Switching Protocols\r\n\r\n", false, State::failed, 101, ""},
      {"ends early", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", true, State::failed, 200, "ab"},
      {"ends in the head", "HTTP/1.1 200 OK\r\ncont", true, State::failed, 0, ""},
      {"nothing", "", true, State::failed, 0, ""},
      {"no HTTP", "SSH-2.0-OpenSSH\r\n", false, State::failed, 0, ""},
      {"bad length", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", false, State::failed, 0, ""},
      {"two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", false,
       State::failed, 0, ""},
      {"bad chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", false, State::failed, 200,
       ""},
      {"body said too big", "HTTP/1.1 200 OK\r\ncontent-length: 21\r\n\r\n", false, State::failed, 200, "",
       Errc::too_big},
      {"body too big", "HTTP/1.0 200 OK\r\n\r\n" + std::string(21, 'x'), false, State::failed, 200, "?",
       Errc::too_big},
      {"chunks too big",
       "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n15\r\n" + std::string(21, 'x') + "\r\n", false,
       State::failed, 200, "?", Errc::too_big},
      {"head too big", "HTTP/1.1 200 OK\r\nx: " + std::string(1'001, 'x') + "\r\n\r\n", false, State::failed,
       0, "", Errc::too_big},
      {"endless trailer",
       "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: " + std::string(1'001, 'x') + "\r\n\r\n",
       false, State::failed, 200, "", Errc::too_big},
      {"endless interim ones",
       [] {
         std::string bytes;
         for (int i = 0; i < 100; ++i) bytes += "HTTP/1.1 100 Continue\r\nx: y, this goes on\r\n\r\n";
         return bytes;
       }(),
       false, State::failed, 0, "", Errc::too_big},
  };
  for (const Case& c : cases) {
    for (const size_t piece : {size_t{1}, size_t{7}, size_t{100'000}}) {
      CAPTURE(c.name);
      CAPTURE(piece);
      const Reading outcome = read(c.bytes, piece, c.ended);
      CHECK(outcome.state == c.state);
      if (c.state == State::failed) CHECK(outcome.error == c.error);
      if (c.state != State::failed) CHECK(outcome.status == c.status);
      if (c.state != State::failed) CHECK(outcome.body == c.body);
      CHECK(outcome.rest == c.rest);
    }
  }
}

TEST_CASE("headers") {
  ResponseReader reader(1'000, 10);
  reader.feed("HTTP/1.1 200 OK\r\nX-One: a\r\nEMPTY:\r\nx-two:  b c \r\ncontent-length: 0\r\n\r\n");
  REQUIRE(reader.state() == State::done);
  CHECK(net::header_of(reader.response(), "x-one") == "a");
  CHECK(net::header_of(reader.response(), "empty") == "");
  CHECK(net::header_of(reader.response(), "x-two").substr(0, 3) == "b c");
  CHECK(net::header_of(reader.response(), "x-three") == "");
}
