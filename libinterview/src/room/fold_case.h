#pragma once

#include <string>
#include <string_view>

namespace interview {

// `name` as it is compared with others: two documents may not have names that differ in case only (Unicode
// case folding, then normal form C).
std::string fold_case(std::string_view name);

}  // namespace interview
