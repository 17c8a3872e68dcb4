// Packets over a Unix socket, with descriptors and the sender's pid. Only libc: init is built with this, too.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace interview::sandbox {

constexpr uint32_t kMostFds = 8;

struct Received {
  ssize_t size = -1;  // 0 at end of file, -1 with errno
  pid_t sender = 0;   // in the receiver's pid namespace; 0 unless the socket has SO_PASSCRED
  uint32_t fd_count = 0;
  int fds[kMostFds];  // close-on-exec, the caller's
};

// False with errno. Never raises SIGPIPE.
bool send_packet(int socket, const void* bytes, size_t size, const int* fds = nullptr, uint32_t fd_count = 0);

// `flags` as for recvmsg.
Received receive_packet(int socket, void* bytes, size_t size, int flags = 0);

}  // namespace interview::sandbox
