#include "commands.h"
#include "join_session.h"

namespace interview::cli {

void add_join(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<JoinOptions>();
  ::CLI::App* command =
      app.add_subcommand("join", "Take part in an interview, with your own editor beside it");
  add_room_options(*command, options->common);
  command->add_option("--dir", options->folder,
                      "Keep the room's files in this folder the same as in the room, both ways");
  command->footer(
      "Type a line to say it; /help lists the commands.\n"
      "Examples:\n  interview join 'http://localhost:8080/r/r_x#i=CODE' --dir work --name Ada\n"
      "  INTERVIEW_LINK=... interview join");
  command->callback([options, &exit_code] { exit_code = JoinSession(*options).run(); });
}

}  // namespace interview::cli
