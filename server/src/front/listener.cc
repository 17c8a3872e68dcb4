#include "front/listener.h"

#include <asio/executor_work_guard.hpp>
#include <asio/steady_timer.hpp>
#include <atomic>
#include <cassert>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "front/acceptor.h"
#include "front/front_core.h"
#include "front/tls.h"

namespace interview::front {
namespace {

Result<void> check(const ListenerOptions& options) {
  const auto bad = [](std::string why) -> Result<void> { return {Errc::bad_argument, std::move(why)}; };
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty())
    return bad("TLS needs both a certificate file and a key file: give the other one, or neither");
  if (options.max_connections == 0) return bad("max_connections must be at least 1");
  if (options.request.head_bytes < 64) return bad("the limit of a request's head must be at least 64 bytes");
  if (options.low_mark > options.high_mark || options.high_mark > options.max_buffered_bytes)
    return bad("the marks must be in order: low_mark, high_mark, max_buffered_bytes");
  const std::chrono::milliseconds times[] = {
      options.accept_pause,  options.tls_handshake_timeout, options.head_timeout,  options.body_timeout,
      options.idle_timeout,  options.handler_timeout,       options.write_timeout, options.linger_timeout,
      options.ping_interval, options.pong_timeout,          options.close_timeout};
  for (const auto time : times)
    if (time.count() <= 0) return bad("every time limit must be above 0");
  return {};
}

}  // namespace

struct Listener::Running {
  Running(ListenerOptions options, Handler& handler) : core(std::move(options), handler), grace(core.io) {}

  FrontCore core;
  std::unique_ptr<Acceptor> acceptor;
  asio::steady_timer grace;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::thread thread;
  std::atomic<uint16_t> port{0};
  bool was_cut = false;

  void run();
  void begin_stop(std::chrono::milliseconds limit);
  void finish_if_empty();
  // A copy: who is told may leave the set.
  std::vector<LiveConnection*> living() const { return {core.live.begin(), core.live.end()}; }
};

void Listener::Running::run() {
  core.io.run();
  core.mailbox->shut();
  // What other threads posted between the last look and the shutting.
  core.io.restart();
  core.io.poll();
}

void Listener::Running::begin_stop(std::chrono::milliseconds limit) {
  core.stopping = true;
  acceptor->stop();
  core.on_place_freed = [this] { finish_if_empty(); };
  for (LiveConnection* connection : living()) connection->go_away();
  grace.expires_after(limit);
  grace.async_wait([this](std::error_code cancelled) {
    if (cancelled || core.live.empty()) return;
    was_cut = true;
    for (LiveConnection* connection : living()) connection->cut();
  });
  finish_if_empty();
}

void Listener::Running::finish_if_empty() {
  if (core.counters.connections.load(std::memory_order_relaxed) > 0) return;
  grace.cancel();
  work.reset();
}

Listener::Listener(ListenerOptions options, Handler& handler)
    : running_(std::make_unique<Running>(std::move(options), handler)), mailbox_(running_->core.mailbox) {}

Listener::~Listener() {
  stop(std::chrono::milliseconds(0));
  mailbox_->shut();
}

Result<void> Listener::start() {
  Running& running = *running_;
  assert(!running.acceptor);
  FrontCore& core = running.core;
  if (auto checked = check(core.options); !checked) return checked;
  try {
    std::shared_ptr<asio::ssl::context> tls;
    if (!core.options.tls_certificate_file.empty()) {
      auto loaded = load_tls(core.options.tls_certificate_file, core.options.tls_key_file);
      if (!loaded) return loaded.error();
      tls = *loaded;
    }
    auto acceptor = std::make_unique<Acceptor>(core);
    if (auto opened = acceptor->open(); !opened) return opened;
    core.tls = std::move(tls);
    running.acceptor = std::move(acceptor);
    running.work.emplace(core.io.get_executor());
    running.thread = std::thread([&running] { running.run(); });
  } catch (const std::exception& failure) {
    running.work.reset();
    running.acceptor.reset();
    core.tls.reset();
    return {Errc::internal, std::string("cannot start to listen: ") + failure.what()};
  }
  running.port = running.acceptor->port();
  mailbox_->post([&running] { running.acceptor->start(); });
  return {};
}

void Listener::stop_accepting() {
  Running& running = *running_;
  if (running.acceptor) mailbox_->post([&running] { running.acceptor->stop(); });
}

bool Listener::stop(std::chrono::milliseconds grace) {
  Running& running = *running_;
  if (!running.thread.joinable()) return true;
  assert(running.thread.get_id() != std::this_thread::get_id());
  mailbox_->post([&running, grace] { running.begin_stop(grace); });
  running.thread.join();
  return !running.was_cut;
}

uint16_t Listener::port() const {
  return running_->port;
}
ListenerStats Listener::stats() const {
  return running_->core.counters.snapshot();
}

}  // namespace interview::front
