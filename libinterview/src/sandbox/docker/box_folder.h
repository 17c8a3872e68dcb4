// The folder of one box on this machine: the agent, and the socket at which it is waited for.
#pragma once

#include <string>

#include "interview/result.h"
#include "sandbox/private_folder.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox::docker {

// One thread at a time. The destructor removes the folder; who has it mounted sees it empty.
class BoxFolder {
 public:
  // `path` is made; `agent` is the agent's file, in the same file system. Errc::io.
  static Result<BoxFolder> make(std::string path, const std::string& agent);
  BoxFolder(BoxFolder&& other) noexcept;
  BoxFolder& operator=(BoxFolder&&) = delete;
  ~BoxFolder();

  const std::string& path() const { return path_; }
  // Waits for the agent and takes its connection, once: then nobody can connect any more. Errc::timed_out,
  // io.
  Result<UniqueFd> accept(int patience_ms);

 private:
  explicit BoxFolder(std::string path) : path_(std::move(path)) {}
  Result<void> listen();

  std::string path_;
  UniqueFd listener_;
};

// A private folder for boxes below `parent`, with the agent's file "agent" in it. Errc::io.
Result<PrivateFolder> make_boxes_folder(const std::string& parent);

}  // namespace interview::sandbox::docker
