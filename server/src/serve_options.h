// What `interviewd serve` may be told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attempt_limit.h"
#include "front/listener_options.h"
#include "ice_servers.h"
#include "interview/hub.h"
#include "run_options.h"
#include "sandbox_choice.h"

namespace CLI {
class App;
}

namespace interview {

struct ServeOptions {
  std::string listen = "127.0.0.1:8080";
  std::string data;      // folder
  std::string database;  // empty: SQLite in the data folder
  SandboxOptions sandbox;
  std::string public_url;  // empty: made of where it listens
  std::vector<std::string> allowed_origins;
  std::vector<std::string> trusted_proxies;
  std::vector<std::string> frame_ancestors;  // origins
  IceOptions ice;
  unsigned threads = 2;
  unsigned token_minutes = 60;
  unsigned invitation_days = 7;
  unsigned invitation_uses = 100;
  unsigned http_tasks = 64;  // requests that wait for the database; more: 503
  RunOptions runs;
  bool owner_link = false;  // print one, as at the first start
  bool welcome = false;     // open a first room and print its links
  AttemptLimitOptions join;
  front::ListenerOptions front;
  HubOptions hub;
};

// Adds the options to `command`; they are read from the command line, then the environment (INTERVIEWD_…),
// then a file given by --config.
void add_serve_options(CLI::App& command, ServeOptions& options);

}  // namespace interview
