#include "sandbox/docker/container_spec.h"

#include <initializer_list>
#include <string_view>

#include "protocol/json_out.h"
#include "sandbox/docker/labels.h"

namespace interview::sandbox::docker {
namespace {

// Where the container sees `agent_folder`.
constexpr char kAgentFolder[] = "/run/interview";
// Files and folders of one file system; the kernel's own memory for them counts as well.
constexpr uint64_t kInodes = 16'384;
// Runs go before the server when the whole machine is out of memory.
constexpr int kOomScore = 500;

std::string tmpfs_options(uint64_t bytes) {
  const std::string user = std::to_string(kContainerUser);
  return "rw,nosuid,nodev,exec,size=" + std::to_string(bytes) + ",nr_inodes=" + std::to_string(kInodes) +
         ",uid=" + user + ",gid=" + user;
}

void write_host_config(wire::JsonOut& out, const ContainerSpec& spec) {
  out.begin_object();
  out.key("NetworkMode").text("none");
  out.key("IpcMode").text("none");
  out.key("Memory").number(spec.memory_bytes);
  out.key("MemorySwap").number(spec.memory_bytes);
  out.key("PidsLimit").number(spec.processes + kAgentProcesses);
  if (spec.cpus > 0) out.key("NanoCpus").number(static_cast<uint64_t>(spec.cpus * 1e9));
  out.key("OomScoreAdj").integer(kOomScore);
  out.key("ReadonlyRootfs").boolean(true);
  out.key("CapDrop").texts({"ALL"});
  out.key("SecurityOpt").texts({"no-new-privileges"});
  out.key("LogConfig").begin_object();
  out.key("Type").text("none");
  out.end_object();
  out.key("Tmpfs").begin_object();
  out.key("/box").text(tmpfs_options(spec.disk_bytes));
  out.key("/dev/shm").text(tmpfs_options(spec.disk_bytes));
  out.end_object();
  out.key("Mounts").begin_array();
  out.begin_object();
  out.key("Type").text("bind");
  out.key("Source").text(spec.agent_folder);
  out.key("Target").text(kAgentFolder);
  out.key("ReadOnly").boolean(true);
  out.end_object();
  out.end_array();
  if (!spec.runtime.empty()) out.key("Runtime").text(spec.runtime);
  out.end_object();
}

}  // namespace

std::string to_json(const ContainerSpec& spec) {
  const std::string user = std::to_string(kContainerUser);
  const std::string folder = kAgentFolder;
  std::string json;
  wire::JsonOut out(json);
  out.begin_object();
  out.key("Image").text(spec.image);
  out.key("User").text(user + ":" + user);
  out.key("Hostname").text("sandbox");
  out.key("NetworkDisabled").boolean(true);
  out.key("Entrypoint").texts({folder + "/agent", folder + "/socket"});
  out.key("Cmd").texts({});
  out.key("Labels").begin_object();
  out.key(kOwnerLabel).text(spec.owner);
  out.end_object();
  out.key("HostConfig");
  write_host_config(out, spec);
  out.end_object();
  return json;
}

}  // namespace interview::sandbox::docker
