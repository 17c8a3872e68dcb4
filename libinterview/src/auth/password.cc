#include "interview/password.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace interview {
namespace {

// Chooses the fastest argon2 of this machine, once.
bool sodium_ready() {
  static const bool ready = sodium_init() >= 0;
  return ready;
}

struct Cost {
  uint64_t operations;
  uint64_t memory_bytes;
};

struct Hash {
  Cost cost;
  std::string salt;
  std::string digest;
};

using Digest32 = std::array<unsigned char, 32>;

bool take(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<uint32_t> take_number(std::string_view& text) {
  uint32_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

// `size` bytes in base64 without padding; nullopt if they are not exactly that.
std::optional<std::string> from_base64(std::string_view text, size_t size) {
  std::string bytes(size, '\0');
  size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), size, text.data(), text.size(),
                        nullptr, &length, nullptr, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
      length != size)
    return std::nullopt;
  return bytes;
}

bool is_possible(const Cost& cost) {
  return cost.operations >= crypto_pwhash_OPSLIMIT_MIN && cost.operations <= crypto_pwhash_OPSLIMIT_MAX &&
         cost.memory_bytes >= crypto_pwhash_MEMLIMIT_MIN && cost.memory_bytes <= crypto_pwhash_MEMLIMIT_MAX;
}

bool is_within(const Cost& cost, const PasswordOptions& options) {
  return cost.operations <= options.max_operations && cost.memory_bytes <= options.max_memory_bytes;
}

std::optional<Hash> parse(std::string_view text) {
  if (!take(text, "$argon2id$v=19$m=")) return std::nullopt;
  const std::optional<uint32_t> kibibytes = take_number(text);
  if (!kibibytes || !take(text, ",t=")) return std::nullopt;
  const std::optional<uint32_t> operations = take_number(text);
  if (!operations || !take(text, ",p=1$")) return std::nullopt;
  const size_t end_of_salt = text.find('$');
  if (end_of_salt == text.npos) return std::nullopt;
  std::optional<std::string> salt = from_base64(text.substr(0, end_of_salt), crypto_pwhash_SALTBYTES);
  std::optional<std::string> digest = from_base64(text.substr(end_of_salt + 1), Digest32().size());
  const Cost cost{*operations, uint64_t{*kibibytes} * 1024};
  if (!salt || !digest || !is_possible(cost)) return std::nullopt;
  return Hash{cost, *std::move(salt), *std::move(digest)};
}

}  // namespace

Result<std::string> hash_password(std::string_view password, const PasswordOptions& options) {
  if (password.size() < options.min_length) return {Errc::bad_argument, "the password is too short"};
  if (password.size() > options.max_length) return {Errc::too_big, "the password is too long"};
  const Cost cost{options.operations, options.memory_bytes};
  if (!is_possible(cost) || !is_within(cost, options))
    return {Errc::bad_argument, "the cost of hashing is out of range"};
  if (!sodium_ready()) return {Errc::internal, "libsodium does not start"};
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_argon2id_str(hash.data(), password.data(), password.size(), options.operations,
                                 options.memory_bytes) != 0)
    return {Errc::busy, "no memory for hashing a password"};
  hash.resize(hash.find('\0'));
  return hash;
}

Result<bool> verify_password(std::string_view hash, std::string_view password,
                             const PasswordOptions& options) {
  if (password.size() > options.max_length) return {Errc::too_big, "the password is too long"};
  if (!sodium_ready()) return {Errc::internal, "libsodium does not start"};
  const std::optional<Hash> parsed = parse(hash);
  if (!parsed) return {Errc::bad_argument, "not an argon2id hash"};
  if (!is_within(parsed->cost, options)) return {Errc::too_big, "the hash costs more than allowed"};
  // crypto_pwhash_str_verify would call a lack of memory a wrong password.
  Digest32 digest;
  if (crypto_pwhash_argon2id(digest.data(), digest.size(), password.data(), password.size(),
                             reinterpret_cast<const unsigned char*>(parsed->salt.data()),
                             parsed->cost.operations, parsed->cost.memory_bytes,
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
    return {Errc::busy, "no memory for verifying a password"};
  return sodium_memcmp(digest.data(), parsed->digest.data(), digest.size()) == 0;
}

Result<bool> needs_rehash(std::string_view hash, const PasswordOptions& options) {
  const std::optional<Hash> parsed = parse(hash);
  if (!parsed) return {Errc::bad_argument, "not an argon2id hash"};
  const Cost& cost = parsed->cost;
  return cost.operations != options.operations || cost.memory_bytes / 1024 != options.memory_bytes / 1024;
}

}  // namespace interview
