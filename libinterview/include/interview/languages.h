// Programming languages as data: a JSON file each, so that adding one needs no C++.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"

namespace interview {

// One language. In the argument lists `{main}` stands for the main file's name, `{stem}` for it without its ending,
// `{files}` for all files of the language's ending (as many arguments as there are files).
struct Language {
  std::string id;                        // "python"
  std::string name;                      // "Python"
  std::string file;                      // of a new document, "main.py"
  std::vector<std::string> extensions;   // ".py"
  std::vector<std::string> compile;      // empty: nothing to compile
  std::vector<std::string> run;
  std::vector<std::string> version;      // prints the version
  std::vector<std::string> environment;  // "NAME=value"
  std::string starter;                   // text of a new document
  std::vector<std::string> packages;     // Debian packages that provide it, for a host or an image
  RunLimits limits;                      // its defaults
};

// An immutable set of languages. Any thread.
class Languages {
 public:
  // Reads every *.json of a folder. Errc::io, Errc::bad_message (naming file and field).
  static Result<std::shared_ptr<const Languages>> load(const std::string& folder);
  // The languages that the library brings along: they are compiled in.
  static std::shared_ptr<const Languages> builtin();

  const std::vector<Language>& all() const noexcept { return all_; }  // by id
  const Language* find(std::string_view id) const noexcept;
  // By the ending of a file's name, else null.
  const Language* for_file(std::string_view name) const noexcept;

 private:
  explicit Languages(std::vector<Language> all) : all_(std::move(all)) {}
  std::vector<Language> all_;
};

}  // namespace interview
