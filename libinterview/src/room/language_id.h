#pragma once

#include <string_view>

#include "interview/result.h"

namespace interview {

// The form of a language's id: 1 to 32 of a-z 0-9 + # - . : Errc::no_such_language. Whether there is such a
// language is for the sandbox to say.
Result<void> check_language_id(std::string_view language);

}  // namespace interview
