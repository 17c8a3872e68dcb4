#include "serve_options.h"

#include <CLI/CLI.hpp>

#include "page_headers.h"
#include "server_languages.h"

namespace interview {

namespace {

template <typename Add>
void add_run_options(ServeOptions& options, const Add& add) {
  RunOptions& runs = options.runs;
  add("--runs", runs.concurrent,
      "Runs of code at a time (default: as many as there are cores and memory for)")
      ->default_str("")
      ->check(CLI::Range(1, 256));
  add("--run-seconds", runs.seconds,
      "Most CPU time of a run, and a third of what it may take by the clock; a language may ask for less, "
      "and does")
      ->check(CLI::Range(1, 3'600));
  add("--compile-seconds", runs.compile_seconds, "The same of compiling")->check(CLI::Range(1, 3'600));
  add("--run-memory-mib", runs.memory_mib, "Most memory of a run; a language may ask for less, and does")
      ->check(CLI::Range(1, 1 << 20));
  add("--compile-memory-mib", runs.compile_memory_mib, "The same of compiling")
      ->check(CLI::Range(1, 1 << 20));
  add("--run-processes", runs.processes, "Most processes and threads of a run at one time")
      ->check(CLI::Range(1, 30'000));
  add("--run-output-kib", runs.output_kib, "Most output of a run; all of it is logged")
      ->check(CLI::Range(1, 16'384));
  add("--run-disk-mib", runs.disk_mib, "Most that a run may write to files")->check(CLI::Range(1, 1 << 20));
  add("--max-queued-runs", options.hub.queued_runs, "Runs that may wait")->check(CLI::Range(1, 10'000));
  add("--max-queued-runs-per-room", options.hub.queued_runs_of_room, "The same, of one room")
      ->check(CLI::Range(1, 10'000));
  add("--max-queued-runs-per-person", options.hub.queued_runs_of_person, "The same, of one person in a room")
      ->check(CLI::Range(1, 10'000));
}

template <typename Add>
void add_sandbox_options(SandboxOptions& options, const Add& add) {
  add("--sandbox", options.kind, "What runs code; auto: docker if it answers and has an image, else native")
      ->check(CLI::IsMember({"auto", "docker", "native", "off"}));
  add("--languages", options.languages, kLanguagesHelp);
  add("--sandbox-cgroup", options.cgroup,
      "Native: folder of the runs' cgroups below /sys/fs/cgroup, if not \"interview\": one that this user "
      "may "
      "write");
  add("--docker", options.docker.docker,
      "Docker's socket, unix:///PATH (default: DOCKER_HOST, else unix:///var/run/docker.sock)");
  add("--docker-runtime", options.docker.runtime,
      "Docker's name of the runtime for runs, if not its default: one that passes descriptors, as runc does");
  add("--docker-cpus", options.docker.cpus, "Processors that one run may keep busy; 0: all")
      ->check(CLI::Range(0.0, 1'024.0));
  add("--docker-folder", options.docker.folder,
      "Folder for sockets to containers, if not /tmp: one that Docker sees by the same path");
  add("--docker-ready", options.docker.ready_most, "Most containers of a language that wait started")
      ->check(CLI::Range(0, 64));
  add("--docker-ready-mib", options.ready_mib, "Memory for all containers that wait")
      ->check(CLI::Range(0, 1 << 20));
}

}  // namespace

void add_serve_options(CLI::App& command, ServeOptions& options) {
  const auto add = [&](const char* name, auto& value, const char* help) {
    std::string variable = "INTERVIEWD_";
    for (const char* c = name + 2; *c != '\0'; ++c)
      variable += *c == '-' ? '_' : static_cast<char>(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
    return command.add_option(name, value, help)->envname(variable)->capture_default_str();
  };
  add("--listen", options.listen, "Address and port to listen on; port 0 takes any free one");
  add("--data", options.data, "Folder for the database and the keys; it is made if it is not there")
      ->required();
  add("--db", options.database,
      "sqlite:PATH or postgresql://user:password@host/name (default: SQLite in the data folder)");
  add_sandbox_options(options.sandbox, add);
  add("--public-url", options.public_url, "What links begin with, e.g. https://interview.example.org");
  add("--allow-origin", options.allowed_origins, "Other web origins that may open sessions");
  add("--trusted-proxy", options.trusted_proxies, "Addresses whose X-Forwarded-For is believed");
  add("--tls-cert", options.front.tls_certificate_file,
      "Certificate chain (PEM); with --tls-key: https and wss");
  add("--tls-key", options.front.tls_key_file, "Private key (PEM)");
  add("--frame-ancestor", options.frame_ancestors,
      "Web origins that may show the pages in a frame, e.g. https://jobs.example.org")
      ->check(CLI::Validator(
          [](const std::string& origin) {
            return is_origin(origin) ? std::string() : "an origin is SCHEME://HOST or SCHEME://HOST:PORT";
          },
          ""));
  add("--turn-url", options.ice.turn_urls,
      "TURN servers that calls may use, e.g. turn:turn.example.org:3478?transport=udp");
  add("--turn-secret", options.ice.turn_secret, "The secret shared with them (coturn: use-auth-secret)");
  add("--turn-seconds", options.ice.seconds, "Life of the credentials for them")
      ->check(CLI::Range(60, 86'400));
  add("--stun-url", options.ice.stun_urls,
      "STUN servers that calls may use, e.g. stun:stun.example.org:3478");
  add("--threads", options.threads, "Threads for rooms")->check(CLI::Range(1, 256));
  add("--token-minutes", options.token_minutes, "Life of a person's token; it is renewed in the session")
      ->check(CLI::Range(1, 1440));
  add("--invitation-days", options.invitation_days, "Life of invitation links")->check(CLI::Range(1, 365));
  add("--invitation-uses", options.invitation_uses, "How often an invitation link may be used")
      ->check(CLI::Range(1, 100'000));
  add("--join-failures", options.join.failures_per_minute,
      "Wrong invitation codes of one address in a minute; 0: no limit")
      ->check(CLI::Range(0, 1'000'000));
  add("--join-addresses", options.join.addresses, "Addresses whose wrong codes are remembered")
      ->check(CLI::Range(1, 10'000'000));
  add("--max-connections", options.front.max_connections, "Connections at a time")
      ->check(CLI::Range(1, 1'000'000));
  add("--max-connections-per-address", options.front.max_connections_per_address,
      "The same, of one address; 0: no limit");
  add("--max-message-bytes", options.front.max_message_bytes, "Longest WebSocket message")
      ->check(CLI::Range(1024, 64 << 20));
  add("--max-buffered-bytes", options.front.max_buffered_bytes, "What may wait for one slow connection")
      ->check(CLI::Range(64 << 10, 1 << 30));
  add("--max-http-tasks", options.http_tasks, "Requests that may wait for the database")
      ->check(CLI::Range(1, 10'000));
  add("--messages-per-second", options.hub.messages_per_second, "Messages of one session in the long run")
      ->check(CLI::Range(1, 1'000'000));
  add("--message-burst", options.hub.message_burst, "The same, at once")->check(CLI::Range(1, 1'000'000));
  add("--signals-per-second", options.hub.signals_per_second, "Signals of one session in the long run")
      ->check(CLI::Range(1, 1'000'000));
  add("--signal-burst", options.hub.signal_burst, "The same, at once")->check(CLI::Range(1, 1'000'000));
  add("--max-document-units", options.hub.room.document_units, "Longest document, in UTF-16 units")
      ->check(CLI::Range(1, 64 << 20));
  add("--max-documents", options.hub.room.documents, "Documents in a room")->check(CLI::Range(1, 10'000));
  add("--max-participants", options.hub.room.participants, "People who may ever join a room")
      ->check(CLI::Range(1, 100'000));
  add_run_options(options, add);
  add("--max-pending-records", options.hub.pending_records,
      "Records of a room that may wait while the database takes none")
      ->check(CLI::Range(1, 1'000'000));
  add("--idle-room-ms", options.hub.idle_room_ms, "An empty room is let go after that");
  add("--snapshot-every", options.hub.snapshot_every, "Records between snapshots of a room")
      ->check(CLI::Range(1, 1'000'000));
  command.add_flag("--owner-link", options.owner_link,
                   "Print a link for the owner, as at the first start: for one use, within an hour");
  command.add_flag("--welcome", options.welcome, "Open a first room and print the links to it");
}

}  // namespace interview
