#include "bench/docker_place.h"
#include "interview/images.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "sandbox/docker/image_index.h"

namespace interview::bench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{25};
constexpr milliseconds kQuiet{400};  // no container has come or gone for so long
constexpr milliseconds kPatience{15'000};

const char* address() {
  for (const char* name : {"INTERVIEW_TEST_DOCKER", "DOCKER_HOST"})
    if (const char* value = std::getenv(name); value && *value) return value;
  return "";
}

}  // namespace

std::unique_ptr<DockerPlace> DockerPlace::find(std::string& why) {
  const auto socket = sandbox::docker::socket_path(address());
  if (!socket) {
    why = socket.error().message;
    return nullptr;
  }
  std::unique_ptr<DockerPlace> place(new DockerPlace(*socket));
  const auto answer = place->engine_.call("GET", "/_ping", {}, 5'000);
  if (answer && answer->ok()) return place;
  why = answer ? answer->error().message : answer.error().message;
  return nullptr;
}

DockerPlace::~DockerPlace() {
  for (const std::string& name : lent_) (void)engine_.call("DELETE", "/images/" + name + "?noprune=1");
}

bool DockerPlace::has_image(const std::string& language) {
  const auto found = engine_.call("GET", "/images/" + image_name(language) + "/json");
  return found && found->ok();
}

bool DockerPlace::lend_image(const std::string& like, const std::string& language) {
  const auto tagged =
      engine_.call("POST", "/images/" + image_name(like) + "/tag?tag=latest&repo=interview/" + language);
  if (!tagged || !tagged->ok()) return false;
  lent_.push_back(image_name(language));
  return true;
}

Result<std::unique_ptr<Sandbox>> DockerPlace::make_sandbox(std::shared_ptr<const Languages> languages,
                                                           DockerSandboxOptions options) {
  options.docker = socket();
  options.folder = folder_.path();
  return make_docker_sandbox(std::move(languages), options);
}

std::map<std::string, std::string> DockerPlace::containers() {
  std::map<std::string, std::string> found;
  const auto answer = engine_.call("GET", "/containers/json?all=1");
  rapidjson::Document list;
  if (answer) list.Parse(answer->body.data(), answer->body.size());
  if (!answer || list.HasParseError() || !list.IsArray()) give_up("Docker does not answer any more");
  for (const auto& container : list.GetArray()) {
    const auto mounts = container["Mounts"].GetArray();
    const bool ours = std::any_of(mounts.begin(), mounts.end(), [&](const auto& mount) {
      return std::string(mount["Source"].GetString()).rfind(folder_.path(), 0) == 0;
    });
    if (ours) found[container["Id"].GetString()] = container["State"].GetString();
  }
  return found;
}

Timing PoolRunner::run(const RunRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    used_ = true;
  }
  return SandboxRunner::run(request);
}

void PoolRunner::settle() {
  const std::lock_guard lock(mutex_);
  const Clock::time_point begin = Clock::now();
  std::map<std::string, std::string> seen;
  Clock::time_point changed = begin;
  while (Clock::now() - begin < kPatience) {
    std::map<std::string, std::string> now = place_.containers();
    if (now != seen) {
      seen = std::move(now);
      changed = Clock::now();
    }
    const bool all_run = std::all_of(seen.begin(), seen.end(),
                                     [](const auto& container) { return container.second == "running"; });
    const bool renewed = !used_ || seen != before_;
    if (all_run && renewed && Clock::now() - changed >= kQuiet) break;
    std::this_thread::sleep_for(kLook);
  }
  before_ = std::move(seen);
  used_ = false;
}

}  // namespace interview::bench
