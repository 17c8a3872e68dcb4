// Notices as JSON, for a twin to compare with.
#pragma once

#include "interview/client_session.h"
#include "protocol/json_out.h"

namespace interview::test {

// A list: the type of the notice, then what it says.
void write_notice(wire::JsonOut& out, const Notice& notice);

}  // namespace interview::test
