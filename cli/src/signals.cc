#include "signals.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>
#include <vector>

namespace interview::cli {
namespace {

// Where the handler writes. Not signalfd(2): it wants the signals blocked in every thread, and the resolver
// has one.
std::atomic<int> pipe_end{-1};

void tell(int signal) {
  const int saved = errno;
  const char byte = static_cast<char>(signal);
  // A full pipe holds enough signals already.
  [[maybe_unused]] const ssize_t written = ::write(pipe_end, &byte, 1);
  errno = saved;
}

}  // namespace

struct Signals::Handlers {
  std::vector<std::pair<int, struct sigaction>> before;
};

Signals::Signals(EventLoop& loop, std::initializer_list<int> signals, std::function<void(int)> on_signal)
    : handlers_(std::make_unique<Handlers>()) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  read_end_ = UniqueFd(ends[0]);
  write_end_ = UniqueFd(ends[1]);
  pipe_end = ends[1];
  struct sigaction action {};
  action.sa_handler = tell;
  action.sa_flags = SA_RESTART;
  for (const int signal : signals) {
    struct sigaction before {};
    if (::sigaction(signal, &action, &before) == 0) handlers_->before.emplace_back(signal, before);
  }
  watch_ = loop.watch(ends[0], [fd = ends[0], on_signal = std::move(on_signal)] {
    char byte;
    if (::read(fd, &byte, 1) == 1) on_signal(byte);
  });
}

Signals::~Signals() {
  watch_.reset();
  for (const auto& [signal, before] : handlers_->before) ::sigaction(signal, &before, nullptr);
  pipe_end = -1;
}

}  // namespace interview::cli
