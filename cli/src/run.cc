#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "commands.h"
#include "interview/text.h"
#include "one_shot.h"
#include "output.h"
#include "run_report.h"
#include "signals.h"
#include "terminal/filter.h"

namespace interview::cli {
namespace {

constexpr size_t kMostInput = 64u << 10;  // of a file, which goes with the command
constexpr size_t kMostTyped = 1u << 20;   // of standard input: so much waits for a program that does not read
constexpr size_t kPieceOfInput = 16u << 10;

struct RunOptions {
  CommonOptions common;
  std::string file;
  std::string input_file;
};

Result<std::string> read_input(const std::string& path) {
  std::string input;
  if (path.empty() || path == "-") return input;
  std::ifstream file(path, std::ios::binary);
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
    shot_.send(command::Run{(*doc)->id, "", input_, streams()});
  }

  void take(const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
      if (const auto* queued = std::get_if<wire::Queued>(&notice)) tell_place(*queued);
      if (const auto* happened = std::get_if<notice::Happened>(&notice)) take(happened->seen);
      // A snapshot came in place of the events: the result may be in it already.
      if (run_ != 0 && std::holds_alternative<notice::Loaded>(notice)) look();
    }
    if (reads_input_ && !input_watch_ && !shot_.session().has_pending()) watch_input();
  }

  // Input that came too late, or is not let, is no failure of the run.
  bool forgives(const notice::Refused& refused) {
    if (!std::holds_alternative<command::RunInput>(refused.command)) return false;
    stop_reading();
    if (refused.code != Errc::no_such_run) complain("the program gets no more input: " + refused.message);
    return true;
  }

 private:
  bool streams() const { return options_.input_file == "-"; }

  void take(const SeenEvent& seen) {
    if (const auto* queued = std::get_if<event::RunQueued>(&seen.event)) {
      if (run_ != 0 || seen.client != shot_.session().client()) return;
      run_ = queued->run;
      shot_.wait_forever();
      reads_input_ = streams();
    } else if (const auto* started = std::get_if<event::RunStarted>(&seen.event)) {
      if (started->run == run_) start_ = *started;
      if (started->run == run_ && started->cold) remark("no sandbox was ready: one was started");
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

  void watch_input() {
    input_watch_ = shot_.loop().watch(STDIN_FILENO, [this] { read_input_piece(); });
  }
  void stop_reading() {
    reads_input_ = false;
    input_watch_.reset();
  }

  // Line by line as it comes; text alone, in whole characters.
  void read_input_piece() {
    // One piece at a time: the rest waits in the pipe, and not in memory.
    if (shot_.session().has_pending()) return input_watch_.reset();
    char piece[kPieceOfInput];
    const ssize_t size = ::read(STDIN_FILENO, piece, sizeof piece);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (size <= 0) return give(std::exchange(unfinished_, {}), true);
    std::string bytes = std::exchange(unfinished_, {}) + std::string(piece, static_cast<size_t>(size));
    const size_t whole = whole_utf8_prefix(bytes);
    unfinished_ = bytes.substr(whole);
    bytes.resize(whole);
    if ((typed_ += bytes.size()) > kMostTyped) {
      complain("the program gets no more input: a run reads at most 1 MiB");
      return give("", true);
    }
    if (!bytes.empty()) give(std::move(bytes), false);
  }

  void give(std::string text, bool end) {
    if (!is_valid_utf8(text)) {
      complain("the program gets no more input: what comes from standard input is not UTF-8");
      text.clear();
      end = true;
    }
    if (end) stop_reading();
    shot_.send(command::RunInput{run_, std::move(text), end});
  }

  void tell_place(const wire::Queued& queued) {
    if (queued.run == run_ && queued.position > 0) remark(describe_place(queued.position, true));
  }

  // Of how things go, to a person who watches.
  void remark(const std::string& line) {
    if (error_.is_terminal()) error_.write("interview: " + line + "\n");
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
    stop_reading();
    if (options_.common.json) {
      out().write_json(JsonObject()
                           .raw("result", to_json(result))
                           .text("language_version", start_.language_version)
                           .text("image", start_.image)
                           .boolean("cold", start_.cold)
                           .finish());
    } else {
      if (out().is_terminal()) out().write(out_filter_.finish());
      if (error_.is_terminal()) error_.write(error_filter_.finish());
      const bool as_exit_code = result.kind == RunKind::runtime_error && result.signal == 0;
      if (result.kind != RunKind::ok && !as_exit_code) error_.write("interview: " + describe(result) + "\n");
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
  std::unique_ptr<Underway> input_watch_;
  std::string unfinished_;  // the beginning of a character
  size_t typed_ = 0;
  bool reads_input_ = false;
  event::RunStarted start_;
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
  steps.forgives = [&](const notice::Refused& refused) { return runner.forgives(refused); };
  return shot.run(steps);
}

}  // namespace

void add_run(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunOptions>();
  ::CLI::App* command =
      app.add_subcommand("run", "Run the room's code, and end with the program's exit code");
  add_room_options(*command, options->common);
  command->add_option("FILE", options->file, "The file to run (default: the first)");
  command->add_option(
      "--stdin", options->input_file,
      "What the program reads: a file here, or - for standard input, line by line as it comes");
  command->add_flag(
      "--json", options->common.json,
      R"(Print {"stream","data"} a piece of output (of out or err), a line each, and last {"result":{...}} with what ran it)");
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
