#include <algorithm>
#include <utility>

#include "auth/signature.h"
#include "interview/token.h"

namespace interview {
namespace {

constexpr size_t kMaxIdBytes = 64;

bool is_key_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

Result<void> check_hmac_key(const TokenKey& key, size_t max_bytes) {
  if (key.secret.size() < auth::kHmacKeyMinBytes)
    return {Errc::bad_argument, "an HS256 secret has 32 bytes or more"};
  if (key.secret.size() > max_bytes) return {Errc::too_big, "the secret is too long"};
  if (!key.public_key.empty()) return {Errc::bad_argument, "HS256 has no public key"};
  return {};
}

// Fills in the public key if there is only the secret one.
Result<void> complete_ed25519_key(TokenKey& key) {
  if (!key.secret.empty()) {
    if (key.secret.size() != auth::kEdSeedBytes) return {Errc::bad_argument, "an EdDSA secret has 32 bytes"};
    std::string public_key = auth::ed25519_public_key(key.secret);
    if (!key.public_key.empty() && key.public_key != public_key)
      return {Errc::bad_argument, "the public key is not the secret's"};
    key.public_key = std::move(public_key);
  }
  if (!auth::is_ed25519_public_key(key.public_key)) return {Errc::bad_argument, "not an Ed25519 public key"};
  return {};
}

}  // namespace

Result<void> KeyRing::add(TokenKey key) {
  if (!is_key_id(key.id)) return {Errc::bad_argument, "a key id is 1 to 64 of A-Z a-z 0-9 . _ -"};
  if (key.until < 0) return {Errc::bad_argument, "a key cannot end before 1970"};
  if (find(key.id) != nullptr) return {Errc::name_taken, "a key has this id"};
  if (keys_.size() >= limits_.keys) return {Errc::too_many, "the ring is full of keys"};
  const Result<void> good = key.algorithm == TokenAlgorithm::hs256 ? check_hmac_key(key, limits_.secret_bytes)
                                                                   : complete_ed25519_key(key);
  if (!good) return good;
  keys_.push_back(std::move(key));
  return {};
}

Result<void> KeyRing::sign_with(std::string_view id, int64_t old_until) {
  const TokenKey* key = find(id);
  if (key == nullptr) return {Errc::unknown_key, "no key has this id"};
  if (key->secret.empty()) return {Errc::bad_argument, "a public key cannot sign"};
  if (key->until != 0) return {Errc::bad_argument, "a key that ends cannot sign"};
  if (old_until < 0) return {Errc::bad_argument, "a key cannot end before 1970"};
  if (id == signing_) return {};
  for (TokenKey& old : keys_)
    if (old.id == signing_) old.until = old_until;
  signing_ = key->id;
  return {};
}

Result<void> KeyRing::rotate(TokenKey key, int64_t old_until) {
  const std::string id = key.id;
  if (Result<void> added = add(std::move(key)); !added) return added;
  Result<void> done = sign_with(id, old_until);
  if (!done) keys_.pop_back();
  return done;
}

Result<void> KeyRing::retire(std::string_view id) {
  if (find(id) == nullptr) return {Errc::unknown_key, "no key has this id"};
  if (id == signing_) return {Errc::bad_argument, "the signing key cannot be retired: rotate first"};
  keys_.erase(std::find_if(keys_.begin(), keys_.end(), [id](const TokenKey& key) { return key.id == id; }));
  return {};
}

size_t KeyRing::prune(int64_t now) {
  const auto over = [now](const TokenKey& key) { return key.until != 0 && now >= key.until; };
  const auto first = std::remove_if(keys_.begin(), keys_.end(), over);
  const auto count = static_cast<size_t>(keys_.end() - first);
  keys_.erase(first, keys_.end());
  return count;
}

const TokenKey* KeyRing::find(std::string_view id) const noexcept {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [id](const TokenKey& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

const TokenKey* KeyRing::signing_key() const noexcept {
  return signing_.empty() ? nullptr : find(signing_);
}

}  // namespace interview
