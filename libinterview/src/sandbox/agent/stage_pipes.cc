#include "sandbox/agent/stage_pipes.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/agent/protocol.h"

namespace interview::sandbox {
namespace {

constexpr uint64_t kOpenFiles = 1024;
constexpr uint64_t kStackBytes = 64 << 20;

bool make_pipe(UniqueFd& read_end, UniqueFd& write_end) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  read_end = UniqueFd(ends[0]);
  write_end = UniqueFd(ends[1]);
  return true;
}

bool make_ours(const UniqueFd& outer, uint32_t owner) {
  return ::fcntl(outer.get(), F_SETFL, O_NONBLOCK) == 0 &&
         (::geteuid() != 0 || ::fchown(outer.get(), owner, owner) == 0);
}

void pack_string(std::string& out, std::string_view text) {
  const uint64_t size = text.size();
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out.append(text).push_back('\0');
}

}  // namespace

Result<StagePipes> make_stage_pipes(uint32_t owner) {
  StagePipes pipes;
  const bool made = make_pipe(pipes.inner_in, pipes.streams.in) &&
                    make_pipe(pipes.streams.out, pipes.inner_out) &&
                    make_pipe(pipes.streams.err, pipes.inner_err) && make_ours(pipes.streams.in, owner) &&
                    make_ours(pipes.streams.out, owner) && make_ours(pipes.streams.err, owner);
  if (!made) return {Errc::internal, std::string("cannot make pipes: ") + std::strerror(errno)};
  return pipes;
}

std::string pack_plan(const StagePlan& stage, const std::vector<std::string>& environment,
                      const std::vector<SourceFile>& files, const RunLimits& limits, uint64_t processes,
                      std::string_view seccomp) {
  StageHeader header{};
  header.open_files = kOpenFiles;
  header.file_bytes = limits.disk_bytes;
  header.stack_bytes = kStackBytes;
  header.cpu_seconds = stage.limits.cpu_ms / 1000 + 1;
  header.processes = processes;
  header.arguments = static_cast<uint32_t>(stage.arguments.size());
  header.environment = static_cast<uint32_t>(environment.size());
  header.files = static_cast<uint32_t>(files.size());
  std::string out(reinterpret_cast<const char*>(&header), sizeof header);
  pack_string(out, seccomp);
  for (const std::string& argument : stage.arguments) pack_string(out, argument);
  for (const std::string& variable : environment) pack_string(out, variable);
  for (const SourceFile& file : files) {
    pack_string(out, file.name);
    pack_string(out, file.content);
  }
  return out;
}

}  // namespace interview::sandbox
