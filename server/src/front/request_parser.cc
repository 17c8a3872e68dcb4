#include "front/request_parser.h"

#include <http_parser.h>

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "front/chunk_framing.h"
#include "front/request_target.h"

namespace interview::front {
namespace {

constexpr std::string_view kBadRequest = "bad_request";

std::string_view trimmed_end(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

size_t count(const HttpRequest& request, std::string_view name) {
  return static_cast<size_t>(std::count_if(request.headers.begin(), request.headers.end(),
                                           [&](const HttpHeader& header) { return header.name == name; }));
}

bool has_body_by_meaning(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

struct RequestParser::Work {
  RequestLimits limits;
  State state = State::head;
  RequestFailure failure;
  RequestHead head;
  HttpRequest request;
  ::http_parser parser{};
  bool in_value = false;      // the header callback called last was that of a value
  bool headers_done = false;  // what comes further as headers is the trailer
  bool message_done = false;
  bool chunked = false;
  bool expects_continue = false;
  bool keep_alive = false;
  size_t data_left = 0;  // bytes of the body, or of this chunk, that are still to come
  ChunkFraming framing;

  explicit Work(const RequestLimits& given)
      : limits(given), head(given.head_bytes, given.target_bytes), framing(given.head_bytes) {}

  bool fail(int status, std::string_view code, std::string_view message) {
    state = State::failed;
    failure = {status, code, message};
    return false;
  }

  size_t feed_head(std::string_view bytes);
  size_t feed_body(std::string_view bytes);
  void head_complete();
  bool execute(std::string_view bytes);
  bool check_framing();
  bool check_expectation();

  static Work& of(::http_parser* parser) { return *static_cast<Work*>(parser->data); }
  static int on_field(::http_parser* parser, const char* at, size_t length);
  static int on_value(::http_parser* parser, const char* at, size_t length);
  static int on_headers_complete(::http_parser* parser);
  static int on_body(::http_parser* parser, const char* at, size_t length);
  static int on_chunk_header(::http_parser* parser);
  static int on_message_complete(::http_parser* parser);
};

int RequestParser::Work::on_field(::http_parser* parser, const char* at, size_t length) {
  Work& work = of(parser);
  if (work.headers_done) return 0;
  auto& headers = work.request.headers;
  if (headers.empty() || work.in_value) headers.emplace_back();
  work.in_value = false;
  for (size_t i = 0; i < length; ++i) {
    const char c = at[i];
    headers.back().name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return 0;
}

int RequestParser::Work::on_value(::http_parser* parser, const char* at, size_t length) {
  Work& work = of(parser);
  if (work.headers_done) return 0;
  work.in_value = true;
  work.request.headers.back().value.append(at, length);
  return 0;
}

int RequestParser::Work::on_headers_complete(::http_parser* parser) {
  of(parser).headers_done = true;
  of(parser).keep_alive = http_should_keep_alive(parser) != 0;
  return 0;
}

int RequestParser::Work::on_body(::http_parser* parser, const char* at, size_t length) {
  of(parser).request.body.append(at, length);
  of(parser).data_left -= length;
  return 0;
}

int RequestParser::Work::on_chunk_header(::http_parser* parser) {
  Work& work = of(parser);
  if (parser->content_length > work.limits.body_bytes - work.request.body.size()) {
    work.fail(413, "too_big", "the body of the request is too big");
    return 1;
  }
  work.data_left = static_cast<size_t>(parser->content_length);
  work.framing.chunk_begins(work.data_left);
  return 0;
}

int RequestParser::Work::on_message_complete(::http_parser* parser) {
  of(parser).message_done = true;
  return 0;
}

bool RequestParser::Work::execute(std::string_view bytes) {
  static const ::http_parser_settings settings = [] {
    ::http_parser_settings made;
    http_parser_settings_init(&made);
    made.on_header_field = on_field;
    made.on_header_value = on_value;
    made.on_headers_complete = on_headers_complete;
    made.on_body = on_body;
    made.on_chunk_header = on_chunk_header;
    made.on_message_complete = on_message_complete;
    return made;
  }();
  const size_t parsed = http_parser_execute(&parser, &settings, bytes.data(), bytes.size());
  if (state == State::failed) return false;
  switch (HTTP_PARSER_ERRNO(&parser)) {
    case HPE_OK:
      return parsed == bytes.size() || fail(400, kBadRequest, "the request is malformed");
    case HPE_INVALID_METHOD:
      return fail(501, "not_implemented", "this server does not know the method");
    case HPE_INVALID_CONTENT_LENGTH:
    case HPE_UNEXPECTED_CONTENT_LENGTH:
      return fail(400, kBadRequest, "the length of the body is malformed or given twice");
    case HPE_INVALID_TRANSFER_ENCODING:
      return fail(501, "not_implemented", "the only transfer coding that this server knows is chunked");
    case HPE_INVALID_CHUNK_SIZE:
      return fail(400, kBadRequest, "a chunk of the body is malformed");
    default:
      return fail(400, kBadRequest, "the request is malformed");
  }
}

size_t RequestParser::Work::feed_head(std::string_view bytes) {
  const size_t taken = head.feed(bytes);
  if (head.state() == RequestHead::State::failed) {
    const RequestFailure& why = head.failure();
    fail(why.status, why.code, why.message);
  } else if (head.state() == RequestHead::State::complete) {
    head_complete();
  }
  return taken;
}

void RequestParser::Work::head_complete() {
  if (head.method() == "CONNECT") {
    fail(501, "not_implemented", "this server is no proxy");
    return;
  }
  http_parser_init(&parser, HTTP_REQUEST);
  parser.data = this;
  if (!execute(head.bytes())) return;
  request.method = head.method();
  request.http_1_0 = head.http_1_0();
  for (HttpHeader& header : request.headers) {
    if (!is_token(header.name)) {
      fail(400, kBadRequest, "a header's name has a character that is not allowed");
      return;
    }
    header.value.resize(trimmed_end(header.value).size());
  }
  request.target = head.target();
  if (!read_target(request)) {
    fail(400, kBadRequest, "the target of the request is malformed");
    return;
  }
  if (!check_framing() || !check_expectation()) return;
  state = message_done ? State::done : State::body;
}

bool RequestParser::Work::check_framing() {
  if (request.headers.size() > limits.headers)
    return fail(431, "too_big", "the request has too many headers");
  const size_t hosts = count(request, "host");
  if (hosts > 1 || (hosts == 0 && !request.http_1_0))
    return fail(400, kBadRequest, "the request must have one Host header");
  const size_t lengths = count(request, "content-length");
  const size_t encodings = count(request, "transfer-encoding");
  if (lengths > 1 || (lengths > 0 && encodings > 0))
    return fail(400, kBadRequest, "the length of the body is given twice");
  if (encodings > 0) {
    if (request.http_1_0) return fail(400, kBadRequest, "HTTP/1.0 has no transfer coding");
    if (encodings > 1 || !equals_ignoring_case(request.header("transfer-encoding"), "chunked"))
      return fail(501, "not_implemented", "the only transfer coding that this server knows is chunked");
    chunked = true;
    return true;
  }
  if (lengths == 0) {
    if (request.http_1_0 && has_body_by_meaning(request.method))
      return fail(411, "length_required", "in HTTP/1.0 the body must have a Content-Length");
    return true;
  }
  if (message_done) return true;  // a length of 0
  if (parser.content_length > limits.body_bytes)
    return fail(413, "too_big", "the body of the request is too big");
  data_left = static_cast<size_t>(parser.content_length);
  request.body.reserve(std::min<size_t>(data_left, 64 * 1024));
  return true;
}

bool RequestParser::Work::check_expectation() {
  if (request.http_1_0 || count(request, "expect") == 0) return true;
  if (count(request, "expect") > 1 || !equals_ignoring_case(request.header("expect"), "100-continue"))
    return fail(417, "expectation_failed", "the only expectation that this server knows is 100-continue");
  expects_continue = !message_done;
  return true;
}

size_t RequestParser::Work::feed_body(std::string_view bytes) {
  expects_continue = false;
  if (data_left > 0) {
    const size_t take = std::min(data_left, bytes.size());
    execute(bytes.substr(0, take));
    return take;
  }
  if (!framing.accept(bytes.front())) {
    fail(400, kBadRequest, "a chunk of the body is malformed");
    return 1;
  }
  execute(bytes.substr(0, 1));
  return 1;
}

RequestParser::RequestParser(const RequestLimits& limits) : work_(std::make_unique<Work>(limits)) {}
RequestParser::~RequestParser() = default;

size_t RequestParser::feed(std::string_view bytes) {
  Work& work = *work_;
  size_t taken = 0;
  while (taken < bytes.size() && (work.state == State::head || work.state == State::body)) {
    taken +=
        work.state == State::head ? work.feed_head(bytes.substr(taken)) : work.feed_body(bytes.substr(taken));
    if (work.state == State::body && work.message_done) work.state = State::done;
  }
  return taken;
}

RequestParser::State RequestParser::state() const {
  return work_->state;
}
bool RequestParser::started() const {
  return work_->head.started();
}
const RequestFailure& RequestParser::failure() const {
  return work_->failure;
}
bool RequestParser::expects_continue() const {
  return work_->expects_continue;
}
void RequestParser::continued() {
  work_->expects_continue = false;
}
bool RequestParser::keep_alive() const {
  return work_->keep_alive;
}
std::string_view RequestParser::method() const {
  return work_->head.method();
}

HttpRequest RequestParser::take() {
  assert(work_->state == State::done);
  HttpRequest request = std::move(work_->request);
  const RequestLimits limits = work_->limits;
  work_ = std::make_unique<Work>(limits);
  return request;
}

}  // namespace interview::front
