// What a server says when it refuses a request.
#pragma once

#include "interview/connect.h"

namespace interview::net {

// Of a response that is no success: {"error":{"code","message"}}, or what its status says.
Error error_of(const HttpResponse& response);

}  // namespace interview::net
