#include "signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace interview::cli {

struct Signals::Mask {
  sigset_t before;
};

Signals::Signals(EventLoop& loop, std::initializer_list<int> signals, std::function<void(int)> on_signal)
    : mask_(std::make_unique<Mask>()) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  ::pthread_sigmask(SIG_BLOCK, &set, &mask_->before);
  fd_ = UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  watch_ = loop.watch(fd_.get(), [fd = fd_.get(), on_signal = std::move(on_signal)] {
    signalfd_siginfo info;
    if (::read(fd, &info, sizeof info) == sizeof info) on_signal(static_cast<int>(info.ssi_signo));
  });
}

Signals::~Signals() {
  watch_.reset();
  ::pthread_sigmask(SIG_SETMASK, &mask_->before, nullptr);
}

}  // namespace interview::cli
