// Containers by the Engine API, as far as boxes need them. All calls block.
#pragma once

#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/docker/container_spec.h"
#include "sandbox/docker/engine.h"

namespace interview::sandbox::docker {

// Makes one and starts it. Errors of Engine, Errc::internal with Docker's own words, and not_found if there
// is no such image. After a failure it may be there nevertheless, when Docker's answer did not come: then,
// too, whoever chose the name has it removed.
Result<void> start_container(Engine& engine, const std::string& name, const ContainerSpec& spec);

// Whether it runs; Errc::not_found if there is none.
Result<bool> is_running(Engine& engine, const std::string& name);
// New limits, memory without swap, for what runs in it.
Result<void> update_limits(Engine& engine, const std::string& name, uint64_t memory_bytes,
                           uint32_t processes);
// Ends every process in it. One that has ended is no error.
Result<void> kill_container(Engine& engine, const std::string& name);
// Ends it and removes it. One that is gone is no error.
Result<void> remove_container(Engine& engine, const std::string& name);

// All whose owners are gone.
Result<std::vector<std::string>> left_containers(Engine& engine);

}  // namespace interview::sandbox::docker
