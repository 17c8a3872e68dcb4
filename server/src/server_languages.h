// The languages that a server has.
#pragma once

#include <memory>
#include <string>

#include "interview/languages.h"
#include "interview/result.h"

namespace interview {

constexpr char kLanguagesHelp[] =
    "Folder with the files of languages, in place of those that are compiled in";

// Those of a folder; of none, those that are compiled in. Errc::io, Errc::bad_message.
inline Result<std::shared_ptr<const Languages>> languages_of(const std::string& folder) {
  if (folder.empty()) return Languages::builtin();
  return Languages::load(folder);
}

// Of a room for which none was named. `languages` is null where nothing can be run: then none.
inline std::string usual_language(const Languages* languages) {
  if (!languages || languages->all().empty()) return "";
  return languages->find("python") ? "python" : languages->all().front().id;
}

}  // namespace interview
