#include "calculator_sandbox.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace interview;

// What one line is worth, or what is wrong with it.
Result<double> value_of(const std::string& line) {
  std::vector<double> stack;
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const std::string operators = "+-*/";
    if (word.size() == 1 && operators.find(word[0]) != std::string::npos) {
      if (stack.size() < 2) return Error{Errc::bad_argument, "'" + word + "' wants two numbers before it"};
      const double right = stack.back();
      stack.pop_back();
      double& left = stack.back();
      left = word == "+"   ? left + right
             : word == "-" ? left - right
             : word == "*" ? left * right
                           : left / right;
      continue;
    }
    std::istringstream number(word);
    double value = 0;
    if (!(number >> value) || !number.eof()) return Error{Errc::bad_argument, "'" + word + "' is no number"};
    stack.push_back(value);
  }
  if (stack.size() != 1)
    return Error{Errc::bad_argument, "a line leaves one number, this one " + std::to_string(stack.size())};
  return stack.back();
}

// The handle and the thread share it; the handle may go first.
struct Stop {
  std::atomic<bool> wanted{false};
};

class CalculatorRun final : public Run {
 public:
  explicit CalculatorRun(std::shared_ptr<Stop> stop) : stop_(std::move(stop)) {}
  Result<void> input(std::string_view) override { return Error{Errc::closed, "sums read no input"}; }
  void close_input() override {}
  void stop() override { stop_->wanted = true; }

 private:
  std::shared_ptr<Stop> stop_;
};

class CalculatorSandbox final : public Sandbox {
 public:
  ~CalculatorSandbox() override {
    closing_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  Result<std::unique_ptr<Run>> start(RunRequest request, std::shared_ptr<RunSink> sink) override {
    if (request.language != "calc") return Error{Errc::no_such_language, "only sums are run here"};
    const SourceFile* main = nullptr;
    for (const SourceFile& file : request.files)
      if (file.name == request.main || request.files.size() == 1) main = &file;
    if (!main) return Error{Errc::bad_name, "there is no file " + request.main};
    auto stop = std::make_shared<Stop>();
    const std::lock_guard lock(mutex_);
    // A thread for each run keeps this short; a real one would keep a pool.
    threads_.emplace_back([this, stop, sums = main->content, limits = request.limits,
                           sink = std::move(sink)] { sink->on_ended(run(sums, limits, *stop, *sink)); });
    return std::unique_ptr<Run>(std::make_unique<CalculatorRun>(std::move(stop)));
  }

  std::string description() const override { return "calculator (in this process)"; }

 private:
  RunResult run(const std::string& sums, const RunLimits& limits, const Stop& stop, RunSink& sink) const {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    const auto wall_ms = [&] {
      return static_cast<uint64_t>(
          std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started).count());
    };
    sink.on_started({"calc 1.0", "", false});
    RunResult result;
    const auto end_as = [&](RunKind kind, int exit_code = 0) {
      result.kind = kind;
      result.exit_code = exit_code;
      result.wall_ms = wall_ms();
      return result;
    };
    uint64_t written = 0;
    std::istringstream lines(sums);
    for (std::string line; std::getline(lines, line);) {
      if (closing_) return end_as(RunKind::interrupted);
      if (stop.wanted) return end_as(RunKind::cancelled);
      if (wall_ms() >= limits.run.wall_ms) return end_as(RunKind::time_limit);
      if (line.empty()) continue;
      const auto value = value_of(line);
      if (!value) {
        sink.on_output(OutputStream::err, value.error().message + "\n");
        return end_as(RunKind::runtime_error, 1);
      }
      std::ostringstream out;
      out << *value << '\n';
      written += out.str().size();
      if (written > limits.output_bytes) {
        result.truncated = true;
        return end_as(RunKind::output_limit);
      }
      sink.on_output(OutputStream::out, out.str());
    }
    return end_as(RunKind::ok);
  }

  std::atomic<bool> closing_{false};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Sandbox> make_calculator_sandbox() {
  return std::make_unique<CalculatorSandbox>();
}
