#include "net/response_reader.h"

#include <http_parser.h>

namespace interview::net {

struct ResponseReader::Work {
  Work(size_t head, size_t body) : max_head(head), max_body(body) {
    http_parser_init(&parser, HTTP_RESPONSE);
    parser.data = this;
  }

  size_t max_head;
  size_t max_body;
  ::http_parser parser{};
  State state = State::more;
  Error error{Errc::protocol, {}};
  HttpResponse response;
  size_t head_bytes = 0;
  bool in_value = false;
  bool headers_done = false;

  int fail(Errc code, const char* why) {
    state = State::failed;
    error = {code, why};
    return -1;  // to the parser, 1 may mean something else
  }

  int count_head(size_t bytes) {
    head_bytes += bytes;
    return head_bytes > max_head ? fail(Errc::too_big, "the head of the response is too big") : 0;
  }

  static Work& of(::http_parser* parser) { return *static_cast<Work*>(parser->data); }

  static int on_begin(::http_parser* parser) {
    Work& work = of(parser);
    if (work.state != State::more) return -1;
    work.response = {};
    work.headers_done = work.in_value = false;
    return 0;
  }

  static int on_status(::http_parser* parser, const char*, size_t length) {
    return of(parser).count_head(length);
  }

  static int on_field(::http_parser* parser, const char* at, size_t length) {
    Work& work = of(parser);
    if (const int failed = work.count_head(length)) return failed;
    if (work.headers_done) return 0;  // of a trailer
    auto& headers = work.response.headers;
    if (headers.empty() || work.in_value) headers.emplace_back();
    work.in_value = false;
    for (size_t i = 0; i < length; ++i)
      headers.back().first += at[i] >= 'A' && at[i] <= 'Z' ? static_cast<char>(at[i] - 'A' + 'a') : at[i];
    return 0;
  }

  static int on_value(::http_parser* parser, const char* at, size_t length) {
    Work& work = of(parser);
    if (const int failed = work.count_head(length)) return failed;
    if (work.headers_done) return 0;
    work.in_value = true;
    work.response.headers.back().second.append(at, length);
    return 0;
  }

  static int on_headers_complete(::http_parser* parser) {
    Work& work = of(parser);
    work.headers_done = true;
    work.response.status = static_cast<int>(parser->status_code);
    const bool endless = parser->content_length == ULLONG_MAX;
    if (!endless && parser->content_length > work.max_body)
      return work.fail(Errc::too_big, "the response is too big");
    return 0;
  }

  static int on_body(::http_parser* parser, const char* at, size_t length) {
    Work& work = of(parser);
    if (length > work.max_body - work.response.body.size())
      return work.fail(Errc::too_big, "the response is too big");
    work.response.body.append(at, length);
    return 0;
  }

  static int on_complete(::http_parser* parser) {
    Work& work = of(parser);
    if (work.state != State::more) return -1;
    const int status = work.response.status;
    if (status == 101)
      work.state = parser->upgrade ? State::upgraded
                                   : (work.fail(Errc::protocol, "101 without an upgrade"), State::failed);
    else if (status >= 200)
      work.state = State::done;
    return 0;
  }
};

ResponseReader::ResponseReader(size_t max_head_bytes, size_t max_body_bytes)
    : work_(std::make_unique<Work>(max_head_bytes, max_body_bytes)) {}
ResponseReader::~ResponseReader() = default;

size_t ResponseReader::feed(std::string_view bytes) {
  static const ::http_parser_settings settings = [] {
    ::http_parser_settings made;
    http_parser_settings_init(&made);
    made.on_message_begin = Work::on_begin;
    made.on_status = Work::on_status;
    made.on_header_field = Work::on_field;
    made.on_header_value = Work::on_value;
    made.on_headers_complete = Work::on_headers_complete;
    made.on_body = Work::on_body;
    made.on_message_complete = Work::on_complete;
    return made;
  }();
  if (work_->state != State::more) return 0;
  const size_t taken = http_parser_execute(&work_->parser, &settings, bytes.data(), bytes.size());
  if (work_->state == State::more && HTTP_PARSER_ERRNO(&work_->parser) != HPE_OK)
    work_->fail(Errc::protocol, "the response is malformed");
  return taken;
}

void ResponseReader::end() {
  feed({});
  if (work_->state == State::more) work_->fail(Errc::protocol, "the response ended too early");
}

ResponseReader::State ResponseReader::state() const {
  return work_->state;
}
const Error& ResponseReader::error() const {
  return work_->error;
}
HttpResponse& ResponseReader::response() {
  return work_->response;
}

std::string_view header_of(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

}  // namespace interview::net
