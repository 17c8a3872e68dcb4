// interview: the terminal client.
#include <signal.h>

#include <exception>

#include "cli_version.h"
#include "commands.h"
#include "exit_code.h"
#include "output.h"

namespace interview::cli {
namespace {

int main_of(int count, char** arguments) {
  ::CLI::App app("Live code interviews in the terminal", "interview");
  app.set_version_flag("--version", std::string("interview ") + kVersion);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n  interview create --data .cache/data\n"
      "  interview join 'http://localhost:8080/r/r_x#i=CODE' --dir work\n"
      "`interview COMMAND --help` says more.");
  int exit_code = kOk;
  add_create(app, exit_code);
  add_join(app, exit_code);
  add_cat(app, exit_code);
  add_put(app, exit_code);
  add_run(app, exit_code);
  add_submit(app, exit_code);
  add_say(app, exit_code);
  add_watch(app, exit_code);
  try {
    app.parse(count, arguments);
  } catch (const ::CLI::ParseError& error) {
    if (app.exit(error) == 0) return kOk;
    // No exit code of `run` but its own may be between 0 and 119 when the program did not run.
    return app.got_subcommand("run") ? kOurs : kUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace interview::cli

int main(int count, char** arguments) {
  ::signal(SIGPIPE, SIG_IGN);
  try {
    return interview::cli::main_of(count, arguments);
  } catch (const std::exception& error) {
    interview::cli::complain(error.what());
    return interview::cli::kOurs;
  }
}
