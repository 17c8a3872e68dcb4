// An HTTP response as a handler gives it, and its bytes.
#pragma once

#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "front/http_request.h"
#include "interview/result.h"

namespace interview::front {

// A plain value; one thread at a time. The front adds Date, Content-Length and Connection itself: a handler's
// headers of these names, and Transfer-Encoding, are left out. A response to HEAD is given as for GET; its
// body is not sent.
struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
  // Sent instead of `body` if set: one file for many receivers, without a copy for each.
  std::shared_ptr<const std::string> shared_body;
  // Sent instead of both if it is not empty: bytes that live as long as the program.
  std::string_view static_body;
  bool close = false;  // end the connection after this response

  std::string_view content() const {
    if (!static_body.empty()) return static_body;
    return shared_body ? std::string_view(*shared_body) : body;
  }
};

// `json` is sent as it is, as application/json.
HttpResponse json_response(int status, std::string json);
// text/plain in UTF-8.
HttpResponse text_response(int status, std::string text);
// {"error":{"code":…,"message":…,"retry":false}}. Bytes of `message` that are not UTF-8 are replaced.
HttpResponse error_response(int status, std::string_view code, std::string_view message);
// The same with the code, the status and the "retry" that belong to the error.
HttpResponse error_response(const Error& error);

// The reason phrase of RFC 9110, e.g. "Not Found"; "Unknown" for a status that it does not have.
std::string_view reason_phrase(int status) noexcept;

// How a response is framed on its connection.
struct ResponseFraming {
  bool keep_alive = true;
  bool to_http_1_0 = false;
  std::time_t date = 0;  // seconds since 1970, for the Date header
};

// The bytes before the body: status line and headers with the empty line. A response whose headers would
// break the framing (a control character in a name or a value), or with a status outside 200 to 599, is a bug
// of the handler: nothing.
std::optional<std::string> encode_head(const HttpResponse& response, const ResponseFraming& framing);

// Whether a response of that status to that method carries its body (RFC 9110 §6.4.1).
bool carries_body(int status, std::string_view method) noexcept;

}  // namespace interview::front
