#include <doctest/doctest.h>

#include "front/http_response.h"
#include "front/websocket_handshake.h"

namespace interview::front {
namespace {

TEST_CASE("a response's head, byte by byte") {
  HttpResponse response = json_response(404, "{}");
  response.headers.push_back({"X-Other", "a\tb"});
  response.headers.push_back({"Connection", "upgrade"});
  response.headers.push_back({"content-length", "7"});
  response.headers.push_back({"Transfer-Encoding", "chunked"});
  ResponseFraming framing;
  framing.date = 784111777;
  const std::string head =
      "HTTP/1.1 404 Not Found\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-type: application/json\r\n"
      "X-Other: a\tb\r\ncontent-length: 2\r\n";
  CHECK(encode_head(response, framing) == head + "\r\n");
  framing.to_http_1_0 = true;
  CHECK(encode_head(response, framing) == head + "connection: keep-alive\r\n\r\n");
  framing.keep_alive = false;
  CHECK(encode_head(response, framing) == head + "connection: close\r\n\r\n");
  response.status = 304;
  CHECK(encode_head(response, framing)->find("content-length") == std::string::npos);
}

TEST_CASE("a response cannot be split by what a handler puts into it") {
  for (const HttpHeader& bad : {HttpHeader{"x", "a\r\nb: c"}, HttpHeader{"x", "a\nb"},
                                HttpHeader{"x\r\ny", "a"}, HttpHeader{"x", std::string("a\0b", 3)},
                                HttpHeader{"", "a"}, HttpHeader{"x:", "a"}, HttpHeader{"x y", "a"}}) {
    HttpResponse response;
    response.headers.push_back(bad);
    CHECK_FALSE(encode_head(response, {}).has_value());
  }
  for (const int status : {0, 101, 199, 600, -1}) {
    HttpResponse response;
    response.status = status;
    CHECK_FALSE(encode_head(response, {}).has_value());
  }
}

TEST_CASE("which responses carry a body") {
  CHECK(carries_body(200, "GET"));
  CHECK(carries_body(500, "POST"));
  CHECK_FALSE(carries_body(200, "HEAD"));
  CHECK_FALSE(carries_body(204, "GET"));
  CHECK_FALSE(carries_body(304, "GET"));
}

TEST_CASE("errors as JSON") {
  const HttpResponse plain = error_response(400, "bad_request", "a \"quoted\"\nline \xff");
  CHECK(plain.status == 400);
  CHECK(plain.body ==
        "{\"error\":{\"code\":\"bad_request\",\"message\":\"a \\\"quoted\\\"\\nline "
        "\xef\xbf\xbd\",\"retry\":false}}");
  const HttpResponse typed = error_response(Error{Errc::busy, "the queue is full"});
  CHECK(typed.status == 503);
  CHECK(typed.body == "{\"error\":{\"code\":\"busy\",\"message\":\"the queue is full\",\"retry\":true}}");
  CHECK(typed.headers[0].value == "application/json");
}

HttpRequest handshake() {
  HttpRequest request;
  request.method = "GET";
  request.headers = {{"connection", "keep-alive, Upgrade"},
                     {"upgrade", "WebSocket"},
                     {"sec-websocket-version", "13"},
                     {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                     {"sec-websocket-protocol", "chat, interview.v1"},
                     {"sec-websocket-extensions", "permessage-deflate"}};
  return request;
}

TEST_CASE("the handshake of RFC 6455, section 1.3") {
  const HttpRequest request = handshake();
  CHECK(asks_for_websocket(request));
  CHECK_FALSE(handshake_refusal(request).has_value());
  CHECK(handshake_response(request, "interview.v1") ==
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nsec-websocket-protocol: interview.v1\r\n\r\n");
  CHECK(offers_subprotocol(request, ""));
  CHECK(offers_subprotocol(request, "interview.v1"));
  CHECK_FALSE(offers_subprotocol(request, "Interview.v1"));
  CHECK_FALSE(offers_subprotocol(request, "interview"));
}

TEST_CASE("what is no handshake, and what is a wrong one") {
  const auto changed = [](std::string_view name, std::string_view value) {
    HttpRequest request = handshake();
    for (HttpHeader& header : request.headers)
      if (header.name == name) header.value = value;
    return request;
  };
  CHECK_FALSE(asks_for_websocket(changed("upgrade", "h2c")));
  CHECK_FALSE(asks_for_websocket(changed("connection", "close")));
  HttpRequest post = handshake();
  post.method = "POST";
  CHECK_FALSE(asks_for_websocket(post));
  HttpRequest old = handshake();
  old.http_1_0 = true;
  CHECK_FALSE(asks_for_websocket(old));

  CHECK(handshake_refusal(changed("sec-websocket-version", "8"))->status == 426);
  CHECK(handshake_refusal(changed("sec-websocket-version", ""))->status == 426);
  for (const char* key : {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=A",
                          "dGhlIHNhbXBsZSBub25!ZQ==", "AAAAdGhlIHNhbXBsZSBub25jZQ=="})
    CHECK(handshake_refusal(changed("sec-websocket-key", key))->status == 400);
  HttpRequest body = handshake();
  body.body.push_back('x');
  CHECK(handshake_refusal(body)->status == 400);
}

}  // namespace
}  // namespace interview::front
