// An HTTP/1.1 response as bytes in, response out.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "interview/connect.h"
#include "interview/result.h"

namespace interview::net {

// Interim responses (1xx) are passed over, except a 101 that switches the protocol. One thread at a time.
class ResponseReader {
 public:
  enum class State { more, done, upgraded, failed };

  ResponseReader(size_t max_head_bytes, size_t max_body_bytes);
  ~ResponseReader();
  ResponseReader(const ResponseReader&) = delete;
  ResponseReader& operator=(const ResponseReader&) = delete;

  // Takes bytes up to the end of the response, and says how many; the rest of an upgraded connection is not
  // HTTP.
  size_t feed(std::string_view bytes);
  // The connection ended: that may be the end of the body.
  void end();

  State state() const;
  const Error& error() const;  // only when failed: Errc::protocol, too_big
  HttpResponse& response();    // when done or upgraded

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

// The first header of that name (in lower case); empty: none.
std::string_view header_of(const HttpResponse& response, std::string_view name);

}  // namespace interview::net
