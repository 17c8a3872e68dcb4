// Passwords, kept as argon2id hashes (RFC 9106) in the usual text form, with one lane, a salt of 16 bytes and
// a hash of 32: "$argon2id$v=19$m=KIBIBYTES,t=PASSES,p=1$SALT$HASH".
//
// Every function may run on any thread. Hashing and verifying take `memory_bytes` and tens of milliseconds by
// design: keep them off the threads that serve sockets, and bound how many run at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

// Lengths are bytes of UTF-8.
struct PasswordOptions {
  uint64_t operations = 2;               // passes over the memory, of new hashes
  size_t memory_bytes = 19 * (1 << 20);  // of new hashes; whole KiB count
  uint64_t max_operations = 16;          // the most that a hash may ask for when it is made or verified
  size_t max_memory_bytes = 256 * (1 << 20);
  size_t min_length = 8;     // of a password that is hashed
  size_t max_length = 1024;  // of any password
};

// A hash with a fresh random salt. Errc::bad_argument (too short; a cost below argon2's least or above its
// maximum), too_big (too long), busy (no memory now).
Result<std::string> hash_password(std::string_view password, const PasswordOptions& options = {});

// Whether `password` is the one of `hash`. Errc::bad_argument (not such a hash), too_big (the password
// is too long, or the hash asks for more than the maximum), busy (no memory now). For a person who does not
// exist, verify against a hash of something random: an answer that comes sooner tells that there is nobody of
// that name.
Result<bool> verify_password(std::string_view hash, std::string_view password,
                             const PasswordOptions& options = {});

// Whether `hash` was made at another cost than `options` asks for: hash again when the person logs in the
// next time. Errc::bad_argument (not such a hash).
Result<bool> needs_rehash(std::string_view hash, const PasswordOptions& options = {});

}  // namespace interview
