#include "front/request_target.h"

#include <http_parser.h>

#include <algorithm>

namespace interview::front {
namespace {

bool read_absolute(HttpRequest& request) {
  const std::string& target = request.target;
  ::http_parser_url url;
  http_parser_url_init(&url);
  if (http_parser_parse_url(target.data(), target.size(), 0, &url) != 0) return false;
  const auto part = [&](http_parser_url_fields field) {
    if ((url.field_set & (1U << field)) == 0) return std::string();
    return target.substr(url.field_data[field].off, url.field_data[field].len);
  };
  const std::string scheme = part(UF_SCHEMA);
  if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) return false;
  if (!part(UF_USERINFO).empty()) return false;
  request.path = part(UF_PATH);
  if (request.path.empty()) request.path.push_back('/');
  request.query = part(UF_QUERY);
  return true;
}

}  // namespace

bool read_target(HttpRequest& request) {
  const std::string& target = request.target;
  if (target == "*") {
    request.path = target;
    return request.method == "OPTIONS";
  }
  if (target.front() != '/') return read_absolute(request);
  const size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  return true;
}

}  // namespace interview::front
