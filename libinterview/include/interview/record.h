// The log of a room: numbered records, chained by their digests.
//
// A record is a header and a body, both bytes; bytes are the format (docs/log-format.md), they are stored and
// exported as they were hashed, and verifying never serialises anything again.
//
//   hash = BLAKE2b( previous hash ‖ header )
//
// where the header ends with BLAKE2b( salt ‖ body ).
//
// So a body can be erased later (its digest stays in the header) while the chain still verifies.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interview/bytes.h"
#include "interview/result.h"

namespace interview {

// What happened. The numbers are the format: never reused, never changed.
enum class RecordKind : uint8_t {
  opened = 1,  // the room began
  joined = 2,  // a person came for the first time
  role_changed = 3,
  removed = 4,  // a person was removed
  doc_opened = 5,
  doc_renamed = 6,
  doc_removed = 7,
  edited = 8,
  chat = 9,
  note = 10,
  language_set = 11,
  problem_set = 12,
  locked = 13,
  unlocked = 14,
  run_queued = 15,
  run_started = 16,
  run_output = 17,
  run_input = 18,
  run_stopping = 19,  // a person pressed Stop
  run_ended = 20,
  submitted = 21,
  ended = 22,  // the last record of a room
};

// Who may see a record.
struct Audience {
  enum Kind : uint8_t { kEverybody = 0, kInterviewers = 1, kPerson = 2 };
  Kind kind = kEverybody;
  uint32_t person = 0;  // a participant's number, with kPerson
};

struct RecordHeader {
  uint64_t seq = 0;    // 1, 2, 3, ...
  int64_t at = 0;      // room time: ms since the room was opened, never falling
  uint32_t by = 0;     // participant's number; 0: the room itself
  std::string client;  // client id of the command; empty for the room itself
  uint64_t n = 0;      // number of the command of that client; 0 for the room itself
  RecordKind kind = RecordKind::opened;
  Audience audience;
  Digest body;  // BLAKE2b(salt ‖ body)
};

using Salt = std::array<uint8_t, 16>;

struct Record {
  RecordHeader header;
  std::string header_bytes;  // the canonical bytes of `header`
  Salt salt{};
  std::string body;  // the canonical bytes of the body (room/events.h); empty when erased
  bool erased = false;
  Digest hash{};
};

// Numbers and chains records: the head of a room's log. One thread at a time.
class Chain {
 public:
  // The empty log of `room`; its first "previous hash" is BLAKE2b of a domain and the room's id.
  explicit Chain(std::string_view room);
  // A log that ends with record `seq`, whose hash is `head`.
  Chain(uint64_t seq, const Digest& head) : seq_(seq), head_(head) {}

  uint64_t seq() const noexcept { return seq_; }
  const Digest& head() const noexcept { return head_; }

  // Makes the next record. Of `header`, `seq` and `body` are set here.
  Record append(RecordHeader header, const Salt& salt, std::string body);

  // Takes in a record that was read: Errc::record_malformed, Errc::chain_broken or Errc::gap, and then
  // nothing has changed.
  Result<void> accept(const Record& record);

 private:
  uint64_t seq_ = 0;
  Digest head_{};
};

// The header in its bytes, and back. Errc::record_malformed.
std::string encode_header(const RecordHeader& header);
Result<RecordHeader> decode_header(std::string_view bytes);

// What a sealed room is signed with: Ed25519 over domain, room, number of records and head (RFC 8032).
struct Seal {
  uint64_t count = 0;
  Digest head{};
  std::string key;        // the public key, 32 bytes
  std::string signature;  // 64 bytes
};

// `secret_key`: 64 bytes, of make_seal_key. Errc::bad_argument.
Result<Seal> seal(std::string_view room, uint64_t count, const Digest& head, std::string_view secret_key);
// Errc::bad_signature. Proves integrity since sealing under `seal.key`, not authorship.
Result<void> check_seal(std::string_view room, const Seal& seal);
// A new Ed25519 key pair from 32 random bytes: public key (32 bytes), secret key (64 bytes).
struct SealKey {
  std::string public_key, secret_key;
};
Result<SealKey> make_seal_key(std::string_view seed);

}  // namespace interview
