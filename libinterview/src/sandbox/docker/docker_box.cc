#include "sandbox/docker/docker_box.h"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "sandbox/cgroup_places.h"
#include "sandbox/warm_request.h"

namespace interview::sandbox::docker {
namespace {

constexpr int kAgentMs = 10'000;        // for the agent, on a machine under load
constexpr int kLookEveryMs = 500;       // whether the container still runs
constexpr uint32_t kWarmUpMs = 60'000;  // of CPU time, that a compiler may take before its run begins

uint64_t since(uint64_t now, uint64_t before) {
  return now > before ? now - before : 0;
}

}  // namespace

Result<std::unique_ptr<DockerBox>> DockerBox::make(const BoxRecipe& recipe, const BoxOrder& order) {
  static std::atomic<uint64_t> count{0};
  const std::string number = std::to_string(++count);
  Result<BoxFolder> folder = BoxFolder::make(recipe.folder + "/" + number, recipe.folder + "/agent");
  if (!folder) return {Errc::sandbox_unavailable, folder.error().message};
  std::unique_ptr<DockerBox> box(new DockerBox(recipe, order, std::move(*folder)));
  ContainerSpec spec;
  spec.image = order.image.id;
  spec.owner = recipe.owner;
  spec.agent_folder = box->folder_.path();
  spec.memory_bytes = order.memory_bytes;
  spec.processes = order.processes;
  spec.disk_bytes = order.disk_bytes;
  spec.cpus = recipe.cpus;
  spec.runtime = recipe.runtime;
  box->name_ = "interview-" + recipe.owner + "-" + number;
  Result<void> started = start_container(*recipe.engine, box->name_, spec);
  if (!started && started.error().code == Errc::not_found) return started.error();
  if (!started) return {Errc::sandbox_unavailable, started.error().message};

  Result<UniqueFd> control = box->wait_for_agent();
  if (!control) return control.error();
  box->agent_ = AgentLink(std::move(*control));
  if (Result<void> up = box->agent_.wait_until_up(kAgentMs); !up)
    return {Errc::sandbox_unavailable, "the container's agent is of no use: " + up.error().message};
  box->cgroup_ = Cgroup::of_others(
      cgroup_places_of(read_kernel_file("/proc/self/mountinfo"),
                       read_kernel_file("/proc/" + std::to_string(box->agent_.pid()) + "/cgroup")));
  box->mounts_ = UniqueFd(
      ::open(("/proc/" + std::to_string(box->agent_.pid()) + "/ns/mnt").c_str(), O_RDONLY | O_CLOEXEC));
  if (Result<void> added = box->add_stage(); !added)
    return {Errc::sandbox_unavailable, added.error().message};
  return box;
}

DockerBox::~DockerBox() {
  if (name_.empty()) return;
  kill();
  recipe_->remove(std::move(name_), std::move(mounts_));
}

Result<UniqueFd> DockerBox::wait_for_agent() {
  for (int waited = 0; waited < kAgentMs; waited += kLookEveryMs) {
    Result<UniqueFd> connection = folder_.accept(kLookEveryMs);
    if (connection) return connection;
    if (connection.error().code != Errc::timed_out)
      return {Errc::sandbox_unavailable, connection.error().message};
    const Result<bool> running = is_running(*recipe_->engine, name_);
    if (!running) return {Errc::sandbox_unavailable, running.error().message};
    if (!*running)
      return {Errc::sandbox_unavailable, "the container ends at once: its image is not one of ours"};
  }
  return {Errc::sandbox_unavailable, "the container's agent does not connect"};
}

void DockerBox::describe(RunStart& start) const {
  start.language_version = order_.image.version;
  start.image = order_.image.id;
}

Result<void> DockerBox::add_stage() {
  const Result<pid_t> added = agent_.add_stage();
  if (!added) return added.error();
  return {};
}

Result<void> DockerBox::set_limits(uint64_t memory_bytes, uint32_t processes) {
  if (memory_bytes == order_.memory_bytes && processes == order_.processes) return {};
  // Directly where we may, in microseconds; Docker takes tens of milliseconds for it.
  const CgroupPlaces& places = cgroup_.places();
  const bool directly = places.memory.present() && places.pids.present() &&
                        cgroup_.limit(memory_bytes, processes + kAgentProcesses).ok();
  if (!directly) {
    Result<void> updated = update_limits(*recipe_->engine, name_, memory_bytes, processes + kAgentProcesses);
    if (!updated) return {Errc::internal, updated.error().message};
  }
  order_.memory_bytes = memory_bytes;
  order_.processes = processes;
  return {};
}

Result<void> DockerBox::warm_up(const RunPlan& usual) {
  const StagePlan& first = usual.stages.front();
  if (first.warm.start.empty()) return {};
  StagePlan stage{first.compiles, first.warm.start, first.limits};
  stage.limits.cpu_ms += kWarmUpMs;
  Result<StageStreams> streams = send_stage(stage, usual.environment, {}, usual.limits);
  if (!streams) return streams.error();
  warm_ = Warm{first.warm.start, std::move(*streams)};
  return {};
}

bool DockerBox::fits(const RunPlan& plan) const {
  return plan.limits.disk_bytes == order_.disk_bytes &&
         (!warm_ || warm_->start == plan.stages.front().warm.start);
}

Result<StageStreams> DockerBox::start_stage(const StagePlan& stage,
                                            const std::vector<std::string>& environment,
                                            const std::vector<SourceFile>& files, const RunLimits& limits) {
  if (Result<void> set = set_limits(stage.limits.memory_bytes, limits.processes); !set) return set.error();
  counts_peak_ = cgroup_.reset_peak();
  before_ = count();
  if (!warm_) return send_stage(stage, environment, files, limits);
  StageStreams streams = std::move(warm_->streams);
  warm_.reset();
  streams.request = warm_request(stage.warm.arguments, files);
  return streams;
}

Result<StageStreams> DockerBox::send_stage(const StagePlan& stage,
                                           const std::vector<std::string>& environment,
                                           const std::vector<SourceFile>& files, const RunLimits& limits) {
  Result<StagePipes> pipes = make_stage_pipes(kContainerUser);
  if (!pipes) return pipes.error();
  const std::string plan = pack_plan(stage, environment, files, limits, 0, recipe_->seccomp);
  if (Result<void> started = agent_.start_stage(plan, *pipes); !started) return started.error();
  return std::move(pipes->streams);
}

StageUsage DockerBox::count() const {
  return cgroup_.usage();
}

StageUsage DockerBox::usage() const {
  StageUsage now = count();
  now.cpu_us = std::max(since(now.cpu_us, before_.cpu_us), at_kill_.cpu_us);
  // Where the kernel does not count anew, what is above the peak from before is this stage's, and less is
  // unknown.
  const uint64_t earlier_peak = counts_peak_ ? 0 : before_.peak_bytes;
  now.peak_bytes = std::max(now.peak_bytes > earlier_peak ? now.peak_bytes : 0, at_kill_.peak_bytes);
  now.oom_kills = std::max(since(now.oom_kills, before_.oom_kills), at_kill_.oom_kills);
  now.refused_forks = std::max(since(now.refused_forks, before_.refused_forks), at_kill_.refused_forks);
  return now;
}

void DockerBox::kill() {
  if (killed_) return;
  at_kill_ = usage();
  killed_ = agent_.kill();
}

void DockerBox::wait_for_end() {
  // Of another user's process only Docker can make an end.
  if (!killed_) killed_ = kill_container(*recipe_->engine, name_).ok();
  agent_.wait_for_end(kAgentMs);
}

}  // namespace interview::sandbox::docker
