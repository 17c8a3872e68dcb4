#include "commands.h"
#include "interview/text.h"
#include "one_shot.h"
#include "output.h"

namespace interview::cli {
namespace {

struct CatOptions {
  CommonOptions common;
  std::string file;
};

void print(const RoomView::Doc& doc, bool json) {
  std::string text;
  append_utf8(text, doc.text.text());
  if (!json) return out().write_foreign(text);
  out().write_json(JsonObject()
                       .number("doc", doc.id)
                       .text("name", doc.name)
                       .number("rev", static_cast<int64_t>(doc.rev))
                       .text("text", text)
                       .finish());
}

int print_document(const CatOptions& options) {
  OneShot shot(options.common);
  OneShot::Steps steps;
  steps.on_live = [&] {
    const auto doc = find_document(shot.session().view(), options.file);
    if (!doc) return shot.fail(doc.error().message);
    print(**doc, options.common.json);
    if (!out().good()) return shot.fail("cannot write the output");
    shot.finish();
  };
  return shot.run(steps);
}

}  // namespace

void add_cat(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CatOptions>();
  ::CLI::App* command = app.add_subcommand("cat", "Print a file of the room");
  add_room_options(*command, options->common);
  command->add_option("FILE", options->file, "The file's name in the room (default: the first)");
  command->add_flag("--json", options->common.json, R"(Print {"doc","name","rev","text"})");
  command->footer(
      "Examples:\n  interview cat 'http://localhost:8080/r/r_x#i=CODE' main.py\n"
      "  echo \"$LINK\" | interview cat - --json");
  command->callback([options, &exit_code] {
    shift_link(options->common, options->file);
    exit_code = print_document(*options);
  });
}

}  // namespace interview::cli
