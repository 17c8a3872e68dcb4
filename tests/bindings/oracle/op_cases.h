// What the algebra of operations says of cases that come as JSON.
#pragma once

#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview::test {

// Answers {"cases":[{"text","a","b","next","position","anchor","head","limit"}...]} with a list: of each case
// an object {"a","b","next"}, the codes of what is refused ("" for what fits), and what follows for what
// fits.
void answer_op_cases(wire::FieldsIn& in, wire::JsonOut& out);

}  // namespace interview::test
