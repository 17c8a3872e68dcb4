#include "sandbox/docker/apt.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "sandbox/docker/program.h"

namespace interview::sandbox::docker {
namespace {

std::vector<std::string> output_of(const std::vector<std::string>& command) {
  std::vector<std::string> lines;
  const auto code =
      run_program(command, {"LC_ALL=C.UTF-8"}, [&](std::string_view line) { lines.emplace_back(line); });
  if (!code || *code != 0) lines.clear();
  return lines;
}

}  // namespace

std::vector<std::string> apt_sources(const std::vector<std::string>& targets, const std::string& release) {
  std::vector<std::string> sources;
  bool has_release = false;
  for (const std::string& target : targets) {
    std::istringstream words(target);
    std::string suite, uri, component;
    if (!(words >> suite >> uri >> component) || component != "main") continue;
    if (suite != release && suite != release + "-updates" && suite != release + "-security") continue;
    has_release = has_release || suite == release;
    std::string line = "deb " + uri + " " + suite + " " + component;
    if (std::find(sources.begin(), sources.end(), line) == sources.end()) sources.push_back(std::move(line));
  }
  if (!has_release) sources.clear();
  return sources;
}

std::vector<std::string> apt_options(const std::vector<std::string>& dump) {
  constexpr std::string_view kKinds[] = {"Acquire::http",     "Acquire::https::", "Acquire::Retries",
                                         "Acquire::ForceIPv", "Acquire::Check-",  "Acquire::Proxy-"};
  std::vector<std::string> options;
  for (const std::string& line : dump) {
    const bool says_how = std::any_of(std::begin(kKinds), std::end(kKinds),
                                      [&](std::string_view kind) { return line.starts_with(kind); });
    if (says_how && !line.ends_with(" \"\";")) options.push_back(line);
  }
  return options;
}

AptSetup apt_of_this_machine(const std::string& release) {
  return {apt_sources(output_of({"apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI) $(COMPONENT)",
                                 "Created-By: Packages"}),
                      release),
          apt_options(output_of({"apt-config", "dump"}))};
}

}  // namespace interview::sandbox::docker
