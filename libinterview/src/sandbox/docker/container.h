// Containers by the Engine API, as far as boxes need them. All calls block.
#pragma once

#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/docker/container_spec.h"
#include "sandbox/docker/engine.h"

namespace interview::sandbox::docker {

// Makes it and starts it; its id. Errors of Engine, Errc::internal with Docker's own words, and not_found if
// there is no such image. One that was made and cannot be started is removed.
Result<std::string> start_container(Engine& engine, const ContainerSpec& spec);

// Whether it runs; Errc::not_found if there is none.
Result<bool> is_running(Engine& engine, const std::string& id);
// New limits, memory without swap, for what runs in it.
Result<void> update_limits(Engine& engine, const std::string& id, uint64_t memory_bytes, uint32_t processes);
// Ends every process in it. One that has ended is no error.
Result<void> kill_container(Engine& engine, const std::string& id);
// Ends it and removes it. One that is gone is no error.
Result<void> remove_container(Engine& engine, const std::string& id);

// The ids of all whose owners are gone.
Result<std::vector<std::string>> left_containers(Engine& engine);

}  // namespace interview::sandbox::docker
