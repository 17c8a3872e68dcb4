#include "commands.h"
#include "one_shot.h"

namespace interview::cli {
namespace {

struct SayOptions {
  CommonOptions common;
  std::string text;
  bool to_interviewers = false;
};

int say(const SayOptions& options) {
  OneShot shot(options.common);
  OneShot::Steps steps;
  steps.on_live = [&] { shot.send(command::Chat{options.text, options.to_interviewers}); };
  steps.on_notices = [&](const auto&) {
    if (!shot.session().has_pending()) shot.finish();
  };
  return shot.run(steps);
}

}  // namespace

void add_say(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SayOptions>();
  ::CLI::App* command = app.add_subcommand("say", "Say a line to everybody in the room");
  add_room_options(*command, options->common);
  command->add_option("TEXT", options->text, "What to say");
  command->add_flag("--interviewers", options->to_interviewers, "Only to the interviewers");
  command->footer(
      "Examples:\n  interview say 'http://localhost:8080/r/r_x#i=CODE' 'Shall we begin?'\n"
      "  INTERVIEW_LINK=... interview say --interviewers 'Looks good to me'");
  command->callback([options, &exit_code] {
    shift_link(options->common, options->text);
    if (options->text.empty()) throw ::CLI::RequiredError("TEXT");
    exit_code = say(*options);
  });
}

}  // namespace interview::cli
