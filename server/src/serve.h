#pragma once

#include "exit_code.h"
#include "serve_options.h"

namespace interview {

// Runs the server until it is told to stop (SIGTERM, SIGINT). What prevents it from starting is said in one
// sentence on standard error.
ExitCode serve(ServeOptions options);

}  // namespace interview
