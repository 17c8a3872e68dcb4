#include "sandbox/native/native_box.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>

#include "sandbox/cgroup_places.h"
#include "sandbox/memory_file.h"

namespace interview::sandbox::native {
namespace {

constexpr int kPatienceMs = 10'000;  // for bubblewrap and the agent, on a machine under load
constexpr size_t kLongestWords = 500;

}  // namespace

Result<std::unique_ptr<NativeBox>> NativeBox::make(const BoxRecipe& recipe, uint64_t disk_bytes) {
  std::unique_ptr<NativeBox> box(new NativeBox(recipe, disk_bytes));
  Result<BubblewrapProcess> started = start_bubblewrap(recipe.bubblewrap, disk_bytes);
  if (!started) return started.error();
  box->bubblewrap_ = std::move(*started);
  box->agent_ = AgentLink(std::move(box->bubblewrap_.control));
  if (Result<void> up = box->agent_.wait_until_up(kPatienceMs); !up) {
    if (up.error().code == Errc::internal) return {Errc::sandbox_unavailable, up.error().message};
    box->kill();
    box->wait_for_end();
    return {Errc::sandbox_unavailable,
            "bubblewrap cannot make a sandbox here: " + box->words_of_bubblewrap()};
  }
  return box;
}

std::string NativeBox::words_of_bubblewrap() const {
  std::string words = read_memory_file(bubblewrap_.errors, kLongestWords);
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words.empty() ? "it ended without a word" : words;
}

NativeBox::~NativeBox() {
  kill();
  wait_for_end();
}

bool NativeBox::alive() const {
  pollfd ended{bubblewrap_.process.get(), POLLIN, 0};
  return !over_ && bubblewrap_.process && ::poll(&ended, 1, 0) == 0;
}

Result<void> NativeBox::add_stage() {
  Result<Cgroup> cgroup = Cgroup::make(recipe_->cgroups, new_cgroup_name());
  if (!cgroup) return {Errc::internal, cgroup.error().message};
  Result<pid_t> stage = agent_.add_stage();
  if (!stage) return stage.error();
  if (Result<void> attached = cgroup->attach(*stage); !attached) {
    return {Errc::internal, attached.error().message};
  }
  cgroups_.push_back(std::move(*cgroup));
  return {};
}

Result<StageStreams> NativeBox::start_stage(const StagePlan& stage,
                                            const std::vector<std::string>& environment,
                                            const std::vector<SourceFile>& files, const RunLimits& limits) {
  if (Result<void> limited = cgroups_.back().limit(stage.limits.memory_bytes, limits.processes); !limited) {
    return {Errc::internal, limited.error().message};
  }
  Result<StagePipes> pipes = make_stage_pipes(recipe_->bubblewrap.user);
  if (!pipes) return pipes.error();
  const uint64_t processes = recipe_->cgroups.pids.present() ? 0 : limits.processes;
  const std::string plan = pack_plan(stage, environment, files, limits, processes, {});
  if (Result<void> started = agent_.start_stage(plan, *pipes); !started) return started.error();
  return std::move(pipes->streams);
}

void NativeBox::kill() {
  if (over_) return;
  // Before the agent is up, bubblewrap takes its child along.
  if (!agent_.kill() && bubblewrap_.process)
    ::syscall(SYS_pidfd_send_signal, bubblewrap_.process.get(), SIGKILL, nullptr, 0);
}

void NativeBox::wait_for_end() {
  if (over_ || bubblewrap_.pid <= 0) return;
  // Bubblewrap ends when it has reaped the agent, and the kernel lets that be reaped when all others are
  // gone.
  int status;
  while (::waitpid(bubblewrap_.pid, &status, 0) < 0 && errno == EINTR) {
  }
  over_ = true;
}

}  // namespace interview::sandbox::native
