#include "front/request_head.h"

#include <algorithm>

namespace interview::front {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_token_character(char c) {
  if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// Empty lines that a client may send before a request (RFC 9112 §2.2); more is no HTTP client.
constexpr size_t kMaxLeadingBytes = 8;

}  // namespace

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

size_t RequestHead::feed(std::string_view bytes) {
  size_t taken = 0;
  while (taken < bytes.size() && state_ == State::more) take(bytes[taken++]);
  return taken;
}

void RequestHead::take(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (after_cr_ != (c == '\n')) return fail(400, "bad_request", "a line of the head must end in CR LF");
  if ((byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f)
    return fail(400, "bad_request", "a control character in the head");
  if (in_request_line_ && (c == '\t' || byte >= 0x80))
    return fail(400, "bad_request", "a character in the request line that must be percent-encoded");
  if (!in_request_line_ && bytes_.size() == line_start_ && (c == ' ' || c == '\t'))
    return fail(400, "bad_request", "a folded header line");
  if (bytes_.size() == max_bytes_) {
    if (in_request_line_) return fail(414, "too_big", "the request line is too long");
    return fail(431, "too_big", "the head of the request is too big");
  }
  bytes_ += c;
  after_cr_ = c == '\r';
  if (c == '\n') end_line();
}

void RequestHead::end_line() {
  const std::string_view line = std::string_view(bytes_).substr(line_start_, bytes_.size() - line_start_ - 2);
  if (in_request_line_ && line.empty()) {
    leading_ += 2;
    bytes_.clear();
    if (leading_ > kMaxLeadingBytes) fail(400, "bad_request", "empty lines instead of a request");
    return;
  }
  if (in_request_line_) {
    check_request_line(line);
    in_request_line_ = false;
  } else if (line.empty()) {
    state_ = State::complete;
  }
  line_start_ = bytes_.size();
}

void RequestHead::check_request_line(std::string_view line) {
  method_end_ = line.find(' ');
  target_end_ = line.rfind(' ');
  constexpr std::string_view kMalformed = "the request line is not: method, target, version";
  if (method_end_ == std::string_view::npos || target_end_ <= method_end_ + 1 || !is_token(method()))
    return fail(400, "bad_request", kMalformed);
  if (target().find_first_of(" #") != std::string_view::npos) return fail(400, "bad_request", kMalformed);
  const std::string_view version = line.substr(target_end_ + 1);
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7]))
    return fail(400, "bad_request", kMalformed);
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return fail(505, "http_version", "this server speaks HTTP/1.1 and HTTP/1.0");
  if (target().size() > max_target_) return fail(414, "too_big", "the target is too long");
}

void RequestHead::fail(int status, std::string_view code, std::string_view message) {
  state_ = State::failed;
  failure_ = {status, code, message};
}

}  // namespace interview::front
