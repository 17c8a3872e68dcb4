// What the commands that join a room have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "interview/connect.h"
#include "interview/link.h"
#include "interview/result.h"

namespace interview::cli {

struct CommonOptions {
  std::string link;  // as given: the link, "-" for standard input, or empty for the environment
  std::string name;
  std::string ca_file;
  std::string state;  // folder; empty: the usual one
  bool insecure = false;
  bool json = false;
  unsigned timeout_s = 30;
};

// The options of reaching a server: --ca, --insecure, --timeout.
void add_network_options(::CLI::App& command, CommonOptions& options);
// These, and LINK and --name.
void add_room_options(::CLI::App& command, CommonOptions& options);

// Without LINK among the arguments, the first of them is the next one.
void shift_link(CommonOptions& options, std::string& next);

NetworkOptions network_options(const CommonOptions& options);
// The link, wherever it comes from. Errc::bad_argument. Reads one line of standard input for "-".
Result<Link> link_of(const CommonOptions& options);
// Where the token of this link and name, and an outbox, are kept.
std::string state_folder(const CommonOptions& options, const Link& link);

}  // namespace interview::cli
