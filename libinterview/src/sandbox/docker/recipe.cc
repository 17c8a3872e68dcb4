#include "sandbox/docker/recipe.h"

#include <sys/utsname.h>

#include <algorithm>

#include "interview/bytes.h"
#include "interview/images.h"
#include "protocol/json_out.h"

namespace interview::sandbox::docker {
namespace {

// For content that depends on how images are made, beside what the recipe names.
constexpr uint64_t kRecipeVersion = 1;

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted += '\'';
}

std::string shell_words(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line.append(line.empty() ? "" : " ").append(shell_quoted(word));
  return line;
}

std::string architecture() {
  utsname names{};
  ::uname(&names);
  const std::string machine = names.machine;
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  return machine;
}

std::vector<std::string> image_packages(const Language& language) {
  std::vector<std::string> packages = language.image.packages;
  std::sort(packages.begin(), packages.end());
  packages.erase(std::unique(packages.begin(), packages.end()), packages.end());
  return packages;
}

std::vector<std::string> image_environment(const Language& language) {
  std::vector<std::string> all = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                  "LANG=C.UTF-8"};
  all.insert(all.end(), language.image.environment.begin(), language.image.environment.end());
  return all;
}

std::string recipe_text(const Language& language) {
  std::string text;
  wire::JsonOut out(text);
  out.begin_object();
  out.key("recipe").number(kRecipeVersion);
  out.key("release").text(kRelease);
  out.key("architecture").text(architecture());
  out.key("language").text(language.id);
  out.key("packages").texts(image_packages(language));
  out.key("environment").texts(image_environment(language));
  out.key("setup").texts(language.image.setup);
  out.key("tidy").text(tidy_script());
  out.key("version").texts(language.version);
  out.end_object();
  return text;
}

std::string setup_script(const Language& language) {
  std::string script;
  for (const std::string& command : language.image.setup) script.append(command).append("\n");
  return script;
}

const std::string& tidy_script() {
  static const std::string script =
      // Nobody becomes somebody else.
      "find / -xdev -type f -perm /6000 -exec chmod ug-s {} +\n"
      // No cache, no list, no log, no state of an installation.
      "rm -rf /etc/apt /var/lib/apt /var/cache/* /var/log/* /var/backups/* /run/*\n"
      "find ~ -mindepth 1 -delete\n"
      "rm -f /etc/machine-id /etc/.pwd.lock /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- "
      "/var/lib/dpkg/*-old /var/lib/dpkg/lock*\n"
      // The day of the last change of passwords that do not exist.
      "[ ! -e /etc/shadow ] || sed -i -E 's/^([^:]*:[^:]*):[0-9]+:/\\1:19358:/' /etc/shadow\n"
      "rm -rf /usr/share/man /usr/share/info /usr/share/locale /usr/share/lintian /usr/share/bug "
      "/usr/share/doc-base\n"
      "find /usr/share/doc ! -type d ! -name copyright -delete\n"
      // Where the sandbox has its one file system that can be written.
      "rm -rf /tmp /var/tmp\n"
      "mkdir -p /box\n"
      "ln -s /box/tmp /tmp\n"
      "ln -s /box/tmp /var/tmp\n";
  return script;
}

}  // namespace interview::sandbox::docker

namespace interview {

std::string image_recipe(const Language& language) {
  std::string hex;
  for (const uint8_t byte : blake2b(sandbox::docker::recipe_text(language))) {
    constexpr char kDigits[] = "0123456789abcdef";
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace interview
