#include "data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "interview/bytes.h"
#include "interview/record.h"

namespace interview {
namespace {

constexpr const char* kKeys = "/keys.json";
constexpr const char* kSealKey = "/seal.key";
// There from the making of the keys until the owner has been greeted: a first start may fail in between.
constexpr const char* kFirstStart = "/first-start";
constexpr const char* kServer = "/server.json";
constexpr const char* kLock = "/lock";

constexpr const char* kOtherFolder = "; give a folder with --data that this user may write";

Error failed(const std::string& doing, const std::string& path) {
  const int why = errno;
  Error error{Errc::io, "cannot " + doing + " " + path + ": " + std::strerror(why)};
  if (why == ENOSPC || why == EDQUOT) {
    error.code = Errc::disk_full;
    error.message += "; free some space there, or give a folder on another disk with --data";
  } else if (why == EACCES || why == EPERM || why == EROFS) {
    error.message += kOtherFolder;
  }
  return error;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    const bool missing = errno == ENOENT;
    Error error = failed("read", path);
    if (missing) error.code = Errc::not_found;
    return error;
  }
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

// Whole or not at all, and only for its owner.
Result<void> write_file(const std::string& path, std::string_view content) {
  const std::string temporary = path + ".new";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed("write", path);
  const bool written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  errno = why;
  if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) return failed("write", path);
  return {};
}

// Takes the space and gives it back.
Result<void> check_space(const std::string& folder) {
  const std::string path = folder + "/space.new";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed("write in the data folder", folder);
  const int refused = ::posix_fallocate(file, 0, DataFolder::kLeastSpace);
  ::close(file);
  ::unlink(path.c_str());
  errno = refused;
  if (refused == ENOSPC || refused == EDQUOT) return failed("write in the data folder", folder);
  return {};
}

Error no_key(const std::string& path) {
  return Error{Errc::bad_message, path +
                                      " does not hold a key; restore it from a backup, or start with a new "
                                      "folder (--data)"};
}

}  // namespace

Result<DataFolder> DataFolder::open(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    const bool no_parent = errno == ENOENT;
    Error error = failed("make the data folder", path);
    if (no_parent) error.message += "; make the folder above it, or give another one with --data";
    return error;
  }
  const std::string lock_path = path + kLock;
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    const bool no_folder = errno == ENOTDIR;
    Error error = failed("write in the data folder", path);
    if (no_folder) error.message += kOtherFolder;
    return error;
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error{Errc::busy, "another interviewd is using the data folder " + path +
                                 "; stop it, or give another folder with --data"};
  }
  if (const auto space = check_space(path); !space) {
    ::close(lock);
    return space.error();
  }
  const auto is_there = [&](const char* name) { return ::access((path + name).c_str(), F_OK) == 0; };
  const bool is_new = !is_there(kKeys) || is_there(kFirstStart);
  return DataFolder(path, lock, is_new);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)), new_(other.new_) {}

DataFolder::~DataFolder() {
  if (lock_ < 0) return;
  ::unlink((path_ + kServer).c_str());
  ::close(lock_);
}

Result<KeyRing> read_token_keys(const std::string& data_folder) {
  const auto content = read_file(data_folder + kKeys);
  if (!content) return content.error();
  auto keys = KeyRing::load(*content);
  if (!keys) return no_key(data_folder + kKeys);
  return keys;
}

Result<KeyRing> DataFolder::token_keys() {
  auto keys = read_token_keys(path_);
  if (keys || keys.error().code != Errc::not_found) return keys;
  KeyRing made;
  TokenKey key;
  key.id = random_id("k_");
  key.secret = random_bytes(32);
  if (const auto rotated = made.rotate(std::move(key)); !rotated) return rotated.error();
  for (const auto& [name, content] : {std::pair{kFirstStart, std::string()}, std::pair{kKeys, made.save()}})
    if (const auto written = write_file(path_ + name, content); !written) return written.error();
  return made;
}

Result<std::string> DataFolder::seal_key() {
  const std::string path = path_ + kSealKey;
  auto text = read_file(path);
  if (!text && text.error().code == Errc::not_found) {
    const std::string seed = to_base64url(random_bytes(32));
    if (const auto written = write_file(path, seed); !written) return written.error();
    text = seed;
  }
  if (!text) return text.error();
  const auto seed = from_base64url(*text);
  if (!seed) return no_key(path);
  auto key = make_seal_key(*seed);
  if (!key) return no_key(path);
  return key->secret_key;
}

void DataFolder::greeted() {
  ::unlink((path_ + kFirstStart).c_str());
}

Result<void> DataFolder::announce(const std::string& url) {
  return write_file(path_ + kServer, "{\"url\": \"" + url + "\"}\n");
}

}  // namespace interview
