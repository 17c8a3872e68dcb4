// Operations for property tests.
#pragma once

#include "interview/operation.h"
#include "support/random.h"

namespace interview::test {

// A valid operation on `text`, which never splits a character: splices mostly, sometimes many parts.
Operation random_operation(Random& random, std::u16string_view text);

}  // namespace interview::test
