// Requests from any bytes, cut anywhere: the first 4 bytes say where. A request that is taken has one
// reading.
#include <algorithm>

#include "front/request_parser.h"
#include "fuzz/fuzz.h"

using namespace interview;
using namespace interview::front;

namespace {

constexpr RequestLimits kLimits{600, 120, 8, 300};

struct Reading {
  std::vector<HttpRequest> requests;
  std::vector<bool> keep_alive;
  int status = 0;         // of the failure; 0: none
  size_t unfinished = 0;  // whether a request has begun and not ended
};

class Reader {
 public:
  void feed(std::string_view bytes) {
    while (!bytes.empty() && parser_.state() != RequestParser::State::failed) {
      const size_t taken = parser_.feed(bytes);
      FUZZ_REQUIRE(taken <= bytes.size());
      FUZZ_REQUIRE(taken > 0 || parser_.state() == RequestParser::State::failed);
      bytes.remove_prefix(taken);
      if (parser_.state() != RequestParser::State::done) continue;
      FUZZ_REQUIRE(parser_.feed("x") == 0);
      reading_.keep_alive.push_back(parser_.keep_alive());
      reading_.requests.push_back(parser_.take());
    }
  }
  Reading finish() {
    const bool failed = parser_.state() == RequestParser::State::failed;
    if (failed) reading_.status = parser_.failure().status;
    if (failed) FUZZ_REQUIRE(reading_.status >= 400 && reading_.status < 600 && parser_.feed("x") == 0);
    reading_.unfinished = parser_.started();
    return std::move(reading_);
  }

 private:
  RequestParser parser_{kLimits};
  Reading reading_;
};

Reading read(std::string_view bytes) {
  Reader reader;
  reader.feed(bytes);
  return reader.finish();
}

bool same(const HttpRequest& a, const HttpRequest& b) {
  const auto same_header = [](const HttpHeader& x, const HttpHeader& y) {
    return x.name == y.name && x.value == y.value;
  };
  return a.method == b.method && a.target == b.target && a.path == b.path && a.query == b.query &&
         a.http_1_0 == b.http_1_0 && a.body == b.body &&
         std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(), same_header);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

void check(const HttpRequest& request) {
  FUZZ_REQUIRE(is_token(request.method));
  FUZZ_REQUIRE(!request.target.empty() && request.target.size() <= kLimits.target_bytes);
  FUZZ_REQUIRE(!has_control(request.target) && request.target.find_first_of(" \t#") == std::string::npos);
  FUZZ_REQUIRE(request.path == "*" || request.path.front() == '/');
  FUZZ_REQUIRE(request.headers.size() <= kLimits.headers && request.body.size() <= kLimits.body_bytes);
  size_t hosts = 0, lengths = 0, encodings = 0;
  for (const HttpHeader& header : request.headers) {
    FUZZ_REQUIRE(is_token(header.name) && !has_control(header.value));
    FUZZ_REQUIRE(header.name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
    hosts += header.name == "host", lengths += header.name == "content-length";
    encodings += header.name == "transfer-encoding";
  }
  FUZZ_REQUIRE(hosts == 1 || (hosts == 0 && request.http_1_0));
  FUZZ_REQUIRE(lengths + encodings <= 1);
  for (const std::string_view element : request.list("connection")) FUZZ_REQUIRE(!element.empty());
  if (const auto value = request.query_parameter("q")) FUZZ_REQUIRE(value->size() <= request.query.size());
}

// The request as plainly as it can be written: it is read as the same one.
std::string written(const HttpRequest& request) {
  std::string bytes = request.method + " " + request.target + (request.http_1_0 ? " HTTP/1.0" : " HTTP/1.1");
  for (const HttpHeader& header : request.headers)
    if (header.name != "transfer-encoding" && header.name != "content-length")
      bytes += "\r\n" + header.name + ":" + header.value;
  return bytes + "\r\ncontent-length:" + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

// libhttp-parser takes every name that begins so for Transfer-Encoding, and refuses a length beside it.
bool is_misread(const HttpHeader& header) {
  return header.name.size() > 17 && header.name.compare(0, 17, "transfer-encoding") == 0;
}

void check_written(HttpRequest request) {
  if (std::any_of(request.headers.begin(), request.headers.end(), is_misread)) return;
  const std::string bytes = written(request);
  std::erase_if(request.headers, [](const HttpHeader& header) {
    return header.name == "transfer-encoding" || header.name == "content-length";
  });
  if (request.headers.size() == kLimits.headers || bytes.size() > kLimits.head_bytes) return;
  const Reading again = read(bytes);
  FUZZ_REQUIRE(again.status == 0 && again.requests.size() == 1 && again.unfinished == 0);
  request.headers.push_back({"content-length", std::to_string(request.body.size())});
  FUZZ_REQUIRE(same(again.requests[0], request));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  const std::string_view bytes = input.substr(std::min<size_t>(4, size));
  const Reading whole = read(bytes);
  Reader reader;
  fuzz::in_pieces(bytes, input.substr(0, 4), [&](std::string_view piece) { reader.feed(piece); });
  const Reading cut = reader.finish();
  FUZZ_REQUIRE(whole.status == cut.status && whole.unfinished == cut.unfinished);
  FUZZ_REQUIRE(whole.keep_alive == cut.keep_alive);
  FUZZ_REQUIRE(std::equal(whole.requests.begin(), whole.requests.end(), cut.requests.begin(),
                          cut.requests.end(), same));
  for (const HttpRequest& request : whole.requests) {
    check(request);
    check_written(request);
  }
  return 0;
}
