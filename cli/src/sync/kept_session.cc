#include "sync/kept_session.h"

#include "sync/netstrings.h"

namespace interview::cli {
namespace {

constexpr std::string_view kName = "session";

}  // namespace

Result<void> store(SafeFolder& folder, const KeptSession& kept) {
  std::string bytes;
  add_netstring(bytes, "1");
  add_netstring(bytes, kept.outbox);
  add_netstring(bytes, kept.files);
  return folder.store(kName, bytes);
}

Result<KeptSession> load_session(const SafeFolder& folder) {
  const auto bytes = folder.load(kName);
  if (!bytes) return bytes.error();
  NetstringReader in(*bytes);
  const uint64_t format = in.number();
  KeptSession kept;
  kept.outbox = in.bytes();
  kept.files = in.bytes();
  if (format != 1 || !in.done()) return Error{Errc::record_malformed, "the kept session is malformed"};
  return kept;
}

}  // namespace interview::cli
