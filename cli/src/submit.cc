#include "commands.h"
#include "one_shot.h"
#include "output.h"

namespace interview::cli {
namespace {

int submit(const CommonOptions& options) {
  OneShot shot(options);
  OneShot::Steps steps;
  steps.on_live = [&] { shot.send(command::Submit{}); };
  steps.on_notices = [&](const auto&) {
    if (shot.session().has_pending()) return;
    if (options.json)
      out().write_json(JsonObject()
                           .number("submissions", static_cast<int64_t>(shot.session().view().submissions))
                           .finish());
    else
      out().write("submitted\n");
    shot.finish();
  };
  return shot.run(steps);
}

}  // namespace

void add_submit(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CommonOptions>();
  ::CLI::App* command = app.add_subcommand("submit", "Hand in the code as it stands");
  add_room_options(*command, *options);
  command->add_flag("--json", options->json, R"(Print {"submissions"}: how many there are)");
  command->footer("Example:\n  interview submit 'http://localhost:8080/r/r_x#i=CODE'");
  command->callback([options, &exit_code] { exit_code = submit(*options); });
}

}  // namespace interview::cli
