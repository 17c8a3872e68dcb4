// Programming languages as data: a JSON file each, so that adding one needs no C++.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"

namespace interview {

// A compiler that is started in a container ahead of the run, and waits there for the files: it has compiled
// something before, so that what takes its time to start is done. Serves one run, as everything in the
// container does.
//
// It reads from its standard input, numbers as 32 bits with the highest byte first, texts as their size and
// their bytes: how many arguments, each; how many files, of each the name and the content. It writes the
// files into the folder it was started in, does what its arguments say, and ends with the compiler's output
// and exit code.
struct WarmCompiler {
  std::vector<std::string> start;       // the command; empty: there is none
  std::vector<std::string> arguments;   // with what is filled in of every command
  uint64_t memory_bytes = 64ull << 20;  // that it takes while it waits: of what the pool may take
};

// What a language's container image is made of, beside the packages' own parts of Debian 12, and what differs
// in it. The files below / are read-only when programs run, but for the folder of a run and /tmp.
struct LanguageImage {
  std::vector<std::string> packages;  // those of the language unless the file gives others
  // The lines of a shell script that root runs in the new image, with the environment of runs:
  // what it writes into the image is what compilers and programs find ready, a build cache for one.
  std::vector<std::string> setup;
  // Those of the language unless the file gives others for containers.
  std::vector<std::string> compile;
  std::vector<std::string> run;
  std::vector<std::string> environment;
  // In the place of `compile` where a container waits and the limits of the run are the usual ones.
  WarmCompiler warm;
};

// What a compiler keeps for the next time, where there is no image that has it (native runs): filled once by
// the sandbox when it starts, in a folder that runs then see as /cache/ID and cannot write to.
struct BuildCache {
  std::vector<std::string> fill;  // the command that fills it, in an empty folder; empty: there is none
  std::vector<std::string> environment;  // of that command, and of runs in the place of the language's own
};

// One language. In the argument lists `{main}` stands for the main file's name, `{stem}` for it without its
// ending, `{files}` for all files of the language's endings (as many arguments as there are files),
// `{memory_mib}` for the memory limit of the stage. Commands start in the folder of the files; the compiler
// may write there.
struct Language {
  std::string id;                       // "python"
  std::string name;                     // "Python"
  std::string file;                     // of a new document, "main.py"
  std::vector<std::string> extensions;  // ".py"
  std::vector<std::string> compile;     // empty: nothing to compile
  std::vector<std::string> run;
  std::vector<std::string> version;      // prints the version
  std::vector<std::string> environment;  // "NAME=value"
  std::vector<std::string> paths;        // absolute; of the host, readable beside /usr (native runs)
  std::string memory_error;              // a failed run that wrote this to stderr failed for want of memory
  std::string starter;                   // text of a new document
  std::vector<std::string> packages;     // Debian packages that provide it, for a host or an image
  RunLimits limits;                      // its defaults
  LanguageImage image;
  BuildCache cache;
};

// Reads one language file: JSON with the fields of Language; `starter` is an array of lines; `limits` an
// object with any of compile and run (wall_ms, cpu_ms, memory_mib), processes, output_kib and disk_mib;
// `image` one with any of the fields of LanguageImage, and in it `warm` one with start, arguments and
// memory_mib; `cache` one with both fields of BuildCache. Unknown fields, repeated fields and fields of the
// wrong type are refused: Errc::bad_message, naming `source` and the field.
Result<Language> parse_language(std::string_view json, std::string_view source);

// An immutable set of languages. Any thread.
class Languages {
 public:
  // Reads every *.json of a folder. Errc::io, Errc::bad_message (naming file and field; also for an id or an
  // ending that two languages claim).
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
