// What the answers of the HTTP API have in common.
#pragma once

#include <string_view>

#include "front/http_request.h"
#include "front/http_response.h"
#include "interview/result.h"

namespace interview {

// The token of `Authorization: Bearer TOKEN` (RFC 6750 §2.1); it points into the request.
// Errc::token_malformed.
Result<std::string_view> bearer_token(const front::HttpRequest& request);

// Adds what every answer says: no sniffing of types, no referrer, and no caching unless it says otherwise.
front::HttpResponse secured(front::HttpResponse response);

}  // namespace interview
