// What a client keeps in `.interview/session`: the outbox of its session and what FileSync remembers, in one
// file, because either is right only together with the other. If they were two, a crash between them would
// send a save twice, or never.
#pragma once

#include <string>

#include "interview/result.h"
#include "sync/safe_folder.h"

namespace interview::cli {

struct KeptSession {
  std::string outbox;  // of ClientSession
  std::string files;   // of FileSync::kept()
};

// On the disk when it returns. Errc::io.
Result<void> store(SafeFolder& folder, const KeptSession& kept);
// Errc::not_found, record_malformed, io.
Result<KeptSession> load_session(const SafeFolder& folder);

}  // namespace interview::cli
