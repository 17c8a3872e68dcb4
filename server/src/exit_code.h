// What interviewd ends with, so that a script can tell why it did not start.
#pragma once

namespace interview {

enum class ExitCode : int {
  ok = 0,
  failed = 1,        // anything that has no code of its own
  usage = 2,         // wrong options
  data_folder = 3,   // cannot be made, read or written
  in_use = 4,        // another interviewd has the data folder
  store = 5,         // the database cannot be opened
  schema_newer = 6,  // the database was written by a newer version
  listen = 7,        // the port is taken, or not allowed
  tls = 8,           // certificate or key
  sandbox = 9,       // --sandbox native, and it cannot work here; images, and Docker or a program is missing
  disk_full = 10,    // no space left where the data folder is, or for an image
};

}  // namespace interview
