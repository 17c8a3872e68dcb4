// Operations on the wire: [120,"print(",-3,44] retains 120 units, inserts, deletes 3, retains 44.
#pragma once

#include "interview/operation.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview::wire {

void write_operation(JsonOut& out, const Operation& operation);

// Refuses what is not canonical (it never repairs: that would change how ties fall): Errc::op_malformed; and
// what no document may hold: bad_text, op_carriage_return.
Result<Operation> read_operation(const Json& value);

}  // namespace interview::wire
