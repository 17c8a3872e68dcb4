// An HTTP request as the front hands it to a handler: complete, checked and within its limits (RFC 9110, RFC
// 9112).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interview::front {

struct HttpHeader {
  std::string name;   // in lower case
  std::string value;  // without the blanks around it; bytes above 0x7f are as received
};

// A plain value; one thread at a time.
struct HttpRequest {
  std::string method;  // "GET"; one that the HTTP library knows, in capitals
  std::string target;  // as received: "/a/b?c=d", "http://host/a/b?c=d" or, for OPTIONS, "*"
  std::string path;    // "/a/b": of the target, still percent-encoded; "*" if that is the target
  std::string query;   // "c=d": without the question mark, still percent-encoded
  std::vector<HttpHeader> headers;
  std::string body;            // decoded if it was sent in chunks; trailers are dropped
  std::string remote_address;  // "192.0.2.7" or "2001:db8::7"; an IPv4 address mapped into IPv6 reads as IPv4
  bool secure = false;         // it came over TLS
  bool http_1_0 = false;

  // The first value of that name (given in lower case), or "".
  std::string_view header(std::string_view name) const;
  // The elements of a comma-separated header, over all its lines, without blanks and empty elements. They
  // point into this request.
  std::vector<std::string_view> list(std::string_view name) const;
  // Whether `list(name)` has `token`, whatever the case of its letters.
  bool lists(std::string_view name, std::string_view token) const;
  // The decoded value of the first `name=value` of the query, "+" read as a blank; nothing if there is none
  // or if it is badly encoded.
  std::optional<std::string> query_parameter(std::string_view name) const;
};

// Text with each %XX replaced by its byte (RFC 3986 §2.1); nothing if a % is not followed by two hexadecimal
// digits.
std::optional<std::string> percent_decode(std::string_view text);

// Whether two texts are equal but for the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

}  // namespace interview::front
