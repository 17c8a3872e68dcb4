// Where rooms are kept: the interface, the store in memory, and the SQL store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interview/record.h"
#include "interview/result.h"

namespace interview {

// A room as it is listed. Times are ms since 1970 (UTC).
struct RoomRow {
  std::string id;
  std::string title;
  std::string owner;  // subject of whoever made it
  int64_t created_at = 0;
  int64_t ended_at = 0;  // 0: open
};

// A participant's name: kept outside the log, so that it can be forgotten while the log still verifies.
struct PersonRow {
  uint32_t number = 0;  // in the room
  std::string subject;  // of the token
  std::string name;
};

// A link that lets people in. Only the digest of its code is kept.
struct Invitation {
  std::string id;
  std::string room;  // empty: not for a room but for the server (role "owner")
  Digest code{};     // BLAKE2b of the code
  std::string role;
  int64_t expires_at = 0;  // ms since 1970
  uint32_t uses_left = 0;
  bool revoked = false;
};

// Records of one room that follow the ones stored, and the names of the people who came with them.
struct Append {
  std::string room;
  std::vector<Record> records;      // consecutive; not empty
  std::vector<PersonRow> people;    // inserted or renamed
  std::optional<int64_t> ended_at;  // with the last record of a room
  std::optional<Seal> seal;         // the same
};

struct LogHead {
  uint64_t seq = 0;
  Digest hash{};  // all zero when seq is 0
};

struct StoredSnapshot {
  uint64_t seq = 0;
  std::string bytes;
};

// All calls block. `append` comes from one thread at a time; the others from any thread, also meanwhile. A
// call that fails has changed nothing, except that after Errc::store_unavailable it is unknown whether an
// append was committed: look at `hash_at` of its last records.
class Store {
 public:
  virtual ~Store() = default;

  // Creates a room with its first records, all or nothing. Errc::name_taken if the id exists.
  virtual Result<void> create_room(const RoomRow& room, const Append& first) = 0;
  virtual Result<RoomRow> room(std::string_view id) = 0;  // Errc::no_such_room
  // Newest first, of one owner (empty: all); those after the room `before` in that order (empty: from the
  // newest), so that the last room of a page gives the next page. Errc::no_such_room: `before` is none.
  virtual Result<std::vector<RoomRow>> rooms(std::string_view owner, std::string_view before,
                                             size_t limit) = 0;

  // Commits all of `batch` durably, or nothing. Errc::store_conflict if a (room, seq) is there already or a
  // room's first record does not follow its stored head; no_such_room; store_unavailable; store_failed.
  virtual Result<void> append(const std::vector<Append>& batch) = 0;

  virtual Result<LogHead> head(std::string_view room) = 0;  // Errc::no_such_room
  // The hash of one record; nullopt if it is not there.
  virtual Result<std::optional<Digest>> hash_at(std::string_view room, uint64_t seq) = 0;
  // Records after `after`, in order: at most `max_records`, and no more once `max_bytes` of bodies are passed
  // (so at least one, if there is one).
  virtual Result<std::vector<Record>> read(std::string_view room, uint64_t after, size_t max_records,
                                           size_t max_bytes) = 0;
  // Forgets the bodies (and salts) of those records, and a snapshot that may hold what they said; headers and
  // hashes stay. A room that is live meanwhile still has it, and may store it in its next snapshot. Errc::gap
  // if one is not there.
  virtual Result<void> erase_bodies(std::string_view room, const std::vector<uint64_t>& seqs) = 0;

  virtual Result<std::vector<PersonRow>> people(std::string_view room) = 0;
  virtual Result<std::optional<Seal>> seal_of(std::string_view room) = 0;

  // Keeps the newest snapshot of a room, and drops older ones. An older `seq` than the kept one changes
  // nothing.
  virtual Result<void> put_snapshot(std::string_view room, const StoredSnapshot& snapshot) = 0;
  virtual Result<std::optional<StoredSnapshot>> snapshot(std::string_view room) = 0;

  virtual Result<void> add_invitation(const Invitation& invitation) = 0;
  virtual Result<std::vector<Invitation>> invitations(std::string_view room) = 0;
  virtual Result<void> revoke_invitation(std::string_view room, std::string_view id) = 0;  // Errc::not_found
  // Looks at the invitation without using it. Errors as below.
  virtual Result<Invitation> find_invitation(const Digest& code, int64_t now) = 0;
  // Takes one use of it, atomically. Errc::bad_invitation if it is unknown or revoked; invitation_expired,
  // invitation_used_up.
  virtual Result<Invitation> use_invitation(const Digest& code, int64_t now) = 0;

  // Does a trivial write-free round trip: Errc::store_unavailable. For readiness probes.
  virtual Result<void> ping() = 0;
};

// Keeps everything in memory, for tests, examples and rooms that need not last.
std::unique_ptr<Store> make_memory_store();

struct SqlStoreOptions {
  // "sqlite:PATH" or "postgresql://user:password@host:port/database?..." (libpq's URI, percent-encoding
  // included).
  std::string url;
  unsigned readers = 2;  // connections for everything but `append`
  unsigned busy_timeout_ms = 5'000;
};

// SQLite in WAL mode with synchronous=FULL, or PostgreSQL. Creates and upgrades its schema.
// Errc::store_schema_newer, store_unavailable, store_failed, bad_argument (the URL; a password is never
// repeated).
Result<std::unique_ptr<Store>> open_sql_store(const SqlStoreOptions& options);

}  // namespace interview
