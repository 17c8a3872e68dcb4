// What `interview` ends with.
#pragma once

namespace interview::cli {

enum ExitCode : int {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  // Of `run`, besides the program's own:
  kCompileError = 120,
  kSignal = 121,
  kCancelled = 122,
  kProcessLimit = 123,
  kTimeLimit = 124,
  kMemoryLimit = 125,
  kOutputLimit = 126,
  kOurs = 127,
};

}  // namespace interview::cli
