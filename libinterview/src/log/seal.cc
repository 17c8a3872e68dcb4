// A sealed room: Ed25519 over  "interview seal 1" ‖ bytes(room) ‖ number(count) ‖ head[32].
#include <sodium.h>

#include "base/wire.h"
#include "interview/record.h"

namespace interview {
namespace {

const unsigned char* as_unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* as_unsigned(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

std::string sealed_bytes(std::string_view room, uint64_t count, const Digest& head) {
  std::string bytes = "interview seal 1";
  WireWriter writer(bytes);
  writer.bytes(room);
  writer.number(count);
  writer.raw(bytes_of(head));
  return bytes;
}

}  // namespace

Result<SealKey> make_seal_key(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES)
    return Error{Errc::bad_argument, "a seal key wants 32 random bytes"};
  SealKey key;
  key.public_key.resize(crypto_sign_PUBLICKEYBYTES);
  key.secret_key.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(as_unsigned(key.public_key), as_unsigned(key.secret_key), as_unsigned(seed));
  return key;
}

Result<Seal> seal(std::string_view room, uint64_t count, const Digest& head, std::string_view secret_key) {
  if (secret_key.size() != crypto_sign_SECRETKEYBYTES)
    return Error{Errc::bad_argument, "the seal key is not an Ed25519 secret key"};
  Seal made{count, head, std::string(crypto_sign_PUBLICKEYBYTES, '\0'), std::string(crypto_sign_BYTES, '\0')};
  const std::string bytes = sealed_bytes(room, count, head);
  crypto_sign_detached(as_unsigned(made.signature), nullptr, as_unsigned(bytes), bytes.size(),
                       as_unsigned(secret_key));
  crypto_sign_ed25519_sk_to_pk(as_unsigned(made.key), as_unsigned(secret_key));
  return made;
}

Result<void> check_seal(std::string_view room, const Seal& seal) {
  const std::string bytes = sealed_bytes(room, seal.count, seal.head);
  if (seal.key.size() != crypto_sign_PUBLICKEYBYTES || seal.signature.size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(as_unsigned(seal.signature), as_unsigned(bytes), bytes.size(),
                                  as_unsigned(seal.key)) != 0)
    return Error{Errc::bad_signature, "the seal does not belong to this log"};
  return {};
}

}  // namespace interview
