// What a compiler that waits is told (interview/languages.h, WarmCompiler).
#pragma once

#include <string>
#include <vector>

#include "interview/sandbox.h"

namespace interview::sandbox {

std::string warm_request(const std::vector<std::string>& arguments, const std::vector<SourceFile>& files);

}  // namespace interview::sandbox
