// A thread that takes none of the process's signals: those are for the program that uses the library.
#pragma once

#include <signal.h>

#include <thread>
#include <utility>

namespace interview::sandbox {

template <typename Body>
std::thread start_quiet_thread(Body body) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace interview::sandbox
