// What happens to the files of a folder, as the kernel tells it (inotify(7)).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "sync/safe_folder.h"

namespace interview::cli {

struct FileEvent {
  enum Kind {
    kSaved,      // a program closed the file after writing, or moved a file to that name
    kFound,      // the file is there; whether it changed is not known
    kGone,       // it was removed or moved away
    kHeldSaved,  // the same as kSaved, of a file that SafeFolder::put() displaced; `name` is that of
                 // Displaced
    kUnwatched,  // changes in this folder will not be noticed: there are too many folders
  };
  Kind kind = kFound;
  std::string name;

  friend bool operator==(const FileEvent& a, const FileEvent& b) {
    return a.kind == b.kind && a.name == b.name;
  }
};

struct WatchOptions {
  size_t folders = 256;  // that are watched
  size_t depth = 4;      // parts of a name, as in the names of documents
};

// Watches a folder and the folders in it, also new ones, except where a name begins with a dot, and except
// links. When the kernel has lost events, every file is reported as kFound. One thread at a time; no thread
// of its own.
class FileWatch {
 public:
  // `folder` is borrowed for the life of the watch.
  static Result<FileWatch> open(const SafeFolder& folder, const WatchOptions& options = {});

  // Readable when there is something to read(): for poll or an event loop.
  int fd() const { return fd_.get(); }
  // What happened since the last call; does not wait.
  std::vector<FileEvent> read();

 private:
  FileWatch(const SafeFolder& folder, const WatchOptions& options, UniqueFd fd)
      : folder_(&folder), options_(options), fd_(std::move(fd)) {}
  void watch(const std::string& folder, std::vector<FileEvent>* found);
  void forget(const std::string& folder);
  void start_over(std::vector<FileEvent>& events);
  void take(int watch, uint32_t mask, std::string_view name, std::vector<FileEvent>& events);

  const SafeFolder* folder_;
  WatchOptions options_;
  UniqueFd fd_;
  std::map<int, std::string> folders_;  // by inotify's number; "" is the whole
};

}  // namespace interview::cli
