#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "commands.h"
#include "interview/text.h"
#include "one_shot.h"
#include "output.h"
#include "sync/file_text.h"
#include "sync/text_difference.h"

namespace interview::cli {
namespace {

constexpr size_t kMostFileBytes = 4u << 20;
constexpr size_t kOpeningUnits = 16u << 10;  // of a new document's text; the rest follows as an edit

struct PutOptions {
  CommonOptions common;
  std::string file;
  std::string name;
};

Result<std::u16string> read_text(const std::string& path) {
  const auto failure = [&](const std::string& why) {
    return Error{Errc::io, "cannot read " + path + ": " + why};
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error) return failure(error.message());
  if (!std::filesystem::is_regular_file(status) && !std::filesystem::is_fifo(status))
    return failure("it is no regular file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(std::strerror(errno));
  std::string bytes(kMostFileBytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) return failure("it could not be read to its end");
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (bytes.size() > kMostFileBytes) return failure("it is too big");
  auto text = text_of_file(bytes);
  if (!text) return failure(text.error().message);
  return std::move(text->text);
}

// The beginning of a text that a command can carry, whole characters only.
std::u16string opening_of(const std::u16string& text) {
  std::u16string opening = text.substr(0, kOpeningUnits);
  if (!opening.empty() && is_high_surrogate(opening.back())) opening.pop_back();
  return opening;
}

class Put {
 public:
  Put(OneShot& shot, std::string name, std::u16string text)
      : shot_(shot), name_(std::move(name)), text_(std::move(text)) {}

  void step() {
    if (shot_.session().has_pending()) return;
    const RoomView::Doc* doc = shot_.session().view().doc_named(name_);
    if (!doc) return open();
    if (edited_) return shot_.finish();
    edited_ = true;
    const Operation change = difference(doc->text.text(), text_);
    if (change.is_identity()) return shot_.finish();
    if (const auto made = shot_.session().edit(doc->id, change); !made)
      return shot_.fail(made.error().message);
    shot_.flush();
  }

 private:
  void open() {
    if (opened_) return shot_.fail("the document was removed meanwhile");
    opened_ = true;
    std::string opening;
    append_utf8(opening, opening_of(text_));
    shot_.send(command::OpenDoc{name_, opening, 0});
  }

  OneShot& shot_;
  std::string name_;
  std::u16string text_;
  bool opened_ = false;
  bool edited_ = false;
};

int put(const PutOptions& options) {
  auto text = read_text(options.file);
  if (!text) {
    complain(text.error().message);
    return kFailed;
  }
  const std::string name =
      options.name.empty() ? std::filesystem::path(options.file).filename().string() : options.name;
  OneShot shot(options.common);
  Put put(shot, name, std::move(*text));
  OneShot::Steps steps;
  steps.on_live = [&] { put.step(); };
  steps.on_notices = [&](const auto&) { put.step(); };
  return shot.run(steps);
}

}  // namespace

void add_put(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<PutOptions>();
  ::CLI::App* command = app.add_subcommand(
      "put", "Make a file of the room the same as a file here: what differs is sent as an edit");
  add_room_options(*command, options->common);
  command->add_option("FILE", options->file,
                      "The file here; a new document is made if the room has none of its name");
  command->add_option("--as", options->name, "The file's name in the room (default: the last part of FILE)");
  command->footer(
      "Examples:\n  interview put 'http://localhost:8080/r/r_x#i=CODE' main.py\n"
      "  interview put \"$LINK\" draft.py --as main.py");
  command->callback([options, &exit_code] {
    shift_link(options->common, options->file);
    if (options->file.empty()) throw ::CLI::RequiredError("FILE");
    exit_code = put(*options);
  });
}

}  // namespace interview::cli
