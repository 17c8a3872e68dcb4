#include "sandbox/native/toolchains.h"

#include <unistd.h>

#include "sandbox/native/short_stage.h"

namespace interview::sandbox::native {
namespace {

Error missing(const Language& language) {
  std::string packages;
  for (const std::string& package : language.packages) packages += " " + package;
  std::string message = language.name + " is not installed here";
  if (!packages.empty()) message += ": install" + packages;
  return {Errc::sandbox_unavailable, message};
}

// Whether the programs that a language names by path are there; the others are made by its compiler.
bool is_installed(const Language& language) {
  for (const auto* command : {&language.compile, &language.run, &language.version}) {
    if (!command->empty() && command->front().front() == '/' &&
        ::access(command->front().c_str(), X_OK) != 0) {
      return false;
    }
  }
  return true;
}

Result<std::string> ask_version(const Language& language, Box& box) {
  Result<ShortStage> told = run_short_stage(box, language.version, language.environment);
  if (!told && told.error().code == Errc::timed_out)
    return {Errc::sandbox_unavailable, language.name + " does not tell its version in time"};
  if (!told) return missing(language);
  return told->out.empty() ? told->err : told->out;
}

}  // namespace

Result<std::map<std::string, Result<std::string>>> find_toolchains(const Languages& languages, Box& box) {
  std::map<std::string, Result<std::string>> found;
  bool stage_waits = true;
  for (const Language& language : languages.all()) {
    if (!is_installed(language)) {
      found.emplace(language.id, missing(language));
      continue;
    }
    if (!stage_waits) {
      if (Result<void> added = box.add_stage(); !added) return added.error();
    }
    stage_waits = false;
    found.emplace(language.id, ask_version(language, box));
  }
  return found;
}

}  // namespace interview::sandbox::native
