#include "sync/ignored_files.h"

#include <algorithm>
#include <charconv>

namespace interview::cli {
namespace {

constexpr std::string_view kEndings[] = {"~",         ".swp",         ".swo",        ".swx",    ".bak",
                                         ".orig",     ".tmp",         ".part",       ".crswap", ".pyc",
                                         ".autosave", "___jb_tmp___", "___jb_old___"};
constexpr std::string_view kFolders[] = {"node_modules", "__pycache__"};

// Before it replaces a file, vim tries whether it may make one: 4913, and 123 more while that one is there.
bool is_vim_probe(std::string_view part) {
  int number = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  return error == std::errc() && end == part.data() + part.size() && part.size() <= 5 && number >= 4913 &&
         (number - 4913) % 123 == 0;
}

// NAME.mine-3, NAME.removed-1
bool is_kept_aside(std::string_view part) {
  const size_t digits = part.find_last_not_of("0123456789");
  if (digits == std::string_view::npos || digits + 1 == part.size()) return false;
  const std::string_view stem = part.substr(0, digits + 1);
  return stem.ends_with(".mine-") || stem.ends_with(".removed-");
}

bool is_ignored_part(std::string_view part) {
  const auto ends = [&](std::string_view ending) { return part.ends_with(ending); };
  return part.starts_with('.') || (part.starts_with('#') && part.ends_with('#')) || is_vim_probe(part) ||
         is_kept_aside(part) || std::any_of(std::begin(kEndings), std::end(kEndings), ends) ||
         std::find(std::begin(kFolders), std::end(kFolders), part) != std::end(kFolders);
}

}  // namespace

bool is_ignored_file(std::string_view name) {
  for (;;) {
    const size_t slash = name.find('/');
    if (is_ignored_part(name.substr(0, slash))) return true;
    if (slash == std::string_view::npos) return false;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace interview::cli
