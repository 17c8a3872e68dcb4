// The files of an image: Debian's packages and what a language's file asks for, as a tar, by mmdebstrap.
#pragma once

#include <string>
#include <vector>

#include "interview/images.h"

namespace interview::sandbox::docker {

struct Rootfs {
  std::string version;  // of the language
};

// Writes `tar`, and `log` for people. Errc::sandbox_unavailable: there is no mmdebstrap, or this user cannot
// use it; too_big: the disk is full; internal: it failed, and why.
Result<Rootfs> make_rootfs(const Language& language, const std::vector<std::string>& mirrors,
                           const std::string& tar, const std::string& log, const ImageProgress& progress);

// What mmdebstrap is told. `sources` are lines of a sources.list, `options` of an apt.conf.
std::vector<std::string> mmdebstrap_command(const Language& language, const std::vector<std::string>& sources,
                                            const std::vector<std::string>& options, const std::string& tar);

// Reads what it says, a line at a time.
class RootfsReport {
 public:
  explicit RootfsReport(const ImageProgress& progress) : progress_(progress) {}
  void line(std::string_view line);

  const std::string& version() const { return version_; }
  // Why it failed, with the remedy.
  Error error(const std::string& log) const;

 private:
  const ImageProgress& progress_;
  std::string step_;
  std::string version_;
  std::string last_;  // what a program said last
  std::string why_;   // the line that tells most
  bool disk_full_ = false;
  bool no_network_ = false;
  bool not_allowed_ = false;
};

}  // namespace interview::sandbox::docker
