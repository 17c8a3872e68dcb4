// An image as one file, in the form of `docker save`: a tar of its layer, its configuration and its names,
// compressed by zstd. Its configuration has no time of its own, so that the same content has the same id.
#pragma once

#include <cstdint>
#include <string>

#include "interview/languages.h"
#include "interview/result.h"
#include "sandbox/docker/engine.h"

namespace interview::sandbox::docker {

// Writes the archive of a language whose files are in `layer`, a tar; an old file of the name is replaced at
// the end. Errc::too_big: the disk is full; sandbox_unavailable: there is no zstd; io, internal.
Result<void> write_archive(const std::string& path, const std::string& layer, const Language& language,
                           const std::string& version);

// Gives Docker what is in an archive. Errc::bad_message: it is damaged; errors of Engine.
Result<void> load_archive(Engine& engine, const std::string& path, uint32_t timeout_ms);

}  // namespace interview::sandbox::docker
