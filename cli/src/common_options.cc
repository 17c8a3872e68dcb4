#include "common_options.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "interview/bytes.h"

namespace interview::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry && *entry->pw_name ? entry->pw_name : "somebody";
}

}  // namespace

void add_network_options(::CLI::App& command, CommonOptions& options) {
  command.add_option("--ca", options.ca_file,
                     "Trust the certificates in this file (PEM) besides the system's");
  command.add_flag("--insecure", options.insecure, "Do not check who the server is (TLS)");
  command.add_option("--timeout", options.timeout_s, "Seconds to wait for the server")
      ->check(::CLI::Range(1u, 86'400u))
      ->capture_default_str();
}

void add_room_options(::CLI::App& command, CommonOptions& options) {
  options.name = user_name();
  command.add_option(
      "LINK", options.link,
      "The invitation, http://HOST/r/ROOM#i=CODE, in quotes; - reads it from standard input; without it, "
      "from the environment (INTERVIEW_LINK). Arguments show in `ps`: on a shared machine use one of these");
  command.add_option("--name", options.name, "Your name, as others see it")->capture_default_str();
  command.add_option("--state", options.state,
                     "Folder for what must outlive this command (default: interview in $XDG_STATE_HOME)");
  add_network_options(command, options);
}

void shift_link(CommonOptions& options, std::string& next) {
  const std::string& link = options.link;
  if (!next.empty() || link == "-" || link.rfind("http://", 0) == 0 || link.rfind("https://", 0) == 0) return;
  next = std::exchange(options.link, {});
}

NetworkOptions network_options(const CommonOptions& options) {
  NetworkOptions network;
  network.verify_tls = !options.insecure;
  network.ca_file = options.ca_file;
  network.connect_ms = network.request_ms = options.timeout_s * 1'000;
  return network;
}

Result<Link> link_of(const CommonOptions& options) {
  std::string text = options.link.empty() ? environment("INTERVIEW_LINK") : options.link;
  if (text == "-") {
    text.clear();
    // By single bytes, so that what follows the line is left for the command.
    char c;
    while (text.size() < 4096 && ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n') text += c;
  }
  if (text.empty())
    return {Errc::bad_argument, "no link: give it as an argument, with -, or in INTERVIEW_LINK"};
  auto link = parse_link(text);
  if (link && link->room.empty()) return {Errc::bad_argument, "this link is to a server, not to a room"};
  return link;
}

std::string state_folder(const CommonOptions& options, const Link& link) {
  std::string base = options.state;
  if (base.empty()) {
    base = environment("XDG_STATE_HOME");
    if (base.empty()) base = environment("HOME") + "/.local/state";
    base += "/interview";
  }
  const std::string who = to_url(link.server) + '\n' + link.room + '\n' + link.code + '\n' + options.name;
  return base + "/" + to_base64url(bytes_of(blake2b(who))).substr(0, 22);
}

}  // namespace interview::cli
