#include "sandbox/active_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <asio/post.hpp>
#include <utility>

#include "interview/text.h"

namespace interview::sandbox {
namespace {

constexpr char kNoDescriptors[] = "no descriptors are left";

}  // namespace

ActiveRun::ActiveRun(asio::io_context& loop, BoxSource& boxes, RunPlan plan, RunStart start,
                     uint64_t input_bytes, std::shared_ptr<RunSink> sink)
    : loop_(loop),
      boxes_(boxes),
      plan_(std::move(plan)),
      start_(std::move(start)),
      sink_(std::move(sink)),
      input_(std::make_shared<InputPump>(loop, std::move(plan_.input), plan_.keep_input_open, input_bytes)),
      clock_(std::in_place, loop),
      memory_error_(plan_.memory_error),
      output_left_(plan_.limits.output_bytes) {}

void ActiveRun::begin(std::function<void()> on_over) {
  on_over_ = std::move(on_over);
  std::shared_ptr<Box> box = boxes_.take(plan_);
  start_.cold = !box;
  if (box) return use_box(std::move(box));
  awaits_box_ = true;
  const auto self = shared_from_this();
  boxes_.make(
      plan_, [self] { return self->wants_box_.load(); },
      [self](Result<std::shared_ptr<Box>> made) {
        asio::post(self->loop_,
                   [self, made = std::move(made)]() mutable { self->take_box(std::move(made)); });
      });
}

void ActiveRun::take_box(Result<std::shared_ptr<Box>> made) {
  awaits_box_ = false;
  if (finishing_) {
    // Its end blocks: that is for another thread.
    if (made && *made) boxes_.post([box = std::move(*made)] {});
    // Otherwise tell() is still to come, and lets go.
    if (!sink_) let_go();
    return;
  }
  if (!made) return break_off(made.error().message);
  use_box(std::move(*made));
}

void ActiveRun::use_box(std::shared_ptr<Box> box) {
  box_ = std::move(box);
  box_->describe(start_);
  UniqueFd reports(::dup(box_->agent().reports()));
  reports_.emplace(loop_);
  std::error_code error;
  reports_->assign(reports.get(), error);
  if (error) return break_off(kNoDescriptors);
  (void)reports.release();
  watch_reports();
  begin_stage();
}

void ActiveRun::begin_stage() {
  const bool first = stage_ == 0;
  evidence_ = StageEvidence{};
  evidence_.compiling = stage().compiles;
  Result<StageStreams> streams = box_->start_stage(
      stage(), plan_.environment, first ? std::move(plan_.files) : std::vector<SourceFile>{}, plan_.limits);
  if (!streams) return break_off(streams.error().message);
  if (first) sink_->on_started(start_);

  StageClock::ReadCpu read_cpu;
  if (box_->counts_cpu()) read_cpu = [this] { return box_->cpu_us(); };
  const auto to = [this](OutputStream stream) {
    return [this, stream](std::string_view bytes) { take_output(stream, bytes); };
  };
  // What a compiler says is not the program's output.
  out_ = std::make_shared<OutputPump>(loop_, to(stage().compiles ? OutputStream::err : OutputStream::out));
  err_ = std::make_shared<OutputPump>(loop_, to(OutputStream::err));
  if (!streams->request.empty())
    request_ = std::make_shared<InputPump>(loop_, std::move(streams->request), false, 0);
  const auto& reads = request_ ? request_ : input_;
  const bool is_read = request_ || !stage().compiles;
  if (!out_->start(std::move(streams->out)) || !err_->start(std::move(streams->err)) ||
      (is_read && !reads->start(std::move(streams->in)))) {
    return break_off(kNoDescriptors);
  }
  clock_->start(stage().limits, std::move(read_cpu), [this](StopCause cause) { end(cause); });
}

void ActiveRun::watch_reports() {
  reports_->async_wait(asio::posix::descriptor_base::wait_read,
                       [self = shared_from_this()](std::error_code error) {
                         if (error || self->finishing_) return;
                         Report report;
                         const ssize_t size = self->box_->agent().receive(report);
                         if (size == 0) return self->break_off(self->box_->ended_from_outside());
                         if (size > 0) self->hear(report);
                         if (!self->finishing_) self->watch_reports();
                       });
}

void ActiveRun::hear(const Report& report) {
  if (report.kind == Report::exited) return end_stage(report);
  if (report.kind == Report::cleared) return next_stage();
}

void ActiveRun::end_stage(const Report& report) {
  clock_->stop();
  end_request();
  evidence_.exit_code = WIFEXITED(report.status) ? WEXITSTATUS(report.status) : 0;
  evidence_.signal = WIFSIGNALED(report.status) ? WTERMSIG(report.status) : 0;
  evidence_.cpu_ms = report.cpu_us / 1000;
  evidence_.peak_bytes = report.peak_kb << 10;
  const std::string failure = box_->agent().failure();
  if (!failure.empty()) return break_off(failure);
  if (stage_ + 1 == plan_.stages.size() || evidence_.exit_code != 0 || evidence_.signal != 0) return finish();
  if (Result<void> cleared = box_->agent().clear(); !cleared) break_off(cleared.error().message);
}

void ActiveRun::end_request() {
  if (const auto request = std::exchange(request_, nullptr)) request->stop();
}

void ActiveRun::next_stage() {
  out_->drain();
  err_->drain();
  if (finishing_) return;
  ++stage_;
  boxes_.post([self = shared_from_this()] {
    Result<void> added = self->box_->add_stage();
    asio::post(self->loop_, [self, added = std::move(added)] {
      if (self->finishing_) return;
      if (!added) return self->break_off(added.error().message);
      self->begin_stage();
    });
  });
}

void ActiveRun::take_output(OutputStream stream, std::string_view bytes) {
  if (evidence_.truncated) return;
  if (stream == OutputStream::err && !evidence_.compiling) memory_error_.feed(bytes);
  const bool too_many = bytes.size() > output_left_;
  if (too_many) {
    bytes = bytes.substr(0, output_left_);
    bytes = bytes.substr(0, whole_utf8_prefix(bytes));
  }
  output_left_ -= bytes.size();
  if (!bytes.empty()) sink_->on_output(stream, bytes);
  if (!too_many) return;
  evidence_.truncated = true;
  if (evidence_.stopped == StopCause::none) evidence_.stopped = StopCause::output;
  finish();
}

void ActiveRun::end(StopCause cause) {
  if (finishing_) return;
  evidence_.stopped = cause;
  finish();
}

void ActiveRun::break_off(std::string trouble) {
  if (finishing_) return;
  evidence_.trouble = std::move(trouble);
  end(StopCause::broken);
}

void ActiveRun::finish() {
  if (finishing_) return;
  finishing_ = true;
  wants_box_ = false;
  clock_->stop();
  input_->stop();
  end_request();
  reports_.reset();
  if (!box_) return asio::post(loop_, [self = shared_from_this()] { self->tell(); });
  box_->kill();
  boxes_.post([self = shared_from_this()] {
    self->box_->wait_for_end();
    const StageUsage usage = self->box_->usage();
    self->box_.reset();
    asio::post(self->loop_, [self, usage] {
      if (usage.counted_cpu) self->evidence_.cpu_ms = usage.cpu_us / 1000;
      if (usage.peak_bytes > 0) self->evidence_.peak_bytes = usage.peak_bytes;
      self->evidence_.oom_kills = usage.oom_kills;
      self->evidence_.refused_forks = usage.refused_forks;
      self->tell();
    });
  });
}

void ActiveRun::tell() {
  // Everybody who could write is gone: what is in the pipes is all there will be.
  if (out_) out_->drain();
  if (err_) err_->drain();
  evidence_.wall_ms = clock_->wall_ms();
  evidence_.said_memory_error = memory_error_.seen();
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  sink_->on_ended(judge(evidence_, plan_.limits));
  sink_.reset();
  if (!awaits_box_) let_go();
}

void ActiveRun::let_go() {
  // A handle may keep this longer than there is a loop, and what on_over_ holds may hold this.
  clock_.reset();
  out_.reset();
  err_.reset();
  std::exchange(on_over_, nullptr)();
}

void ActiveRun::request_stop() {
  const std::lock_guard lock(mutex_);
  // The loop is there as long as the run is not over.
  if (!over_) asio::post(loop_, [self = shared_from_this()] { self->end(StopCause::person); });
}

}  // namespace interview::sandbox
