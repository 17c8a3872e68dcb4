#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "front/request_parser.h"
#include "support/random.h"

namespace interview::front {
namespace {

using State = RequestParser::State;

std::string with(std::string_view headers, std::string_view body = {}) {
  return "POST /p HTTP/1.1\r\nHost: h\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

struct Refused {
  const char* why;
  std::string bytes;
  int status;
};

const std::vector<Refused>& refused_requests() {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  static const std::vector<Refused> requests = {
      {"no HTTP at all", "\x16\x03\x01\x02", 400},
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", 400},
      {"bare LF after a header", "GET / HTTP/1.1\r\nHost: h\n\r\n", 400},
      {"bare LF as the empty line", "GET / HTTP/1.1\r\nHost: h\r\n\n", 400},
      {"bare LF before the request", "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"bare CR in a header", "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n", 400},
      {"NUL in a header", std::string("GET / HTTP/1.1\r\nHost: h\r\nX: a") + '\0' + "b\r\n\r\n", 400},
      {"DEL in a header", "GET / HTTP/1.1\r\nHost: h\r\nX: \x7f\r\n\r\n", 400},
      {"folded header", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", 400},
      {"folded with a tab", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tb\r\n\r\n", 400},
      {"blank before the first header", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400},
      {"empty lines without end", "\r\n\r\n\r\n\r\n\r\n\r\n", 400},
      {"two blanks in the request line", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"blank at the end of the request line", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 400},
      {"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"no version (HTTP/0.9)", "GET /\r\n\r\n", 400},
      {"no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"another protocol", "GET / ICY/1.1\r\nHost: h\r\n\r\n", 400},
      {"another protocol that the library knows", "SOURCE / ICE/1.0\r\nHost: h\r\n\r\n", 400},
      {"malformed version", "GET / HTTP/1.01\r\nHost: h\r\n\r\n", 400},
      {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"a version to come", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505},
      {"method that is no token", "G@T / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"method in small letters", "get / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"CONNECT", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"target with a fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"target beyond ASCII", "GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"target without a slash", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"asterisk for GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"target of another scheme", "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"target with a user", "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"target too long", "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
      {"request line without end", "GET /" + std::string(17000, 'a'), 414},
      {"header too long", "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(17000, 'a'), 431},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400},
      {"header without a colon", "GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n", 400},
      {"header without a name", "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n", 400},
      {"blank before the colon", "GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n", 400},
      {"blank before the colon of a length", with("Content-Length : 3\r\n", "abc"), 400},
      {"blank before the colon of a coding", with("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
      {"length twice", with("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
      {"two lengths", with("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), 400},
      {"list of lengths", with("Content-Length: 3, 3\r\n", "abc"), 400},
      {"length with a sign", with("Content-Length: +3\r\n", "abc"), 400},
      {"negative length", with("Content-Length: -3\r\n", "abc"), 400},
      {"empty length", with("Content-Length: \r\n"), 400},
      {"hexadecimal length", with("Content-Length: 0x3\r\n", "abc"), 400},
      {"length beyond 64 bits", with("Content-Length: 99999999999999999999\r\n"), 400},
      {"length and coding", with("Content-Length: 3\r\n" + chunked, "0\r\n\r\n"), 400},
      {"coding and length", with(chunked + "Content-Length: 3\r\n", "0\r\n\r\n"), 400},
      {"coding twice", with(chunked + chunked, "0\r\n\r\n"), 501},
      {"other coding", with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
      {"chunked is not last", with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501},
      {"coding that looks like chunked", with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
      {"coding in HTTP/1.0", "POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n", 400},
      {"no length in HTTP/1.0", "POST / HTTP/1.0\r\n\r\nabc", 411},
      {"body above the limit", with("Content-Length: 1048577\r\n"), 413},
      {"chunk above the limit", with(chunked, "100001\r\n"), 413},
      {"chunk size beyond 64 bits", with(chunked, "10000000000000003\r\nabc"), 400},
      {"chunk size with leading zeros", with(chunked, "000000003\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk without a size", with(chunked, "\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size with a sign", with(chunked, "+3\r\nabc\r\n0\r\n\r\n"), 400},
      {"blank in a chunk size", with(chunked, "3 \r\nabc\r\n0\r\n\r\n"), 400},
      {"bare LF after a chunk size", with(chunked, "3\nabc\r\n0\r\n\r\n"), 400},
      {"no LF after a chunk size", with(chunked, "3\rXabc\r\n0\r\n\r\n"), 400},
      {"bare LF in a chunk extension", with(chunked, "3;a=b\nc\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk extension without end", with(chunked, "3;" + std::string(300, 'a')), 400},
      {"chunk longer than its size", with(chunked, "3\r\nabcXX0\r\n\r\n"), 400},
      {"bare LF after a chunk", with(chunked, "3\r\nabc\n0\r\n\r\n"), 400},
      {"bare LF in the trailer", with(chunked, "0\r\nX: y\n\r\n"), 400},
      {"bare CR at the end of the trailer", with(chunked, "0\r\n\rX"), 400},
      {"trailer without end", with(chunked, "0\r\nX: " + std::string(17000, 'a')), 400},
      {"other expectation", with("Expect: tea\r\nContent-Length: 3\r\n", "abc"), 417},
  };
  return requests;
}

TEST_CASE("a request that breaks the rules is refused with its status, however its bytes are cut") {
  for (const Refused& refused : refused_requests()) {
    CAPTURE(refused.why);
    for (const size_t piece : {size_t{100'000}, size_t{1}, size_t{7}}) {
      RequestParser parser{RequestLimits()};
      std::string_view rest = refused.bytes;
      while (!rest.empty() && parser.state() != State::failed && parser.state() != State::done) {
        const std::string_view next = rest.substr(0, piece);
        const size_t taken = parser.feed(next);
        CHECK(taken > 0);
        rest.remove_prefix(taken);
      }
      REQUIRE(parser.state() == State::failed);
      CHECK(parser.failure().status == refused.status);
      CHECK(parser.feed("GET / HTTP/1.1\r\n") == 0);
    }
  }
}

TEST_CASE("too many headers") {
  RequestLimits limits;
  limits.headers = 3;
  for (const int extra : {2, 3}) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < extra; ++i) bytes += "X: y\r\n";
    RequestParser parser(limits);
    parser.feed(bytes + "\r\n");
    CHECK(parser.state() == (extra == 2 ? State::done : State::failed));
    if (extra == 3) CHECK(parser.failure().status == 431);
  }
}

TEST_CASE("the limits of head, target and body are exact") {
  RequestLimits limits;
  limits.head_bytes = 200;
  limits.target_bytes = 20;
  limits.body_bytes = 10;
  const auto outcome = [&](const std::string& bytes) {
    RequestParser parser(limits);
    parser.feed(bytes);
    return parser.state() == State::failed ? parser.failure().status : 0;
  };
  const std::string head = "GET / HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n";
  const auto padded = [&](size_t size) {
    return std::string(head).insert(head.size() - 4, std::string(size - head.size(), 'x'));
  };
  CHECK(outcome(padded(200)) == 0);
  CHECK(outcome(padded(201)) == 431);
  CHECK(outcome("GET /" + std::string(19, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 0);
  CHECK(outcome("GET /" + std::string(20, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 414);
  CHECK(outcome(with("Content-Length: 10\r\n", "0123456789")) == 0);
  CHECK(outcome(with("Content-Length: 11\r\n")) == 413);
  CHECK(outcome(with("Transfer-Encoding: chunked\r\n", "5\r\nabcde\r\n5\r\nabcde\r\n0\r\n\r\n")) == 0);
  CHECK(outcome(with("Transfer-Encoding: chunked\r\n", "5\r\nabcde\r\n6\r\n")) == 413);
}

TEST_CASE("requests follow one another, each whole, however the bytes are cut") {
  const std::string bytes =
      "\r\nGET /a/b?c=d&e=%20f HTTP/1.1\r\nHost: h\r\nX-One:  two words \t\r\nx-one: \r\nConnection: "
      "close\r\n\r\n" +
      with("Content-Length: 5\r\n", "hello") +
      with("Transfer-Encoding: Chunked\r\nExpect: 100-Continue\r\n",
           "5;a=\"b\"\r\nhello\r\nA\r\n, chunked!\r\n0\r\nContent-Length: 3\r\nX: y\r\n\r\n") +
      "HEAD http://other:80/x?y HTTP/1.1\r\nHost: h\r\n\r\n" +
      "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + "GET https://h HTTP/1.1\r\nHost: h\r\n\r\n" +
      "POST / HTTP/1.1\r\nHost: h\r\n\r\n" +
      "GET /socket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + "\x81\x80zzzz";
  for (const size_t piece : {size_t{100'000}, size_t{1}, size_t{2}, size_t{13}}) {
    CAPTURE(piece);
    RequestParser parser{RequestLimits()};
    std::vector<HttpRequest> requests;
    std::vector<bool> keep_alive;
    std::string_view rest = bytes;
    while (requests.size() < 8) {
      REQUIRE_FALSE(rest.empty());
      rest.remove_prefix(parser.feed(rest.substr(0, piece)));
      REQUIRE(parser.state() != State::failed);
      if (parser.state() != State::done) continue;
      keep_alive.push_back(parser.keep_alive());
      requests.push_back(parser.take());
      CHECK_FALSE(parser.started());
    }
    CHECK(rest == "\x81\x80zzzz");
    CHECK(requests[0].method == "GET");
    CHECK(requests[0].target == "/a/b?c=d&e=%20f");
    CHECK(requests[0].path == "/a/b");
    CHECK(requests[0].query == "c=d&e=%20f");
    CHECK(requests[0].query_parameter("e") == " f");
    CHECK(requests[0].headers.size() == 4);
    CHECK(requests[0].header("x-one") == "two words");
    CHECK(requests[1].body == "hello");
    CHECK(requests[2].body == "hello, chunked!");
    CHECK(requests[2].headers.size() == 3);
    CHECK(requests[3].method == "HEAD");
    CHECK(requests[3].path == "/x");
    CHECK(requests[3].query == "y");
    CHECK(requests[4].path == "*");
    CHECK(requests[4].http_1_0);
    CHECK(requests[5].path == "/");
    CHECK(requests[6].body.empty());
    CHECK(requests[7].path == "/socket");
    CHECK(keep_alive == std::vector<bool>{false, true, true, true, true, true, true, true});
  }
}

TEST_CASE("100 Continue is wanted until a byte of the body has come, and only where there is a body") {
  RequestParser parser{RequestLimits()};
  parser.feed(with("Expect: 100-continue\r\nContent-Length: 3\r\n"));
  REQUIRE(parser.state() == State::body);
  CHECK(parser.expects_continue());
  parser.feed("a");
  CHECK_FALSE(parser.expects_continue());
  parser.feed("bc");
  CHECK(parser.state() == State::done);

  RequestParser empty{RequestLimits()};
  empty.feed(with("Expect: 100-continue\r\nContent-Length: 0\r\n"));
  CHECK(empty.state() == State::done);
  CHECK_FALSE(empty.expects_continue());

  RequestParser old{RequestLimits()};
  old.feed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(old.state() == State::body);
  CHECK_FALSE(old.expects_continue());
}

TEST_CASE("any bytes are taken, refused or waited for, and never more than given") {
  const uint64_t seed = test::test_seed();
  INFO("seed " << seed);
  test::Random random(seed);
  const auto& samples = refused_requests();
  for (size_t round = 0, rounds = test::test_cases(20'000); round < rounds; ++round) {
    std::string bytes = samples[random.below(samples.size())].bytes.substr(0, 600);
    for (int change = 0; change < 3; ++change)
      if (!bytes.empty()) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    RequestParser parser{RequestLimits()};
    std::string_view rest = bytes;
    while (!rest.empty() && parser.state() != State::failed) {
      const std::string_view next = rest.substr(0, 1 + random.below(40));
      const size_t taken = parser.feed(next);
      REQUIRE(taken <= next.size());
      if (parser.state() == State::done) {
        CHECK(parser.take().body.size() <= RequestLimits().body_bytes);
      } else if (parser.state() != State::failed) {
        REQUIRE(taken == next.size());
      }
      rest.remove_prefix(taken);
    }
  }
}

TEST_CASE("lists, letters and percent signs") {
  HttpRequest request;
  request.headers = {{"connection", "keep-alive, ,\tUpgrade"}, {"connection", "x"}, {"other", "upgraded"}};
  CHECK(request.list("connection") == std::vector<std::string_view>{"keep-alive", "Upgrade", "x"});
  CHECK(request.lists("connection", "upgrade"));
  CHECK_FALSE(request.lists("other", "upgrade"));
  CHECK(request.header("missing").empty());
  CHECK(percent_decode("a%2Fb%c3%A9") == "a/b\xc3\xa9");
  CHECK(percent_decode("100%") == std::nullopt);
  CHECK(percent_decode("%4") == std::nullopt);
  CHECK(percent_decode("%zz") == std::nullopt);
  request.query = "a=1&b=x+y%26&c&a=2&d=%";
  CHECK(request.query_parameter("a") == "1");
  CHECK(request.query_parameter("b") == "x y&");
  CHECK(request.query_parameter("c") == "");
  CHECK(request.query_parameter("d") == std::nullopt);
  CHECK(request.query_parameter("e") == std::nullopt);
}

}  // namespace
}  // namespace interview::front
