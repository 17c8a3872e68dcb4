// The commands of `interview`, one file each. Each adds its options; when it is the one that was given, it
// runs and sets the exit code.
#pragma once

#include <CLI/CLI.hpp>

namespace interview::cli {

void add_create(::CLI::App& app, int& exit_code);
void add_join(::CLI::App& app, int& exit_code);
void add_cat(::CLI::App& app, int& exit_code);
void add_put(::CLI::App& app, int& exit_code);
void add_run(::CLI::App& app, int& exit_code);
void add_submit(::CLI::App& app, int& exit_code);
void add_say(::CLI::App& app, int& exit_code);
void add_watch(::CLI::App& app, int& exit_code);

}  // namespace interview::cli
