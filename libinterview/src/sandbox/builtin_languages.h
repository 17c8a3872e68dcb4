// The language files that are compiled in. The build makes the source from libinterview/languages/*.json.
#pragma once

#include <string_view>
#include <vector>

namespace interview {

struct LanguageFile {
  std::string_view name;  // "python.json"
  std::string_view json;
};

const std::vector<LanguageFile>& builtin_language_files();

}  // namespace interview
