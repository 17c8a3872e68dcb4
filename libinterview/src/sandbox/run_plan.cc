#include "sandbox/run_plan.h"

#include <algorithm>
#include <set>

#include "interview/text.h"

namespace interview {
namespace {

constexpr size_t kLongestName = 128;
constexpr size_t kMostParts = 4;

bool is_file_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !is_valid_utf8(name)) return false;
  if (std::any_of(name.begin(), name.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; })) {
    return false;
  }
  size_t parts = 0;
  for (size_t begin = 0; begin <= name.size(); ++parts) {
    const size_t end = std::min(name.find('/', begin), name.size());
    if (end == begin || name[begin] == '.') return false;
    begin = end + 1;
  }
  return parts <= kMostParts;
}

Result<void> check_files(const RunRequest& request, const RunBounds& bounds, uint64_t disk_bytes) {
  if (request.files.empty()) return {Errc::bad_argument, "there is no file to run"};
  if (request.files.size() > bounds.files) {
    return {Errc::too_big, "more than " + std::to_string(bounds.files) + " files"};
  }
  std::set<std::string_view> names;
  uint64_t size = 0;
  for (const SourceFile& file : request.files) {
    if (!is_file_name(file.name)) return {Errc::bad_name, "a file's name breaks the rules of names"};
    if (!names.insert(file.name).second) return {Errc::bad_name, "two files are called " + file.name};
    size += file.content.size();
  }
  for (std::string_view name : names) {
    for (size_t slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
      const std::string folder(name.substr(0, slash));
      if (names.count(folder)) return {Errc::bad_name, folder + " is both a file and a folder"};
    }
  }
  if (size > disk_bytes) return {Errc::too_big, "the files are larger than the disk limit"};
  return {};
}

// False where a limit is 0.
bool cut(RunLimits& limits, const RunLimits& ceiling) {
  const auto cut_one = [](auto& value, auto highest) {
    value = std::min(value, highest);
    return value != 0;
  };
  const auto cut_stage = [&](StageLimits& stage, const StageLimits& highest) {
    return cut_one(stage.wall_ms, highest.wall_ms) && cut_one(stage.cpu_ms, highest.cpu_ms) &&
           cut_one(stage.memory_bytes, highest.memory_bytes);
  };
  return cut_stage(limits.compile, ceiling.compile) && cut_stage(limits.run, ceiling.run) &&
         cut_one(limits.processes, ceiling.processes) && cut_one(limits.output_bytes, ceiling.output_bytes) &&
         cut_one(limits.disk_bytes, ceiling.disk_bytes);
}

// A name that a program cannot take for an option ("-c") or a list of arguments ("@file").
std::string as_argument(const std::string& name) {
  return name.front() == '-' || name.front() == '@' ? "./" + name : name;
}

bool has_extension_of(const Language& language, const std::string& name) {
  return std::any_of(language.extensions.begin(), language.extensions.end(),
                     [&](const std::string& extension) { return name.ends_with(extension); });
}

void replace_all(std::string& text, std::string_view what, const std::string& by) {
  for (size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

std::vector<std::string> expand(const std::vector<std::string>& command, const std::string& main,
                                const std::vector<std::string>& files, const StageLimits& limits) {
  const size_t dot = main.rfind('.');
  const bool has_ending = dot != main.npos && main.find('/', dot) == main.npos;
  const std::string stem = has_ending ? main.substr(0, dot) : main;
  std::vector<std::string> out;
  for (const std::string& argument : command) {
    if (argument == "{files}") {
      out.insert(out.end(), files.begin(), files.end());
      continue;
    }
    std::string expanded = argument;
    replace_all(expanded, "{memory_mib}", std::to_string(std::max<uint64_t>(limits.memory_bytes >> 20, 1)));
    // Last, and only one of them in an argument: names may contain braces.
    if (expanded.find("{main}") != expanded.npos) {
      replace_all(expanded, "{main}", main);
    } else {
      replace_all(expanded, "{stem}", stem);
    }
    out.push_back(std::move(expanded));
  }
  return out;
}

}  // namespace

std::vector<std::string> environment_of(const std::vector<std::string>& own) {
  std::vector<std::string> all = {"PATH=/usr/bin:/bin", "HOME=/tmp", "TMPDIR=/tmp", "LANG=C.UTF-8", "TZ=UTC"};
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

std::string build_cache_folder(const Language& language) {
  return "/cache/" + language.id;
}

Result<RunPlan> plan_run(RunRequest request, const Languages& languages, const RunBounds& bounds) {
  const Language* language = languages.find(request.language);
  if (!language) return {Errc::no_such_language, "there is no language \"" + request.language + "\""};
  RunLimits limits = request.limits;
  if (!cut(limits, bounds.ceiling)) return {Errc::bad_argument, "a limit is 0"};
  if (Result<void> checked = check_files(request, bounds, limits.disk_bytes); !checked)
    return checked.error();
  if (request.input.size() > bounds.input_bytes) {
    return {Errc::too_big, "more than " + std::to_string(bounds.input_bytes) + " bytes of input"};
  }

  std::string main = request.main;
  if (main.empty()) {
    if (request.files.size() != 1) return {Errc::bad_argument, "which of the files is started is not said"};
    main = request.files.front().name;
  }
  std::vector<std::string> of_language;
  bool has_main = false;
  for (const SourceFile& file : request.files) {
    has_main = has_main || file.name == main;
    if (has_extension_of(*language, file.name)) of_language.push_back(as_argument(file.name));
  }
  if (!has_main) return {Errc::bad_argument, "there is no file " + main};
  const auto& compile = bounds.in_image ? language->image.compile : language->compile;
  const auto& run = bounds.in_image ? language->image.run : language->run;
  const auto& environment = bounds.in_image                     ? language->image.environment
                            : bounds.cached.count(language->id) ? language->cache.environment
                                                                : language->environment;
  if (!compile.empty() && of_language.empty()) {
    return {Errc::bad_argument, "no file has an ending of " + language->name};
  }

  RunPlan plan;
  plan.language = language->id;
  main = as_argument(main);
  if (!compile.empty()) {
    plan.stages.push_back({true, expand(compile, main, of_language, limits.compile), limits.compile});
    if (const WarmCompiler& warm = language->image.warm; bounds.in_image)
      plan.stages.back().warm = {expand(warm.start, main, of_language, limits.compile),
                                 expand(warm.arguments, main, of_language, limits.compile)};
  }
  plan.stages.push_back({false, expand(run, main, of_language, limits.run), limits.run});
  plan.environment = environment_of(environment);
  plan.files = std::move(request.files);
  plan.input = std::move(request.input);
  plan.keep_input_open = request.keep_input_open;
  plan.limits = limits;
  plan.memory_error = language->memory_error;
  return plan;
}

}  // namespace interview
