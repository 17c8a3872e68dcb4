#include "kept_copies.h"

#include "sync/safe_folder.h"

namespace interview::cli {
namespace {

constexpr size_t kMostCopies = 10'000;  // of one name

Result<void> keep_copy(SafeFolder& folder, const std::string& name, const std::string& text) {
  for (size_t n = 1;; ++n) {
    const std::string copy = n == 1 ? name : name + ".mine-" + std::to_string(n);
    auto added = folder.add(copy, text);
    if (added || added.error().code != Errc::name_taken || n == kMostCopies) return added;
    if (const auto there = folder.read(copy); there && *there == text) return {};
  }
}

}  // namespace

Result<std::string> keep_copies(const std::string& parent, const std::vector<notice::Diverged::Text>& texts) {
  const std::string path = parent + "/copies";
  auto folder = SafeFolder::open(path);
  if (!folder) return folder.error();
  for (const auto& [name, text] : texts) {
    auto kept = keep_copy(*folder, name, text);
    // A server may say anything.
    if (!kept && kept.error().code == Errc::bad_name) kept = keep_copy(*folder, "unnamed", text);
    if (!kept) return kept.error();
  }
  return path;
}

}  // namespace interview::cli
