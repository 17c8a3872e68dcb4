#include <signal.h>

#include "commands.h"
#include "one_shot.h"
#include "output.h"
#include "signals.h"
#include "story.h"

namespace interview::cli {
namespace {

std::string to_json(const SeenEvent& seen, const RoomView& view) {
  RecordHeader header;
  header.seq = seen.seq;
  header.at = seen.at;
  header.by = seen.by;
  header.kind = kind_of(seen.event);
  header.audience = seen.audience;
  return wire::encode_event(header, seen.event, [&](uint32_t person) { return view.name_of(person); }).json;
}

int watch(const CommonOptions& options) {
  OneShot shot(options);
  std::unique_ptr<Story> story;
  std::unique_ptr<Signals> signals;
  OneShot::Steps steps;
  steps.on_live = [&] {
    shot.wait_forever();
    signals = std::make_unique<Signals>(shot.loop(), std::initializer_list<int>{SIGINT, SIGTERM, SIGHUP},
                                        [&](int) { shot.finish(); });
    if (options.json) return;
    story = std::make_unique<Story>(shot.session(), StoryOptions{out().is_terminal(), true},
                                    [](const std::string& line) { out().write(line + "\n"); });
    story->tell({notice::Loaded{}});
    story->tell_room();
  };
  steps.on_notices = [&](const std::vector<Notice>& notices) {
    if (story) {
      story->tell(notices);
      story->tell_rests();
    }
    for (const Notice& notice : notices) {
      const auto* happened = std::get_if<notice::Happened>(&notice);
      if (!happened) continue;
      if (options.json) out().write_json(to_json(happened->seen, shot.session().view()));
      if (std::holds_alternative<event::Ended>(happened->seen.event)) shot.finish();
    }
    if (!out().good()) shot.finish(kFailed);
  };
  return shot.run(steps);
}

}  // namespace

void add_watch(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CommonOptions>();
  ::CLI::App* command = app.add_subcommand("watch", "Print what happens in the room, until it ends");
  add_room_options(*command, *options);
  command->add_flag("--json", options->json, "Print the events as JSON, a line each, as in docs/protocol.md");
  command->footer(
      "Examples:\n  interview watch 'http://localhost:8080/r/r_x#i=CODE'\n"
      "  interview watch \"$LINK\" --json | jq 'select(.kind == \"chat\")'");
  command->callback([options, &exit_code] { exit_code = watch(*options); });
}

}  // namespace interview::cli
