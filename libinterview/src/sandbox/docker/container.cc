#include "sandbox/docker/container.h"

#include <rapidjson/document.h>

#include "protocol/json_out.h"
#include "sandbox/docker/answer_field.h"
#include "sandbox/docker/labels.h"
#include "sandbox/owner.h"

namespace interview::sandbox::docker {
namespace {

constexpr uint32_t kCallMs =
    15'000;  // for one call: a daemon under load takes seconds, one that hangs for ever
constexpr int kNotFound = 404;
constexpr int kNotRunning = 409;

// {"label":["org.libinterview.owner"]}, as it stands in a query.
constexpr char kOwnedFilter[] = "%7B%22label%22%3A%5B%22org.libinterview.owner%22%5D%7D";

Result<rapidjson::Document> parse(const Response& answer) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(answer.body.data(), answer.body.size());
  if (document.HasParseError())
    return Result<rapidjson::Document>(Errc::protocol, "Docker's answer is not JSON");
  return Result<rapidjson::Document>(std::move(document));
}

// For calls whose answer says nothing but whether it worked; `also_fine` is a status that is no error here.
Result<void> command(Engine& engine, const char* method, const std::string& target, std::string_view json,
                     int also_fine) {
  const Result<Response> answer = engine.call(method, target, json, kCallMs);
  if (!answer) return answer.error();
  if (!answer->ok() && answer->status != also_fine) return answer->error();
  return {};
}

}  // namespace

Result<void> start_container(Engine& engine, const std::string& name, const ContainerSpec& spec) {
  const Result<Response> made =
      engine.call("POST", "/containers/create?name=" + name, to_json(spec), kCallMs);
  if (!made) return made.error();
  if (made->status == kNotFound) return {Errc::not_found, made->error().message};
  if (!made->ok()) return made->error();
  return command(engine, "POST", "/containers/" + name + "/start", {}, 0);
}

Result<bool> is_running(Engine& engine, const std::string& name) {
  const Result<Response> answer = engine.call("GET", "/containers/" + name + "/json", {}, kCallMs);
  if (!answer) return answer.error();
  if (answer->status == kNotFound) return {Errc::not_found, answer->error().message};
  if (!answer->ok()) return answer->error();
  const Result<rapidjson::Document> container = parse(*answer);
  if (!container) return container.error();
  if (!container->IsObject()) return {Errc::protocol, "Docker does not describe the container"};
  const auto state = container->FindMember("State");
  if (state == container->MemberEnd() || !state->value.IsObject())
    return {Errc::protocol, "Docker does not tell the container's state"};
  const auto running = state->value.FindMember("Running");
  return running != state->value.MemberEnd() && running->value.IsBool() && running->value.GetBool();
}

Result<void> update_limits(Engine& engine, const std::string& name, uint64_t memory_bytes,
                           uint32_t processes) {
  std::string json;
  wire::JsonOut out(json);
  out.begin_object();
  out.key("Memory").number(memory_bytes);
  out.key("MemorySwap").number(memory_bytes);
  out.key("PidsLimit").number(processes);
  out.end_object();
  return command(engine, "POST", "/containers/" + name + "/update", json, 0);
}

Result<void> kill_container(Engine& engine, const std::string& name) {
  return command(engine, "POST", "/containers/" + name + "/kill", {}, kNotRunning);
}

Result<void> remove_container(Engine& engine, const std::string& name) {
  return command(engine, "DELETE", "/containers/" + name + "?force=1&v=1", {}, kNotFound);
}

Result<std::vector<std::string>> left_containers(Engine& engine) {
  const Result<Response> answer =
      engine.call("GET", std::string("/containers/json?all=1&filters=") + kOwnedFilter, {}, kCallMs);
  if (!answer) return answer.error();
  if (!answer->ok()) return answer->error();
  const Result<rapidjson::Document> list = parse(*answer);
  if (!list) return list.error();
  if (!list->IsArray()) return {Errc::protocol, "Docker's list of containers is not one"};
  std::vector<std::string> left;
  for (const rapidjson::Value& container : list->GetArray()) {
    if (!container.IsObject()) continue;
    const auto labels = container.FindMember("Labels");
    if (labels == container.MemberEnd() || !labels->value.IsObject()) continue;
    if (is_gone(text_of(labels->value, kOwnerLabel))) left.push_back(text_of(container, "Id"));
  }
  return left;
}

}  // namespace interview::sandbox::docker
