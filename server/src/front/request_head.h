// The head of an HTTP/1.1 request as bytes: where it ends, and what RFC 9112 forbids in it but the HTTP
// library, as Debian builds it (HTTP_PARSER_STRICT=0), lets pass: bare LF, folded lines, blanks in names and
// around the target, bytes that are not ASCII in the target.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace interview::front {

// Why a request is refused: an HTTP status, and what its JSON body says.
struct RequestFailure {
  int status = 400;
  std::string_view code;     // static storage
  std::string_view message;  // static storage
};

// Collects the bytes of one head. No I/O; one thread at a time.
class RequestHead {
 public:
  enum class State { more, complete, failed };

  RequestHead(size_t max_bytes, size_t max_target_bytes)
      : max_bytes_(max_bytes), max_target_(max_target_bytes) {}

  // Takes bytes up to the end of the head, and says how many. None once it is complete or has failed.
  size_t feed(std::string_view bytes);

  State state() const { return state_; }
  bool started() const { return !bytes_.empty(); }
  const RequestFailure& failure() const { return failure_; }  // only when failed

  // The head with the empty line that ends it, without empty lines before it; only when complete.
  std::string_view bytes() const { return bytes_; }
  // The parts of the request line; only when complete. The version is "HTTP/1.0" or "HTTP/1.1".
  std::string_view method() const { return std::string_view(bytes_).substr(0, method_end_); }
  std::string_view target() const {
    return std::string_view(bytes_).substr(method_end_ + 1, target_end_ - method_end_ - 1);
  }
  bool http_1_0() const { return bytes_[target_end_ + 8] == '0'; }

 private:
  void take(char c);
  void end_line();
  void check_request_line(std::string_view line);
  void fail(int status, std::string_view code, std::string_view message);

  size_t max_bytes_;
  size_t max_target_;
  std::string bytes_;
  size_t line_start_ = 0;
  size_t leading_ = 0;  // bytes of empty lines before the request line
  size_t method_end_ = 0;
  size_t target_end_ = 0;
  bool after_cr_ = false;
  bool in_request_line_ = true;
  State state_ = State::more;
  RequestFailure failure_;
};

// Whether `text` is a token (RFC 9110 §5.6.2), as methods and header names are.
bool is_token(std::string_view text) noexcept;

}  // namespace interview::front
