#include "http_answers.h"

#include <algorithm>

namespace interview {

Result<std::string_view> bearer_token(const front::HttpRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view header = request.header("authorization");
  if (header.size() <= kScheme.size() ||
      !front::equals_ignoring_case(header.substr(0, kScheme.size()), kScheme))
    return Error{Errc::token_malformed, "send a token: Authorization: Bearer TOKEN"};
  return header.substr(kScheme.size());
}

front::HttpResponse secured(front::HttpResponse response) {
  response.headers.push_back({"x-content-type-options", "nosniff"});
  response.headers.push_back({"referrer-policy", "no-referrer"});
  const bool says_caching =
      std::any_of(response.headers.begin(), response.headers.end(),
                  [](const front::HttpHeader& header) { return header.name == "cache-control"; });
  if (!says_caching) response.headers.push_back({"cache-control", "no-store"});
  return response;
}

}  // namespace interview
