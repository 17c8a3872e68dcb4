#include "interview/languages.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "sandbox/builtin_languages.h"

namespace interview {
namespace {

namespace fs = std::filesystem;

// Sorts by id. Errc::bad_message where two languages claim one id or ending.
Result<void> put_in_order(std::vector<Language>& languages) {
  std::sort(languages.begin(), languages.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::map<std::string, std::string> owner_of_extension;
  for (size_t i = 0; i < languages.size(); ++i) {
    const std::string& id = languages[i].id;
    if (i > 0 && languages[i - 1].id == id)
      return {Errc::bad_message, "field \"id\": two files say \"" + id + "\""};
    for (const std::string& extension : languages[i].extensions) {
      const auto [owner, is_new] = owner_of_extension.emplace(extension, id);
      if (!is_new) {
        return {Errc::bad_message, "field \"extensions\": \"" + owner->second + "\" and \"" + id +
                                       "\" both have \"" + extension + "\""};
      }
    }
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Languages>> Languages::load(const std::string& folder) {
  using Loaded = Result<std::shared_ptr<const Languages>>;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) return {Errc::io, folder + ": " + error.message()};
  std::vector<fs::path> paths;
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (entries->path().extension() == ".json") paths.push_back(entries->path());
    if (error) return {Errc::io, folder + ": " + error.message()};
  }
  std::sort(paths.begin(), paths.end());

  std::vector<Language> all;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.is_open() || file.bad()) return {Errc::io, path.string() + ": cannot be read"};
    Result<Language> language = parse_language(json, path.string());
    if (!language) return language.error();
    all.push_back(std::move(language).value());
  }
  if (Result<void> ordered = put_in_order(all); !ordered) {
    return Loaded(ordered.error().code, folder + ": " + ordered.error().message);
  }
  return Loaded(std::shared_ptr<const Languages>(new Languages(std::move(all))));
}

std::shared_ptr<const Languages> Languages::builtin() {
  static const std::shared_ptr<const Languages> builtin = [] {
    std::vector<Language> all;
    for (const LanguageFile& file : builtin_language_files()) {
      Result<Language> language = parse_language(file.json, file.name);
      assert(language.ok());
      if (language) all.push_back(std::move(language).value());
    }
    [[maybe_unused]] const Result<void> ordered = put_in_order(all);
    assert(ordered.ok());
    return std::shared_ptr<const Languages>(new Languages(std::move(all)));
  }();
  return builtin;
}

const Language* Languages::find(std::string_view id) const noexcept {
  const auto at = std::lower_bound(
      all_.begin(), all_.end(), id,
      [](const Language& language, std::string_view wanted) { return language.id < wanted; });
  return at != all_.end() && at->id == id ? &*at : nullptr;
}

const Language* Languages::for_file(std::string_view name) const noexcept {
  for (const Language& language : all_) {
    for (const std::string& extension : language.extensions) {
      if (name.size() > extension.size() && name.ends_with(extension)) return &language;
    }
  }
  return nullptr;
}

}  // namespace interview
