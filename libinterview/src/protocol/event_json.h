// Events on the wire: {"seq":813,"at":73120,"by":3,"kind":"edited","doc":2,"rev":232,"op":[...]}.
#pragma once

#include "interview/protocol.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview::wire {

// An audience other than everybody is shown as "to":"interviewers", or as the number of the person.
void write_audience(JsonOut& out, const Audience& audience);
Audience read_audience(FieldsIn& in);

void write_event(JsonOut& out, const SeenEvent& seen);
Result<SeenEvent> read_event(const Json& value);

}  // namespace interview::wire
