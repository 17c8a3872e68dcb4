// A folder of this process, gone with the object.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/give_up.h"

namespace interview::bench {

class TempFolder {
 public:
  // `parent` has to be there.
  explicit TempFolder(const std::string& parent = "/tmp") : path_(parent + "/interview-bench-XXXXXX") {
    if (!mkdtemp(path_.data())) give_up("cannot make a folder in " + parent);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace interview::bench
