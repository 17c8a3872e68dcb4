#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/table.h"

namespace interview::test {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "interview-files-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TempFolder::read(std::string_view name) const {
  std::ifstream file(*this / name, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), name);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

bool TempFolder::has(std::string_view name) const {
  struct stat status {};
  return ::lstat((*this / name).c_str(), &status) == 0;
}

void TempFolder::write(std::string_view name, std::string_view bytes) const {
  const int fd = ::open((*this / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  REQUIRE(fd >= 0);
  REQUIRE(::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  REQUIRE(::close(fd) == 0);
}

void TempFolder::replace(std::string_view name, std::string_view bytes) const {
  const std::string temporary = std::string(name) + ".tmp";
  write(temporary, bytes);
  rename(temporary, name);
}

void TempFolder::rename(std::string_view from, std::string_view to) const {
  REQUIRE(::rename((*this / from).c_str(), (*this / to).c_str()) == 0);
}

void TempFolder::remove(std::string_view name) const {
  REQUIRE(::unlink((*this / name).c_str()) == 0);
}

void TempFolder::make_folder(std::string_view name) const {
  REQUIRE(::mkdir((*this / name).c_str(), 0755) == 0);
}

void TempFolder::link(std::string_view name, const std::string& target) const {
  REQUIRE(::symlink(target.c_str(), (*this / name).c_str()) == 0);
}

std::vector<std::string> TempFolder::names() const {
  std::vector<std::string> names;
  for (auto entry = fs::recursive_directory_iterator(path_); entry != fs::recursive_directory_iterator();
       ++entry) {
    if (entry->path().filename().string().front() == '.')
      entry.disable_recursion_pending();
    else
      names.push_back(fs::relative(entry->path(), path_).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace interview::test
