#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "commands.h"
#include "one_shot.h"
#include "output.h"
#include "run_report.h"
#include "signals.h"
#include "terminal/filter.h"

namespace interview::cli {
namespace {

constexpr size_t kMostInput = 64u << 10;

struct RunOptions {
  CommonOptions common;
  std::string file;
  std::string input_file;
};

Result<std::string> read_input(const std::string& path) {
  std::string input;
  if (path.empty()) return input;
  const std::string source = path == "-" ? "/dev/stdin" : path;
  std::ifstream file(source, std::ios::binary);
  if (!file) return {Errc::io, "cannot read " + path};
  char chunk[4096];
  while (input.size() <= kMostInput && (file.read(chunk, sizeof chunk), file.gcount() > 0))
    input.append(chunk, static_cast<size_t>(file.gcount()));
  if (input.size() > kMostInput)
    return {Errc::too_big, path + " is too big: the input of a run has at most 64 KiB"};
  return input;
}

// One run, from the command to its result.
class Runner {
 public:
  Runner(OneShot& shot, const RunOptions& options, std::string input)
      : shot_(shot), options_(options), input_(std::move(input)), error_(STDERR_FILENO) {}

  void begin() {
    signals_ = std::make_unique<Signals>(shot_.loop(), std::initializer_list<int>{SIGINT, SIGTERM},
                                         [this](int) { stop(); });
    const auto doc = find_document(shot_.session().view(), options_.file);
    if (!doc) return shot_.fail(doc.error().message);
    shot_.send(command::Run{(*doc)->id, "", input_, false});
  }

  void take(const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
      if (const auto* happened = std::get_if<notice::Happened>(&notice)) take(happened->seen);
      // A snapshot came in place of the events: the result may be in it already.
      if (run_ != 0 && std::holds_alternative<notice::Loaded>(notice)) look();
    }
  }

 private:
  void take(const SeenEvent& seen) {
    if (const auto* queued = std::get_if<event::RunQueued>(&seen.event)) {
      if (run_ != 0 || seen.client != shot_.session().client()) return;
      run_ = queued->run;
      shot_.wait_forever();
    } else if (const auto* output = std::get_if<event::RunOutput>(&seen.event)) {
      if (output->run == run_) print(*output);
    } else if (const auto* ended = std::get_if<event::RunEnded>(&seen.event)) {
      if (ended->run == run_) end(ended->result);
    }
  }

  void look() {
    const auto& runs = shot_.session().view().runs;
    const auto run = runs.find(run_);
    if (run == runs.end()) return shot_.fail("the server has no more of this run");
    complain("the connection broke for long: some output is missing");
    if (run->second.state == RoomRun::kEnded) end(run->second.result);
  }

  void print(const event::RunOutput& output) {
    const bool to_out = output.stream == OutputStream::out;
    if (options_.common.json)
      return out().write_json(
          JsonObject().text("stream", to_out ? "out" : "err").text("data", output.data).finish());
    Output& target = to_out ? out() : error_;
    TerminalFilter& filter = to_out ? out_filter_ : error_filter_;
    target.write(target.is_terminal() ? filter.pass(output.data) : output.data);
  }

  void end(const RunResult& result) {
    signals_.reset();
    if (options_.common.json) {
      out().write_json(JsonObject().raw("result", to_json(result)).finish());
    } else {
      if (out().is_terminal()) out().write(out_filter_.finish());
      if (error_.is_terminal()) error_.write(error_filter_.finish());
      if (result.kind != RunKind::ok && result.kind != RunKind::runtime_error)
        error_.write("interview: " + describe(result) + "\n");
    }
    if (!out().good()) return shot_.fail("cannot write the output");
    shot_.finish(exit_code_of(result));
  }

  void stop() {
    if (run_ == 0 || stopping_) return shot_.finish(kCancelled);
    stopping_ = true;
    shot_.send(command::RunStop{run_});
  }

  OneShot& shot_;
  const RunOptions& options_;
  std::string input_;
  Output error_;
  TerminalFilter out_filter_{{.colours = true}};
  TerminalFilter error_filter_{{.colours = true}};
  std::unique_ptr<Signals> signals_;
  uint32_t run_ = 0;
  bool stopping_ = false;
};

int run(const RunOptions& options) {
  auto input = read_input(options.input_file);
  if (!input) {
    complain(input.error().message);
    return kOurs;
  }
  OneShot shot(options.common, kOurs);
  Runner runner(shot, options, std::move(*input));
  OneShot::Steps steps;
  steps.on_live = [&] { runner.begin(); };
  steps.on_notices = [&](const auto& notices) { runner.take(notices); };
  return shot.run(steps);
}

}  // namespace

void add_run(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunOptions>();
  ::CLI::App* command =
      app.add_subcommand("run", "Run the room's code, and end with the program's exit code");
  add_room_options(*command, options->common);
  command->add_option("FILE", options->file, "The file to run (default: the first)");
  command->add_option("--stdin", options->input_file,
                      "What the program reads: a file here, - for standard input");
  command->add_flag(
      "--json", options->common.json,
      R"(Print {"stream","data"} a piece of output (of out or err), a line each, and last {"result":{...}})");
  command->footer(
      "Exit code: the program's own; else 120 it does not compile, 121 ended by a signal, 122 stopped,\n"
      "123 process limit, 124 time limit, 125 memory limit, 126 output limit, 127 anything else.\n"
      "Examples:\n  interview run 'http://localhost:8080/r/r_x#i=CODE'\n"
      "  interview run \"$LINK\" main.py --stdin input.txt --json");
  command->callback([options, &exit_code] {
    shift_link(options->common, options->file);
    exit_code = run(*options);
  });
}

}  // namespace interview::cli
