#include "sync/file_watch.h"

#include <sys/inotify.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sync/system_file.h"

namespace interview::cli {
namespace {

constexpr uint32_t kMask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR;

std::string joined(const std::string& folder, std::string_view name) {
  return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
}

size_t parts(std::string_view name) {
  return name.empty() ? 0 : static_cast<size_t>(std::count(name.begin(), name.end(), '/')) + 1;
}

int add_watch(int inotify, const UniqueFd& folder, uint32_t mask) {
  // By descriptor, not by name: the name may lead elsewhere by now.
  const std::string path = "/proc/self/fd/" + std::to_string(folder.get());
  return ::inotify_add_watch(inotify, path.c_str(), mask);
}

}  // namespace

Result<FileWatch> FileWatch::open(const SafeFolder& folder, const WatchOptions& options) {
  UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd) return system_error(errno, "watch the folder");
  FileWatch watch(folder, options, std::move(fd));
  for (const std::string_view name : {std::string_view(), SafeFolder::kHeld}) {
    const auto opened = folder.folder_fd(name);
    if (!opened) return opened.error();
    const int number =
        add_watch(watch.fd_.get(), *opened, name.empty() ? kMask : IN_CLOSE_WRITE | IN_ONLYDIR);
    if (number < 0) return Error{Errc::io, std::string("watch the folder: ") + std::strerror(errno)};
    watch.folders_[number] = name;
  }
  watch.watch("", nullptr);
  return watch;
}

// Watches a folder and those in it; what is in them was there before their watches, or is reported as found.
void FileWatch::watch(const std::string& folder, std::vector<FileEvent>* found) {
  if (parts(folder) >= options_.depth) return;
  if (!folder.empty()) {
    const auto opened = folder_->folder_fd(folder);
    if (!opened) return;
    const bool full = folders_.size() > options_.folders;
    const int number = full ? -1 : add_watch(fd_.get(), *opened, kMask);
    if (number < 0) {
      if (found) found->push_back({FileEvent::kUnwatched, folder});
      return;
    }
    folders_[number] = folder;
  }
  const auto entries = folder_->list(folder);
  if (!entries) return;
  for (const SafeFolder::Entry& entry : *entries) {
    const std::string name = joined(folder, entry.name);
    if (entry.is_folder)
      watch(name, found);
    else if (found)
      found->push_back({FileEvent::kFound, name});
  }
}

void FileWatch::forget(const std::string& folder) {
  const std::string inside = folder + "/";
  std::erase_if(folders_, [&](const auto& watched) {
    if (watched.second != folder && !watched.second.starts_with(inside)) return false;
    ::inotify_rm_watch(fd_.get(), watched.first);
    return true;
  });
}

void FileWatch::start_over(std::vector<FileEvent>& events) {
  std::erase_if(folders_, [&](const auto& watched) {
    if (watched.second.empty() || watched.second == SafeFolder::kHeld) return false;
    ::inotify_rm_watch(fd_.get(), watched.first);
    return true;
  });
  watch("", &events);
  if (const auto held = folder_->list(SafeFolder::kHeld))
    for (const SafeFolder::Entry& entry : *held) events.push_back({FileEvent::kHeldSaved, entry.name});
}

void FileWatch::take(int number, uint32_t mask, std::string_view name, std::vector<FileEvent>& events) {
  if (mask & IN_Q_OVERFLOW) return start_over(events);
  const auto watched = folders_.find(number);
  if (watched == folders_.end()) return;
  if (mask & IN_IGNORED) {
    folders_.erase(watched);
    return;
  }
  if (watched->second == SafeFolder::kHeld) {
    events.push_back({FileEvent::kHeldSaved, std::string(name)});
    return;
  }
  if (name.empty() || name.front() == '.') return;
  const std::string path = joined(watched->second, name);
  if (mask & IN_ISDIR) {
    if (mask & (IN_MOVED_FROM | IN_DELETE)) forget(path);
    if (mask & (IN_MOVED_TO | IN_CREATE)) watch(path, &events);
  } else if (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) {
    events.push_back({FileEvent::kSaved, path});
  } else if (mask & IN_CREATE) {
    events.push_back({FileEvent::kFound, path});
  } else if (mask & (IN_MOVED_FROM | IN_DELETE)) {
    events.push_back({FileEvent::kGone, path});
  }
}

std::vector<FileEvent> FileWatch::read() {
  std::vector<FileEvent> events;
  alignas(inotify_event) char buffer[16 << 10];
  for (;;) {
    const ssize_t got = ::read(fd_.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return events;
    for (ssize_t at = 0; at < got;) {
      inotify_event head;
      std::memcpy(&head, buffer + at, sizeof head);
      // The name is filled up with zeros.
      const char* name = buffer + at + sizeof head;
      take(head.wd, head.mask, head.len == 0 ? "" : std::string_view(name, ::strnlen(name, head.len)),
           events);
      at += static_cast<ssize_t>(sizeof head + head.len);
    }
  }
}

}  // namespace interview::cli
