// The program that is the first process of every sandbox (main.cc), linked statically and carried in the
// library, so that there is no file to install, find or trust.
#pragma once

#include <string_view>

namespace interview::sandbox {

std::string_view agent_image();

}  // namespace interview::sandbox
