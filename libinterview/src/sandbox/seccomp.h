// What programs may ask of the kernel: everything, less what no interview needs and attacks on kernels begin
// with.
#pragma once

#include <string>

#include "interview/result.h"

namespace interview::sandbox {

// A classic BPF program as bubblewrap's --seccomp takes it. Calls that are refused fail with EPERM; clone3,
// whose flags a filter cannot see, with ENOSYS, so that C libraries fall back to clone.
// Errc::sandbox_unavailable.
Result<std::string> make_seccomp_filter();

}  // namespace interview::sandbox
