#include <rapidjson/document.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "commands.h"
#include "common_options.h"
#include "exit_code.h"
#include "interview/join.h"
#include "interview/token.h"
#include "output.h"
#include "terminal/filter.h"

namespace interview::cli {
namespace {

constexpr int64_t kTokenSeconds = 300;
constexpr size_t kMostTokenBytes = 64u << 10;

struct CreateOptions {
  CommonOptions common;
  std::string server;
  std::string data;
  std::string token;
  std::string owner_link;
  std::string title = "Interview";
  std::string language;
};

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kMostTokenBytes, '\0');
  if (file) file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.is_open() || file.bad()) return {Errc::io, "cannot read " + path};
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

// The owner of a server on this machine is who can read its keys.
Result<std::string> owner_token(const std::string& data) {
  const auto saved = read_file(data + "/keys.json");
  if (!saved)
    return {Errc::io,
            saved.error().message + ": --data is the folder of a server on this machine, as its user"};
  const auto keys = KeyRing::load(*saved);
  if (!keys) return keys.error();
  Claims claims;
  claims.issuer = "interviewd";
  claims.audience = "interview";
  claims.subject = claims.role = "owner";
  claims.name = "owner";
  claims.issued_at = EventLoop().now_ms() / 1'000;
  claims.expires_at = claims.issued_at + kTokenSeconds;
  return sign(*keys, claims);
}

Result<Endpoint> server_of(const std::string& data) {
  const auto saved = read_file(data + "/server.json");
  if (!saved) return {Errc::io, saved.error().message + ": is the server running? Or give --server"};
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(saved->data(), saved->size());
  if (json.HasParseError() || !json.IsObject() || !json.HasMember("url") || !json["url"].IsString())
    return {Errc::bad_message, data + "/server.json is malformed"};
  return parse_endpoint(json["url"].GetString());
}

struct Plan {
  Endpoint server;
  std::string token;
  std::optional<Link> owner;  // is exchanged for a token first
};

Result<Plan> plan_of(const CreateOptions& options) {
  Plan plan;
  if (!options.owner_link.empty()) {
    auto link = parse_link(options.owner_link);
    if (!link) return link.error();
    if (!link->room.empty()) return {Errc::bad_argument, "this link is to a room; the owner's link is not"};
    plan.server = link->server;
    plan.owner = std::move(*link);
  } else {
    const char* kept = std::getenv("INTERVIEW_TOKEN");
    plan.token = !options.token.empty() || !options.data.empty() || !kept ? options.token : kept;
    if (plan.token.empty() && options.data.empty())
      return {Errc::bad_argument,
              "who are you? Give --data DIR of a server on this machine, --token, or --link"};
    if (plan.token.empty()) {
      auto token = owner_token(options.data);
      if (!token) return token.error();
      plan.token = std::move(*token);
    }
  }
  if (plan.owner && options.server.empty()) return plan;
  if (options.server.empty() && options.data.empty())
    return {Errc::bad_argument, "which server? Give --server http://HOST:PORT"};
  auto server = options.server.empty() ? server_of(options.data) : parse_endpoint(options.server);
  if (!server) return server.error();
  plan.server = std::move(*server);
  return plan;
}

void print(const CreatedRoom& created, bool json) {
  if (json) {
    JsonObject links;
    for (const auto& [role, link] : created.links) links.text(role, link);
    return out().write_json(JsonObject().text("room", created.room).raw("links", links.finish()).finish());
  }
  out().write("room " + for_terminal(created.room, {.one_line = true}) + "\n");
  for (const auto& [role, link] : created.links) {
    std::string name = for_terminal(role, {.one_line = true});
    name.resize(std::max<size_t>(name.size(), 12), ' ');
    out().write(name + " " + for_terminal(link, {.one_line = true}) + "\n");
  }
}

int create(const CreateOptions& options) {
  auto plan = plan_of(options);
  if (!plan) {
    complain(plan.error().message);
    return plan.error().code == Errc::bad_argument ? kUsage : kFailed;
  }
  EventLoop loop(network_options(options.common));
  int code = kFailed;
  std::unique_ptr<Underway> request;
  const auto fail = [&](const Error& why) {
    complain(why.message);
    loop.stop();
  };
  const auto ask = [&] {
    request = create_room(loop, plan->server, plan->token, options.title, options.language,
                          [&](const Result<CreatedRoom>& created) {
                            if (!created) return fail(created.error());
                            print(*created, options.common.json);
                            code = out().good() ? kOk : kFailed;
                            loop.stop();
                          });
  };
  if (plan->owner)
    request = join(loop, *plan->owner, "owner", [&](const Result<Joined>& joined) {
      if (!joined) return fail(joined.error());
      plan->token = joined->token;
      ask();
    });
  else
    ask();
  loop.run();
  return code;
}

}  // namespace

void add_create(::CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CreateOptions>();
  ::CLI::App* command =
      app.add_subcommand("create", "Make a room, and print the links to invite people with");
  command->add_option("--server", options->server, "http://HOST:PORT (default: that of --data)");
  command->add_option("--data", options->data, "Act as the owner of the server with this data folder");
  command->add_option("--token", options->token,
                      "A token that may create rooms (default: INTERVIEW_TOKEN; arguments show in `ps`)");
  command->add_option("--link", options->owner_link,
                      "The owner's link, as the server's first start prints it");
  command->add_option("--title", options->title, "The room's title")->capture_default_str();
  command->add_option("--language", options->language,
                      "The room's language (default: Python, if the server runs code)");
  command->add_flag("--json", options->common.json,
                    R"(Print {"room","links":{"interviewer","reviewer","observer"}})");
  add_network_options(*command, options->common);
  command->footer(
      "Examples:\n  interview create --data .cache/data --title 'Ada, first round'\n"
      "  INTERVIEW_TOKEN=... interview create --server https://interviews.example --language go --json");
  command->callback([options, &exit_code] { exit_code = create(*options); });
}

}  // namespace interview::cli
