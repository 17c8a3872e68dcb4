// A run request, checked and made concrete: what any sandbox has to carry out.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "interview/languages.h"
#include "interview/sandbox.h"

namespace interview {

// What a compiler that was started ahead is told instead (LanguageImage::warm).
struct WarmPlan {
  std::vector<std::string> start;  // empty: there is none
  std::vector<std::string> arguments;
};

struct StagePlan {
  bool compiles;
  std::vector<std::string> arguments;  // the first is the program
  StageLimits limits;
  WarmPlan warm = {};
};

struct RunPlan {
  std::string language;
  std::vector<StagePlan> stages;  // compiling, if the language needs it, then running
  std::vector<std::string> environment;
  std::vector<SourceFile> files;
  std::string input;
  bool keep_input_open;
  RunLimits limits;          // cut to the ceiling
  std::string memory_error;  // Language::memory_error
};

// What a sandbox takes at most.
struct RunBounds {
  RunLimits ceiling;
  uint32_t files;
  uint64_t input_bytes;
  bool in_image = false;              // with the commands and the environment of the language's image
  std::set<std::string> cached = {};  // languages whose build cache is there
};

// Names and values that every command has, then the language's `own`.
std::vector<std::string> environment_of(const std::vector<std::string>& own);

// Where runs see the build cache of a language: "/cache/go".
std::string build_cache_folder(const Language& language);

// Errors: no_such_language, bad_name (of a file), bad_argument (a limit of 0, no such main file), too_big.
Result<RunPlan> plan_run(RunRequest request, const Languages& languages, const RunBounds& bounds);

}  // namespace interview
