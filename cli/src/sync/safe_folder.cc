#include "sync/safe_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>

#include "sync/system_file.h"

namespace interview::cli {
namespace {

constexpr int kFolderFlags = O_DIRECTORY | O_PATH;

Result<void> check_name(std::string_view name) {
  for (std::string_view rest = name;;) {
    const size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part.front() == '.' || part.find('\0') != std::string_view::npos)
      return Error{Errc::bad_name, "is not a name of this folder"};
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

Result<void> make_folder(int parent, const std::string& name, mode_t mode) {
  if (::mkdirat(parent, name.c_str(), mode) == 0 || errno == EEXIST) return {};
  return system_error(errno, "mkdir");
}

}  // namespace

Result<SafeFolder> SafeFolder::open(const std::string& path, const FolderOptions& options) {
  for (size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    if (::mkdir(path.substr(0, slash).c_str(), 0777) != 0 && errno != EEXIST)
      return system_error(errno, path.substr(0, slash));
    if (slash == std::string::npos) break;
  }
  UniqueFd root(::open(path.c_str(), kFolderFlags | O_CLOEXEC));
  if (!root) return system_error(errno, path);
  SafeFolder folder(std::move(root), options);
  if (const auto prepared = folder.prepare(); !prepared) return prepared.error();
  if (const auto probed = folder.probe(); !probed) return probed.error();
  return folder;
}

Result<void> SafeFolder::prepare() {
  if (const auto made = make_folder(root_.get(), ".interview", 0700); !made) return made;
  auto own = open_beneath(root_.get(), ".interview", O_DIRECTORY | O_RDONLY);
  if (!own) return Error{Errc::io, ".interview: " + own.error().message};
  own_ = std::move(*own);
  if (::fchmod(own_.get(), 0700) != 0) return system_error(errno, ".interview");
  if (::flock(own_.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{Errc::busy, "another client shares this folder"};
  if (const auto made = make_folder(own_.get(), "displaced", 0700); !made) return made;
  auto held = open_beneath(own_.get(), "displaced", O_DIRECTORY | O_RDONLY);
  if (!held) return Error{Errc::io, ".interview/displaced: " + held.error().message};
  held_ = std::move(*held);
  return {};
}

// Two files, one of which is read and then exchanged with the other: what this file system can do.
Result<void> SafeFolder::probe() {
  auto one = write_held("probe", "1", std::nullopt), two = write_held("probe", "2", std::nullopt);
  if (!one) return one.error();
  if (!two) return two.error();
  if (auto fd = open_beneath(held_.get(), *one, O_RDONLY)) {
    if (const auto read = read_all(fd->get(), 1); !read) return read.error();
    struct stat status {};
    notes_reads_ = ::fstat(fd->get(), &status) == 0 && status.st_atim.tv_sec != 0;
  }
  const auto exchanged = rename(held_.get(), *one, held_.get(), *two, RENAME_EXCHANGE);
  for (const auto& name : {*one, *two}) ::unlinkat(held_.get(), name.c_str(), 0);
  if (!exchanged)
    return Error{Errc::io, "this file system cannot exchange two files in one step; take another folder"};
  // What an earlier run was done with.
  auto entries = list(kHeld);
  if (!entries) return entries.error();
  for (const Entry& entry : *entries)
    if (entry.name.ends_with(".done")) ::unlinkat(held_.get(), entry.name.c_str(), 0);
  return {};
}

Result<UniqueFd> SafeFolder::resolve(std::string_view name, int flags) const {
  return open_beneath(root_.get(), name.empty() ? "." : std::string(name), flags);
}

Result<SafeFolder::Place> SafeFolder::place(std::string_view name, bool make_folders) const {
  if (const auto fits = check_name(name); !fits) return fits.error();
  const size_t cut = name.rfind('/');
  if (cut == std::string_view::npos) {
    auto root = resolve("", kFolderFlags);
    if (!root) return root.error();
    return Place{std::move(*root), std::string(name)};
  }
  for (size_t slash = name.find('/'); make_folders && slash != std::string_view::npos;
       slash = name.find('/', slash + 1)) {
    auto parent = place(name.substr(0, slash), false);
    if (!parent) return parent;
    if (const auto made = make_folder(parent->parent.get(), parent->last, 0777); !made) return made.error();
  }
  auto parent = resolve(name.substr(0, cut), kFolderFlags);
  if (!parent) return parent.error();
  return Place{std::move(*parent), std::string(name.substr(cut + 1))};
}

Result<std::string> SafeFolder::read(std::string_view name) const {
  auto at = place(name, false);
  if (!at) return at.error();
  return read_at(at->parent.get(), at->last);
}

Result<std::string> SafeFolder::read_at(int parent, const std::string& last) const {
  // A device or a FIFO must not even be opened. Between this look and the opening it may be swapped: hence
  // O_NONBLOCK, O_NOCTTY, and a second look at what was opened.
  if (const auto regular = regular_file(parent, last); !regular) return regular.error();
  constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
  // One's own reading is not to be taken for an editor's; the owner of the file may ask for that.
  auto fd = open_beneath(parent, last, kFlags | O_NOATIME);
  if (!fd) fd = open_beneath(parent, last, kFlags);
  if (!fd) return fd.error();
  struct stat status {};
  if (::fstat(fd->get(), &status) != 0) return system_error(errno, "stat");
  if (!S_ISREG(status.st_mode)) return Error{Errc::bad_argument, "is not a regular file"};
  if (!take_read_lease(fd->get())) return Error{Errc::busy, "is being written"};
  return read_all(fd->get(), options_.file_bytes);
}

Result<std::vector<SafeFolder::Entry>> SafeFolder::list(std::string_view folder) const {
  auto fd = resolve(folder, O_DIRECTORY | O_RDONLY);
  if (!fd) return fd.error();
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(fd->get()), &::closedir);
  if (!entries) return system_error(errno, "read the folder");
  fd->release();
  std::vector<Entry> found;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string name = entry->d_name;
    struct stat status {};
    if (name.front() == '.' ||
        ::fstatat(::dirfd(entries.get()), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) found.push_back({name, S_ISDIR(status.st_mode)});
  }
  return found;
}

Result<UniqueFd> SafeFolder::folder_fd(std::string_view folder) const {
  return resolve(folder, kFolderFlags);
}

Result<std::string> SafeFolder::load(std::string_view name) const {
  auto fd = open_beneath(own_.get(), std::string(name), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd) return fd.error();
  return read_all(fd->get(), SIZE_MAX);
}

Result<void> SafeFolder::store(std::string_view name, std::string_view bytes) {
  const std::string fresh = std::string(name) + ".new";
  auto fd = open_beneath(own_.get(), fresh, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (!fd) return fd.error();
  if (const auto written = write_all(fd->get(), bytes); !written) return written;
  if (::fdatasync(fd->get()) != 0) return system_error(errno, "sync");
  return rename(own_.get(), fresh, own_.get(), std::string(name), 0);
}

}  // namespace interview::cli
