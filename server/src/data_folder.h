// The server's own folder: its lock, its keys, and where others on this machine find it.
#pragma once

#include <string>

#include "interview/result.h"
#include "interview/token.h"

namespace interview {

// Only its owner can read what is in it (0700). Held by one server at a time.
class DataFolder {
 public:
  // Room that is asked for at the start, so that a full disk is noticed before anybody types.
  static constexpr int64_t kLeastSpace = 1 << 20;

  // Makes the folder if need be, locks it, and looks whether there is space. Errc::io (what to do is said),
  // Errc::busy (another server has it), Errc::disk_full.
  static Result<DataFolder> open(const std::string& path);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }
  std::string database() const { return "sqlite:" + path_ + "/interview.db"; }
  // Whether no server here has come as far as greeted().
  bool is_new() const { return new_; }
  void greeted();

  // Makes them at the first start. Errc::io, bad_message (a key file that holds none).
  Result<KeyRing> token_keys();
  Result<std::string> seal_key();  // the secret key of make_seal_key

  // Tells other programs of this user where the server is.
  Result<void> announce(const std::string& url);

 private:
  DataFolder(std::string path, int lock, bool is_new) : path_(std::move(path)), lock_(lock), new_(is_new) {}

  std::string path_;
  int lock_;
  bool new_;
};

// Reads the keys of a server on this machine, which may be running. Errc::io, not_found, bad_message.
Result<KeyRing> read_token_keys(const std::string& data_folder);

}  // namespace interview
