#include "interview/bytes.h"

#include <sodium.h>

#include <cstdlib>

namespace interview {
namespace {

// libsodium wants to be initialised once: before that there is no randomness, and it hashes without the
// processor's vectors.
void ensure_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

crypto_generichash_state begun_hash() {
  ensure_sodium();
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, std::tuple_size_v<Digest>);
  return state;
}

const unsigned char* as_unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest blake2b(std::string_view first, std::string_view second, std::string_view third) noexcept {
  // Hashes begin alike, and are begun faster by a copy.
  static const crypto_generichash_state kBegun = begun_hash();
  crypto_generichash_state state = kBegun;
  for (std::string_view part : {first, second, third})
    if (!part.empty()) crypto_generichash_update(&state, as_unsigned(part), part.size());
  Digest digest;
  crypto_generichash_final(&state, digest.data(), digest.size());
  return digest;
}

std::string to_base64url(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), as_unsigned(bytes), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

Result<std::string> from_base64url(std::string_view text) {
  // libsodium 1.0.18 takes every byte above 0x7F for '_' where char is signed.
  for (const char c : text)
    if (static_cast<uint8_t>(c) > 0x7F) return Error{Errc::bad_argument, "not base64url"};
  std::string bytes(text.size(), '\0');
  size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return Error{Errc::bad_argument, "not base64url"};
  bytes.resize(length);
  return bytes;
}

std::string random_bytes(size_t count) {
  ensure_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), count);
  return bytes;
}

std::string random_id(std::string_view prefix) {
  static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string bits = random_bytes(16);
  std::string id(prefix);
  unsigned buffer = 0, held = 0;
  for (const char byte : bits) {
    buffer = buffer << 8 | static_cast<uint8_t>(byte);
    for (held += 8; held >= 5; held -= 5) id += kAlphabet[buffer >> (held - 5) & 31];
  }
  id += kAlphabet[buffer << (5 - held) & 31];
  return id;
}

}  // namespace interview
