#include "sandbox/box.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sandbox/cgroup_places.h"
#include "sandbox/memory_file.h"
#include "sandbox/socket_message.h"
#include "sandbox/stage_pipes.h"

namespace interview::native {
namespace {

constexpr int kPatienceMs = 10'000;  // for bubblewrap and init, on a machine under load
constexpr size_t kLongestWords = 500;

bool wait_readable(int fd, int timeout_ms) {
  pollfd event{fd, POLLIN, 0};
  int ready;
  do {
    ready = ::poll(&event, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

Result<std::unique_ptr<Box>> Box::make(const BoxRecipe& recipe, uint64_t disk_bytes) {
  std::unique_ptr<Box> box(new Box(recipe, disk_bytes));
  Result<BubblewrapProcess> started = start_bubblewrap(recipe.bubblewrap, disk_bytes);
  if (!started) return started.error();
  box->bubblewrap_ = std::move(*started);
  if (Result<void> up = box->wait_until_up(); !up) return up.error();
  return box;
}

Result<void> Box::wait_until_up() {
  Report report;
  Received received;
  if (wait_readable(reports(), kPatienceMs))
    received = receive_packet(reports(), &report, sizeof report, MSG_DONTWAIT);
  if (received.size != sizeof report || report.kind != Report::up) {
    kill();
    wait_for_end();
    return {Errc::sandbox_unavailable, "bubblewrap cannot make a sandbox here: " + words_of_bubblewrap()};
  }
  init_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, received.sender, 0)));
  if (!init_) return {Errc::sandbox_unavailable, "the kernel has no pidfd_open (Linux 5.3)"};
  return {};
}

std::string Box::words_of_bubblewrap() const {
  std::string words = read_memory_file(bubblewrap_.errors, kLongestWords);
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words.empty() ? "it ended without a word" : words;
}

Box::~Box() {
  kill();
  wait_for_end();
}

bool Box::alive() const {
  return !over_ && bubblewrap_.process && !wait_readable(bubblewrap_.process.get(), 0);
}

ssize_t Box::receive(Report& report) const {
  const Received received = receive_packet(reports(), &report, sizeof report, MSG_DONTWAIT);
  if (received.size < 0) return errno == EAGAIN ? -1 : 0;
  return received.size == sizeof report ? received.size : 0;
}

Result<void> Box::add_stage() {
  Result<Cgroup> cgroup = Cgroup::make(recipe_->cgroups, new_cgroup_name());
  if (!cgroup) return {Errc::internal, cgroup.error().message};
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return {Errc::internal, std::string("no descriptors are left: ") + std::strerror(errno)};
  }
  UniqueFd ours(pair[0]);
  UniqueFd inner(pair[1]);
  const int on = 1;
  ::setsockopt(ours.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  const Order order = Order::stage;
  const int fd = inner.get();
  if (!send_packet(reports(), &order, sizeof order, &fd, 1)) return {Errc::internal, "the sandbox is gone"};
  inner.reset();

  char here;
  Received received;
  if (wait_readable(ours.get(), kPatienceMs))
    received = receive_packet(ours.get(), &here, sizeof here, MSG_DONTWAIT);
  if (received.size != sizeof here || received.sender <= 0)
    return {Errc::internal, "the sandbox does not answer"};
  if (Result<void> attached = cgroup->attach(received.sender); !attached) {
    return {Errc::internal, attached.error().message};
  }
  cgroups_.push_back(std::move(*cgroup));
  gate_ = std::move(ours);
  return {};
}

Result<StageStreams> Box::start_stage(const StagePlan& stage, const std::vector<std::string>& environment,
                                      const std::vector<SourceFile>& files, const RunLimits& limits) {
  if (Result<void> limited = cgroups_.back().limit(stage.limits.memory_bytes, limits.processes); !limited) {
    return {Errc::internal, limited.error().message};
  }
  StageHeader header{};
  header.open_files = 1024;
  header.file_bytes = limits.disk_bytes;
  header.stack_bytes = 64 << 20;
  header.cpu_seconds = stage.limits.cpu_ms / 1000 + 1;
  header.processes = recipe_->cgroups.pids.present() ? 0 : limits.processes;
  Result<UniqueFd> plan = make_memory_file("plan", pack_plan(header, stage.arguments, environment, files));
  if (!plan) return {Errc::internal, plan.error().message};
  Result<StagePipes> pipes = make_stage_pipes(recipe_->bubblewrap.user);
  if (!pipes) return pipes.error();
  const char go = 1;
  const int fds[kStageFds] = {plan->get(), pipes->inner_in.get(), pipes->inner_out.get(),
                              pipes->inner_err.get()};
  if (!send_packet(gate_.get(), &go, sizeof go, fds, kStageFds))
    return {Errc::internal, "the sandbox is gone"};
  return std::move(pipes->streams);
}

std::string Box::failure() const {
  Failure failure;
  if (!gate_ || receive_packet(gate_.get(), &failure, sizeof failure, MSG_DONTWAIT).size != sizeof failure)
    return {};
  const char* what = failure.step == Failure::files     ? "the files cannot be written: "
                     : failure.step == Failure::execute ? "the program cannot be started: "
                                                        : "the stage cannot be set up: ";
  return std::string(what) + std::strerror(failure.error);
}

Result<void> Box::clear() {
  const Order order = Order::clear;
  if (!send_packet(reports(), &order, sizeof order)) return {Errc::internal, "the sandbox is gone"};
  return {};
}

void Box::kill() {
  if (over_) return;
  // The end of pid 1 ends its namespace; before init is up, bubblewrap takes its child along.
  if (init_) {
    ::syscall(SYS_pidfd_send_signal, init_.get(), SIGKILL, nullptr, 0);
  } else if (bubblewrap_.process) {
    ::syscall(SYS_pidfd_send_signal, bubblewrap_.process.get(), SIGKILL, nullptr, 0);
  }
}

void Box::wait_for_end() {
  if (over_ || bubblewrap_.pid <= 0) return;
  // Bubblewrap ends when it has reaped init, and the kernel lets init be reaped when all others are gone.
  int status;
  while (::waitpid(bubblewrap_.pid, &status, 0) < 0 && errno == EINTR) {
  }
  over_ = true;
}

}  // namespace interview::native
