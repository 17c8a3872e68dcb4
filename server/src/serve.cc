#include "serve.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <future>

#include "access.h"
#include "data_folder.h"
#include "http_api.h"
#include "log.h"
#include "sandbox_choice.h"
#include "server_languages.h"
#include "welcome.h"

namespace interview {
namespace {

constexpr std::chrono::milliseconds kGrace{5'000};

ExitCode complain(ExitCode code, const std::string& sentence) {
  std::fprintf(stderr, "interviewd: %s\n", sentence.c_str());
  return code;
}

Result<void> read_listen(const std::string& listen, front::ListenerOptions& options) {
  const size_t colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? listen : listen.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos ||
      std::stoul(port) > 65535)
    return Error{Errc::bad_argument, "--listen wants ADDRESS:PORT, e.g. 127.0.0.1:8080"};
  options.port = static_cast<uint16_t>(std::stoul(port));
  if (colon == std::string::npos) return {};
  options.address = listen.substr(0, colon);
  if (options.address.size() > 2 && options.address.front() == '[' && options.address.back() == ']')
    options.address = options.address.substr(1, options.address.size() - 2);
  return {};
}

std::string own_url(const front::ListenerOptions& options, uint16_t port) {
  std::string host = options.address;
  if (host == "0.0.0.0" || host == "::") host = "localhost";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (options.tls_certificate_file.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

// The signals that end the server, waited for by the main thread alone: blocked before any other thread
// begins.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  int wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal;
  }

 private:
  sigset_t set_;
};

ExitCode folder_exit_code(Errc code) {
  switch (code) {
    case Errc::busy:
      return ExitCode::in_use;
    case Errc::disk_full:
      return ExitCode::disk_full;
    default:
      return ExitCode::data_folder;
  }
}

ExitCode store_exit_code(Errc code) {
  return code == Errc::store_schema_newer ? ExitCode::schema_newer : ExitCode::store;
}

}  // namespace

ExitCode serve(ServeOptions options) {
  const StopSignals signals;
  if (const auto read = read_listen(options.listen, options.front); !read)
    return complain(ExitCode::usage, read.error().message);
  if (const auto fits = check_ice_options(options.ice); !fits)
    return complain(ExitCode::usage, fits.error().message);
  const auto languages = languages_of(options.sandbox.languages);
  if (!languages) return complain(ExitCode::usage, languages.error().message);
  auto folder = DataFolder::open(options.data);
  if (!folder) return complain(folder_exit_code(folder.error().code), folder.error().message);
  auto keys = folder->token_keys();
  if (!keys) return complain(folder_exit_code(keys.error().code), keys.error().message);
  auto seal_key = folder->seal_key();
  if (!seal_key) return complain(folder_exit_code(seal_key.error().code), seal_key.error().message);
  SqlStoreOptions store_options;
  store_options.url = options.database.empty() ? folder->database() : options.database;
  auto store = open_sql_store(store_options);
  if (!store) return complain(store_exit_code(store.error().code), store.error().message);
  auto choice = choose_sandbox(options.sandbox, options.runs, *languages);
  if (!choice)
    return complain(
        ExitCode::sandbox,
        choice.error().message + "; make that possible, or start with --sandbox off (nothing can be run)");
  say_choice(*choice);

  const Clock& clock = system_clock();
  auto writer = make_thread_executor(1);
  auto readers = make_thread_executor(store_options.readers);
  auto workers = make_thread_executor(options.threads);

  options.hub.message.bytes = options.front.max_message_bytes;
  options.hub.room.run_output_bytes = options.runs.output_kib * size_t{1'024};
  options.hub.concurrent_runs = options.runs.concurrent.value_or(runs_that_fit(this_machine()));
  if (choice->sandbox)
    log_event(LogLevel::info, "runs", {{"at_a_time", std::to_string(options.hub.concurrent_runs)}});
  AccessOptions access_options;
  access_options.token_ms = options.token_minutes * int64_t{60'000};
  access_options.invitation_ms = options.invitation_days * int64_t{86'400'000};
  access_options.invitation_uses = options.invitation_uses;
  Access access(**store, std::move(*keys), clock, access_options);

  HubParts parts;
  parts.store = store->get();
  parts.workers = workers.get();
  parts.writer = writer.get();
  parts.readers = readers.get();
  parts.clock = &clock;
  parts.sandbox = choice->sandbox.get();
  parts.languages = choice->languages.get();
  parts.seal_key = std::move(*seal_key);
  parts.authenticate = [&](std::string_view token, std::string_view room) {
    return access.authenticate(token, room);
  };
  parts.renew = [&](const Identity& who, std::string_view room) { return access.renew(who, room); };
  parts.ice = [&](const Identity& who) { return ice_servers(options.ice, who.subject, clock.now_ms()); };
  Hub hub(std::move(parts), options.hub);

  HttpApi api(
      {hub, **store, access, *readers, clock, choice->languages.get(), options, Assets(built_in_assets())});
  front::Listener listener(options.front, api);
  api.serve(listener);
  if (const auto started = listener.start(); !started) {
    const bool tls = started.error().code == Errc::bad_argument &&
                     !(options.front.tls_certificate_file + options.front.tls_key_file).empty();
    return complain(tls ? ExitCode::tls : ExitCode::listen, started.error().message);
  }
  const std::string here = own_url(options.front, listener.port());
  access.set_public_url(options.public_url.empty() ? here : options.public_url);
  if (const auto announced = folder->announce(here); !announced)
    return complain(folder_exit_code(announced.error().code), announced.error().message);
  log_event(LogLevel::info, "listening", {{"url", here}});
  const bool owner_link = folder->is_new() || options.owner_link;
  if (greet(access, hub, **store,
            {here, usual_language(choice->languages.get()), owner_link, options.welcome}))
    folder->greeted();

  const int signal = signals.wait();
  log_event(LogLevel::info, "stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  listener.stop_accepting();
  std::promise<void> stopped;
  hub.stop([&] { stopped.set_value(); });
  stopped.get_future().wait();
  listener.stop(kGrace);
  // Those that hand work to others end before the others do.
  choice->sandbox.reset();
  readers.reset();
  writer.reset();
  workers.reset();
  log_event(LogLevel::info, "stopped");
  return ExitCode::ok;
}

}  // namespace interview
