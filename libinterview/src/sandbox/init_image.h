// The program that is the first process of every sandbox (init/), linked statically and carried in the
// library, so that there is no file to install, find or trust.
#pragma once

#include <string_view>

namespace interview::native {

std::string_view init_image();

}  // namespace interview::native
