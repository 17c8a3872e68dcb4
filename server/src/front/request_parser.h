// HTTP/1.1 requests from bytes (RFC 9112), on libhttp-parser, with what that library lets pass refused: so
// that this server and a proxy before it cannot disagree about where a request ends.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "front/http_request.h"
#include "front/request_head.h"

namespace interview::front {

struct RequestLimits {
  size_t head_bytes = 16 * 1024;    // request line and headers: 431 (414 within the request line)
  size_t target_bytes = 8 * 1024;   // 414
  size_t headers = 100;             // lines: 431
  size_t body_bytes = 1024 * 1024;  // decoded: 413
};

// Parses one request after the other. No I/O, no clock; never throws but std::bad_alloc; one thread at a
// time.
//   feed() bytes until state() is done, take() the request, feed() the rest: the next request, or a
//   WebSocket.
class RequestParser {
 public:
  enum class State { head, body, done, failed };

  explicit RequestParser(const RequestLimits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Takes bytes up to the end of the request at most, and says how many. None when done or failed.
  size_t feed(std::string_view bytes);

  State state() const;
  bool started() const;                   // whether any byte of the request has come
  const RequestFailure& failure() const;  // only when failed; the connection cannot be used further

  // Of the request whose head has come (state is body or done).
  bool expects_continue() const;  // the client waits for 100 Continue, of the body nothing has come
  void continued();               // 100 Continue is sent
  bool keep_alive() const;        // the connection may serve another request
  std::string_view method() const;

  // The request, once; only when done. Another one may be fed then. `remote_address` and `secure` are for the
  // caller.
  HttpRequest take();

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace interview::front
