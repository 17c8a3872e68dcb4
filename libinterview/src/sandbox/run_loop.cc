#include "sandbox/run_loop.h"

#include <asio/post.hpp>
#include <utility>

#include "sandbox/quiet_thread.h"

namespace interview::sandbox {
namespace {

class RunHandle final : public Run {
 public:
  explicit RunHandle(std::shared_ptr<ActiveRun> run) : run_(std::move(run)) {}
  Result<void> input(std::string_view bytes) override { return run_->input().feed(bytes); }
  void close_input() override { run_->input().close(); }
  void stop() override { run_->request_stop(); }

 private:
  std::shared_ptr<ActiveRun> run_;
};

}  // namespace

RunLoop::RunLoop(BoxSource& boxes)
    : boxes_(boxes), guard_(loop_.get_executor()), thread_(start_quiet_thread([this] { loop_.run(); })) {}

RunLoop::~RunLoop() {
  asio::post(loop_, [this] {
    closing_ = true;
    for (const auto& run : std::set<std::shared_ptr<ActiveRun>>(runs_)) run->end(StopCause::server);
    if (runs_.empty()) guard_.reset();
  });
  thread_.join();
}

std::unique_ptr<Run> RunLoop::start(RunPlan plan, RunStart start, uint64_t input_bytes,
                                    std::shared_ptr<RunSink> sink) {
  const auto run = std::make_shared<ActiveRun>(loop_, boxes_, std::move(plan), std::move(start), input_bytes,
                                               std::move(sink));
  asio::post(loop_, [this, run] {
    runs_.insert(run);
    run->begin([this, run] { forget(run); });
  });
  return std::make_unique<RunHandle>(run);
}

void RunLoop::forget(const std::shared_ptr<ActiveRun>& run) {
  runs_.erase(run);
  if (closing_ && runs_.empty()) guard_.reset();
}

}  // namespace interview::sandbox
