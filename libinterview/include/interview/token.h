// Signed tokens that say who somebody is and what they may do: JSON Web Tokens (RFC 7519) as compact JWS (RFC
// 7515), HS256 (RFC 7518 §3.2) or EdDSA with Ed25519 (RFC 8037), read with the precautions of RFC 8725.
//
// Times are whole seconds since 1970 (UTC). No message of an error repeats a token, a secret or a claim.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"

namespace interview {

// What a token says. Strings are UTF-8 without control characters.
struct Claims {
  std::string issuer;    // iss, not empty
  std::string audience;  // aud, not empty; of a token with several, the expected one
  std::string subject;   // sub, not empty: the person
  std::string room;      // empty: of no room
  std::string role;      // not empty
  std::string name;      // of the person, for others to read
  // What the bearer is left of the role's permissions. It only narrows: whoever applies it takes what is in
  // both. Absent is all of the role's; an empty list is none.
  std::optional<std::vector<std::string>> permissions;
  int64_t issued_at = 0;   // iat; 0: not said
  int64_t not_before = 0;  // nbf; 0: not said
  int64_t expires_at = 0;  // exp, above both: the first second in which the token is refused
  std::string id;          // jti; empty: none
};

enum class TokenAlgorithm : uint8_t { hs256, eddsa };

struct TokenKey {
  std::string id;  // kid: 1 to 64 of A-Z a-z 0-9 . _ -
  TokenAlgorithm algorithm = TokenAlgorithm::hs256;
  // HS256: 32 random bytes or more. EdDSA: the 32 bytes of RFC 8032 §5.1.5; empty: the key only verifies.
  std::string secret;
  std::string public_key;  // EdDSA: 32 bytes; may be left empty when there is a secret. HS256: empty
  int64_t until = 0;       // from then on its tokens are refused; 0: until it is retired
};

struct KeyRingLimits {
  size_t keys = 16;                // Errc::too_many
  size_t secret_bytes = 512;       // of one HS256 secret: Errc::too_big
  size_t saved_bytes = 64 * 1024;  // what load() reads: Errc::too_big
};

// The keys that tokens are verified with, and the one of them that signs. A key has one algorithm for life. A
// value; calls that are const may run on any threads at the same time.
//
// Rotation: rotate() to a new key, and give the old one until = now + the longest life of a token; prune()
// later. Where several processes share the keys: add() everywhere, then sign_with() everywhere.
class KeyRing {
 public:
  explicit KeyRing(const KeyRingLimits& limits = {}) : limits_(limits) {}

  // Takes `key` for verifying. Errc::name_taken (its id), too_many, too_big, bad_argument (id, lengths, a
  // public key that is not the secret's or not a point of the curve's prime-order group).
  Result<void> add(TokenKey key);

  // Makes a key of the ring the signing one. The one that signed before is refused from `old_until` on (0: it
  // stays until retire()). Errc::unknown_key; bad_argument if the key cannot sign or has an `until`, or
  // `old_until` is negative.
  Result<void> sign_with(std::string_view id, int64_t old_until = 0);

  // add() and sign_with() in one, with the errors of both.
  Result<void> rotate(TokenKey key, int64_t old_until = 0);

  // Removes a key at once: its tokens are refused. Errc::unknown_key; bad_argument for the signing key:
  // rotate first.
  Result<void> retire(std::string_view id);

  // Removes the keys whose `until` has come; says how many.
  size_t prune(int64_t now);

  // Borrowed until the ring changes.
  const std::vector<TokenKey>& keys() const noexcept { return keys_; }
  const TokenKey* find(std::string_view id) const noexcept;  // null: none
  const TokenKey* signing_key() const noexcept;              // null: none

  // All keys, secrets included, as a JWK Set (RFC 7517 §5) with two members of our own: "signing", and
  // "until" of a key. Keep it where only the server can read it.
  std::string save() const;
  // Reads what save() wrote; refuses what it does not know. Errc::bad_message, too_big, and the errors of
  // add() and sign_with().
  static Result<KeyRing> load(std::string_view json, const KeyRingLimits& limits = {});

 private:
  KeyRingLimits limits_;
  std::vector<TokenKey> keys_;
  std::string signing_;  // the id; empty: none
};

inline constexpr size_t kTokenMaxLength = 4096;

// A token signed with the ring's signing key. What is signed here, verify() accepts in its time and within
// its limits. Errc::unknown_key (no signing key), bad_argument (an empty claim, times out of order or beyond
// the year 9999), bad_text, too_big.
Result<std::string> sign(const KeyRing& ring, const Claims& claims, size_t max_length = kTokenMaxLength);

// What a token must fit.
struct Expect {
  std::string issuer;    // not empty
  std::string audience;  // not empty
  int64_t now = 0;
  int64_t leeway = 30;              // seconds that clocks may differ, 0 to 3600
  std::optional<std::string> room;  // given: the token must be of this room
  size_t max_length = kTokenMaxLength;
  size_t max_depth = 8;  // of nested JSON, the object itself included
};

// The claims of a token that is good. Any bytes may be given. Errors:
//   token_malformed      too long; not three parts of base64url; a header or claims that are no strict JSON
//                        (duplicate names, too deep, not UTF-8); "crit"; another "typ" than JWT; a claim of
//                        the wrong type; exp, sub or role missing; a date that is no integer or not in range
//   token_algorithm      "none", an unknown algorithm, or not that of the key
//   unknown_key          kid of no key in its time, or none although the ring does not hold exactly one key
//   token_signature      signed with another key, or changed
//   token_issuer, token_audience, token_not_yet_valid (nbf or iat), token_expired
//   token_claims         another room; it ends before it begins
//   bad_argument         `expect` itself
Result<Claims> verify(const KeyRing& ring, std::string_view token, const Expect& expect);

}  // namespace interview
