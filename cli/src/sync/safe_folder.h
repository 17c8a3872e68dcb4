// One folder of the person's disk, and nothing outside of it.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "sync/unique_fd.h"

namespace interview::cli {

struct FolderOptions {
  size_t file_bytes = 4u << 20;  // the largest file that is read; a document of 1 Mi units fits
};

// What put() took the place of. It lies aside until it is retired or kept: a program that had it open may
// still write into it.
struct Displaced {
  std::string held;           // where it lies: for the calls on held files
  Result<std::string> bytes;  // as of read()
  bool was_read = true;       // false: nobody has read it since put() wrote it, so that no editor can hold it
};

// The folder that is shared with a room. Names are relative, '/' between their parts; none of the parts
// begins with a dot (Errc::bad_name), and none is followed through a symbolic link: every look-up is resolved
// beneath the folder by the kernel (openat2(2), RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS), so that nothing
// happens outside of it whatever the names are and whoever swaps what. `.interview` in it (mode 0700) holds
// what belongs to this program.
//
// Errors of all calls, besides those named: Errc::bad_argument for what is not a regular file (a link, a
// folder, a FIFO, a device: not opened), Errc::io with the system's reason (a full disk, a denied access).
// One thread at a time.
class SafeFolder {
 public:
  // Makes the folder if it is not there, and locks it against another client: Errc::busy. Errc::io also for a
  // system that cannot exchange two files atomically or has no openat2.
  static Result<SafeFolder> open(const std::string& path, const FolderOptions& options = {});

  // The whole file. Errc::not_found; Errc::busy (somebody has it open for writing: wait until it is closed),
  // too_big.
  Result<std::string> read(std::string_view name) const;
  // Writes a file in one step: who reads it finds the old or the new text whole. What was there is handed
  // out, if anything was; the new file has its mode. Folders are made. Errc::busy as in read(): nothing was
  // done.
  Result<std::optional<Displaced>> put(std::string_view name, std::string_view bytes);
  // A file that was not there. Errc::name_taken.
  Result<void> add(std::string_view name, std::string_view bytes);
  // Errc::not_found, name_taken.
  Result<void> move(std::string_view from, std::string_view to);
  // Takes a file out of the folder. Errc::not_found, busy.
  Result<Displaced> remove(std::string_view name);

  // Files that put() displaced. Errc::not_found, busy, too_big.
  Result<std::string> read_held(std::string_view held) const;
  // Whether somebody has read it since it was displaced unread. True if that is not known.
  bool held_was_read(std::string_view held) const;
  // Nothing in it is needed any more, unless somebody still writes into it.
  void retire(std::string_view held);
  // Removes a retired one. Errc::busy: somebody has it open for writing.
  Result<void> discard(std::string_view held);
  // Makes it a file of the folder. Errc::name_taken.
  Result<void> keep(std::string_view held, std::string_view name);
  // Those of an earlier run that were not retired.
  std::vector<std::string> left_over() const;

  // A file of one's own in `.interview`; store() writes it whole or not at all, and on the disk when it
  // returns.
  Result<std::string> load(std::string_view name) const;
  Result<void> store(std::string_view name, std::string_view bytes);

  struct Entry {
    std::string name;  // without folder
    bool is_folder = false;
  };
  // What is in a folder ("" is the whole), without names that begin with a dot: regular files and folders
  // only.
  Result<std::vector<Entry>> list(std::string_view folder) const;
  // A descriptor of a folder for inotify, not for reading. "" is the whole; kHeld is where held files lie.
  Result<UniqueFd> folder_fd(std::string_view folder) const;
  static constexpr std::string_view kHeld = ".interview/displaced";

  // Whether the file system notes that a file was read; if not, `was_read` is always true.
  bool notes_reads() const { return notes_reads_; }

 private:
  struct Place {  // a name, resolved up to its last part
    UniqueFd parent;
    std::string last;
  };
  SafeFolder(UniqueFd root, const FolderOptions& options) : options_(options), root_(std::move(root)) {}
  Result<void> prepare();
  Result<void> probe();
  Result<UniqueFd> resolve(std::string_view name, int flags) const;
  Result<Place> place(std::string_view name, bool make_folders) const;
  Result<std::string> read_at(int parent, const std::string& last) const;
  Result<std::string> write_held(std::string_view label, std::string_view bytes,
                                 std::optional<unsigned> mode);
  Displaced displaced(const std::string& held, const struct stat& status) const;
  Result<std::optional<Displaced>> exchange(const Place& place, const std::string& fresh);

  FolderOptions options_;
  UniqueFd root_;
  UniqueFd own_;   // .interview
  UniqueFd held_;  // .interview/displaced
  bool notes_reads_ = false;
  uint64_t last_held_ = 0;
};

}  // namespace interview::cli
