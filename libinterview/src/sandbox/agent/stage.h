// A stage: the process that becomes the compiler or the program.
#pragma once

namespace interview::sandbox {

// Tells its pid through `gate`, waits for the plan, writes its files into the working folder and becomes the
// program.
[[noreturn]] void run_stage(int gate);

// Closes every descriptor from `first` on.
void syscall_close_from(int first);

}  // namespace interview::sandbox
