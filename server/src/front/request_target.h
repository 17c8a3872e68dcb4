// The target of a request, in the forms that a server meets (RFC 9112 §3.2).
#pragma once

#include "front/http_request.h"

namespace interview::front {

// Sets path and query from method and target: "/path?query", "http://host/path?query", or "*" for OPTIONS.
// False if the target is malformed or names a user.
bool read_target(HttpRequest& request);

}  // namespace interview::front
