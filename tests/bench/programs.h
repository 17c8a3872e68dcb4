// What the sandbox's benchmark runs: the hello of some languages, and languages of its own whose programs
// need no compiler any more.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/temp_folder.h"
#include "interview/languages.h"
#include "interview/sandbox.h"

namespace interview::bench {

class Programs {
 public:
  // Compiles what needs it, on this machine.
  Programs();

  const std::shared_ptr<const Languages>& languages() const { return languages_; }

  struct Made {
    std::string what;      // "Go binary"
    std::string language;  // an id of languages()
    std::string like;      // the language whose image it runs in
    SourceFile file;
  };
  // Those that this machine has a compiler for.
  const std::vector<Made>& made() const { return made_; }
  static RunRequest run_made(const Made& made);

  // Hello in "python", "go" or "java"; each `number` another source.
  static RunRequest hello(const std::string& language, size_t number);
  // Python that counts for a while before it says hello.
  static RunRequest busy(size_t number);
  // Python that writes so much, in pieces of 1 MiB.
  static RunRequest flood(uint64_t mebibytes);

 private:
  void make(const std::string& what, const std::string& like, const Language& language,
            const std::string& compiled_as);
  void load();

  TempFolder folder_;
  std::shared_ptr<const Languages> languages_;
  std::vector<Made> made_;
};

}  // namespace interview::bench
