// System calls on files, with their errors as Result.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "interview/result.h"
#include "sync/unique_fd.h"

namespace interview::cli {

// Errc::not_found, name_taken, bad_argument (not a regular file), io; `what` comes before the system's
// reason.
Error system_error(int number, std::string_view what);

// openat2(2), beneath `folder` and through no symbolic link. A file that is made gets `mode`.
Result<UniqueFd> open_beneath(int folder, const std::string& name, int flags, unsigned mode = 0);

// What a file is, without opening it: Errc::not_found, bad_argument if it is not a regular one.
Result<struct stat> regular_file(int folder, const std::string& name);

// A read lease (fcntl(2), F_SETLEASE): false if somebody has the file open for writing. As long as `fd` is
// open, whoever opens the file for writing waits. True also where there are no leases (the file belongs to
// another user, NFS).
bool take_read_lease(int fd);

Result<void> write_all(int fd, std::string_view bytes);
// Errc::too_big above `most` bytes.
Result<std::string> read_all(int fd, size_t most);

// renameat2(2). Errc::name_taken if it may not replace, not_found.
Result<void> rename(int from_folder, const std::string& from, int to_folder, const std::string& to,
                    unsigned flags);

}  // namespace interview::cli
