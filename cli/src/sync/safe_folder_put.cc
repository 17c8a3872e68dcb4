// How files of the folder are written: made aside in `.interview/displaced`, then moved or exchanged into
// place.
#include <fcntl.h>
#include <stdio.h>

#include <cerrno>

#include "sync/safe_folder.h"
#include "sync/system_file.h"

namespace interview::cli {
namespace {

constexpr int kMostAttempts = 16;
constexpr std::string_view kDone = ".done";

// The time of last access that a fresh file gets: the kernel moves it with the first reading (also under
// relatime, where it lies before the last writing).
constexpr timespec kNeverRead{0, 0};

}  // namespace

Result<std::string> SafeFolder::write_held(std::string_view label, std::string_view bytes,
                                           std::optional<unsigned> mode) {
  for (int attempt = 0;; ++attempt) {
    const std::string held = std::to_string(++last_held_) + "-" + std::string(label);
    auto fd = open_beneath(held_.get(), held, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (!fd && fd.error().code == Errc::name_taken && attempt < 10'000) continue;
    if (!fd) return fd.error();
    auto written = write_all(fd->get(), bytes);
    if (written && mode && ::fchmod(fd->get(), *mode & 0777) != 0) written = system_error(errno, "chmod");
    const timespec times[] = {kNeverRead, {0, UTIME_OMIT}};
    if (written && ::futimens(fd->get(), times) != 0) written = system_error(errno, "set the time");
    if (written) return held;
    ::unlinkat(held_.get(), held.c_str(), 0);
    return written.error();
  }
}

Result<std::optional<Displaced>> SafeFolder::put(std::string_view name, std::string_view bytes) {
  auto at = place(name, true);
  if (!at) return at.error();
  const auto old = regular_file(at->parent.get(), at->last);
  if (!old && old.error().code != Errc::not_found) return old.error();
  if (old) {
    // A writer in the middle of its work would go on in the displaced file.
    const auto fd = open_beneath(at->parent.get(), at->last, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd && !take_read_lease(fd->get())) return Error{Errc::busy, "is being written"};
  }
  auto fresh = write_held(at->last, bytes, old ? std::optional(old->st_mode) : std::nullopt);
  if (!fresh) return fresh.error();
  auto displaced = exchange(*at, *fresh);
  if (!displaced) ::unlinkat(held_.get(), fresh->c_str(), 0);
  return displaced;
}

Displaced SafeFolder::displaced(const std::string& held, const struct stat& status) const {
  const bool never_read = notes_reads_ && status.st_atim.tv_sec == kNeverRead.tv_sec;
  return {held, read_at(held_.get(), held), !never_read};
}

Result<std::optional<Displaced>> SafeFolder::exchange(const Place& at, const std::string& fresh) {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const auto moved = rename(held_.get(), fresh, at.parent.get(), at.last, RENAME_NOREPLACE);
    if (moved) return std::optional<Displaced>();
    if (moved.error().code != Errc::name_taken) return moved.error();
    const auto exchanged = rename(held_.get(), fresh, at.parent.get(), at.last, RENAME_EXCHANGE);
    if (!exchanged && exchanged.error().code == Errc::not_found) continue;
    if (!exchanged) return exchanged.error();
    const auto status = regular_file(held_.get(), fresh);
    if (!status) {
      // It became something else after put() looked: it goes back.
      if (const auto back = rename(held_.get(), fresh, at.parent.get(), at.last, RENAME_EXCHANGE); !back)
        return Error{Errc::io, "moved to .interview/displaced/" + fresh + ": " + back.error().message};
      return status.error();
    }
    return std::optional(displaced(fresh, *status));
  }
  return Error{Errc::io, "is made and removed all the time"};
}

Result<void> SafeFolder::add(std::string_view name, std::string_view bytes) {
  auto at = place(name, true);
  if (!at) return at.error();
  const auto fresh = write_held(at->last, bytes, std::nullopt);
  if (!fresh) return fresh.error();
  const auto moved = rename(held_.get(), *fresh, at->parent.get(), at->last, RENAME_NOREPLACE);
  if (!moved) ::unlinkat(held_.get(), fresh->c_str(), 0);
  return moved;
}

Result<void> SafeFolder::move(std::string_view from, std::string_view to) {
  const auto source = place(from, false);
  if (!source) return source.error();
  const auto target = place(to, true);
  if (!target) return target.error();
  if (const auto regular = regular_file(source->parent.get(), source->last); !regular) return regular.error();
  return rename(source->parent.get(), source->last, target->parent.get(), target->last, RENAME_NOREPLACE);
}

Result<Displaced> SafeFolder::remove(std::string_view name) {
  const auto at = place(name, false);
  if (!at) return at.error();
  const auto status = regular_file(at->parent.get(), at->last);
  if (!status) return status.error();
  {
    const auto fd = open_beneath(at->parent.get(), at->last, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd && !take_read_lease(fd->get())) return Error{Errc::busy, "is being written"};
  }
  const std::string held = std::to_string(++last_held_) + "-" + at->last;
  const auto moved = rename(at->parent.get(), at->last, held_.get(), held, RENAME_NOREPLACE);
  if (!moved) return moved.error();
  return displaced(held, *status);
}

Result<std::string> SafeFolder::read_held(std::string_view held) const {
  auto bytes = read_at(held_.get(), std::string(held));
  if (!bytes && bytes.error().code == Errc::not_found)
    return read_at(held_.get(), std::string(held) + std::string(kDone));
  return bytes;
}

bool SafeFolder::held_was_read(std::string_view held) const {
  auto status = regular_file(held_.get(), std::string(held));
  if (!status) status = regular_file(held_.get(), std::string(held) + std::string(kDone));
  return !notes_reads_ || !status || status->st_atim.tv_sec != kNeverRead.tv_sec;
}

void SafeFolder::retire(std::string_view held) {
  // If it fails, a later run finds it in left_over(): told once too often, nothing lost.
  (void)rename(held_.get(), std::string(held), held_.get(), std::string(held) + std::string(kDone), 0);
}

Result<void> SafeFolder::discard(std::string_view held) {
  const std::string name = std::string(held) + std::string(kDone);
  const auto fd = open_beneath(held_.get(), name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd) return fd.error();
  if (!take_read_lease(fd->get())) return Error{Errc::busy, "is being written"};
  if (::unlinkat(held_.get(), name.c_str(), 0) != 0) return system_error(errno, "remove");
  return {};
}

Result<void> SafeFolder::keep(std::string_view held, std::string_view name) {
  const auto at = place(name, true);
  if (!at) return at.error();
  return rename(held_.get(), std::string(held), at->parent.get(), at->last, RENAME_NOREPLACE);
}

std::vector<std::string> SafeFolder::left_over() const {
  std::vector<std::string> names;
  if (const auto entries = list(kHeld))
    for (const Entry& entry : *entries)
      if (!entry.name.ends_with(kDone)) names.push_back(entry.name);
  return names;
}

}  // namespace interview::cli
