#include "sandbox/agent/agent_link.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

#include "sandbox/agent/socket_message.h"
#include "sandbox/memory_file.h"

namespace interview::sandbox {
namespace {

constexpr int kPatienceMs = 10'000;  // for an answer, on a machine under load

bool wait_readable(int fd, int timeout_ms) {
  pollfd event{fd, POLLIN, 0};
  int ready;
  do {
    ready = ::poll(&event, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

Result<void> AgentLink::wait_until_up(int patience_ms) {
  if (!wait_readable(reports(), patience_ms)) return {Errc::timed_out, "the agent does not answer"};
  Report report;
  const Received received = receive_packet(reports(), &report, sizeof report, MSG_DONTWAIT);
  if (received.size != sizeof report || report.kind != Report::up || received.sender <= 0)
    return {Errc::closed, "the agent has ended"};
  pid_ = received.sender;
  agent_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!agent_) return {Errc::internal, "the kernel has no pidfd_open (Linux 5.3)"};
  return {};
}

Result<pid_t> AgentLink::add_stage() {
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
  gate_ = std::move(ours);
  return received.sender;
}

Result<void> AgentLink::start_stage(std::string_view plan, const StagePipes& pipes) {
  Result<UniqueFd> file = make_memory_file("plan", plan);
  if (!file) return {Errc::internal, file.error().message};
  const char go = 1;
  const int fds[kStageFds] = {file->get(), pipes.inner_in.get(), pipes.inner_out.get(),
                              pipes.inner_err.get()};
  if (!send_packet(gate_.get(), &go, sizeof go, fds, kStageFds))
    return {Errc::internal, "the sandbox is gone"};
  return {};
}

std::string AgentLink::failure() const {
  Failure failure;
  if (!gate_ || receive_packet(gate_.get(), &failure, sizeof failure, MSG_DONTWAIT).size != sizeof failure)
    return {};
  const char* what = failure.step == Failure::files     ? "the files cannot be written: "
                     : failure.step == Failure::execute ? "the program cannot be started: "
                                                        : "the stage cannot be set up: ";
  return std::string(what) + std::strerror(failure.error);
}

Result<void> AgentLink::clear() {
  const Order order = Order::clear;
  if (!send_packet(reports(), &order, sizeof order)) return {Errc::internal, "the sandbox is gone"};
  return {};
}

ssize_t AgentLink::receive(Report& report) const {
  const Received received = receive_packet(reports(), &report, sizeof report, MSG_DONTWAIT);
  if (received.size < 0) return errno == EAGAIN ? -1 : 0;
  return received.size == sizeof report ? received.size : 0;
}

bool AgentLink::has_report() const {
  return wait_readable(reports(), 0);
}

bool AgentLink::alive() const {
  return agent_ && !wait_readable(agent_.get(), 0);
}

bool AgentLink::kill() {
  // The end of pid 1 ends its namespace.
  return agent_ &&
         (::syscall(SYS_pidfd_send_signal, agent_.get(), SIGKILL, nullptr, 0) == 0 || errno == ESRCH);
}

bool AgentLink::wait_for_end(int patience_ms) const {
  // The kernel lets pid 1 end when all others of its namespace are gone.
  return !agent_ || wait_readable(agent_.get(), patience_ms);
}

}  // namespace interview::sandbox
