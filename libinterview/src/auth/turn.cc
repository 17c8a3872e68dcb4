#include "interview/turn.h"

#include <sodium.h>

#include <algorithm>
#include <limits>

#include "auth/hmac_sha1.h"

namespace interview {
namespace {

constexpr size_t kMaxUsernameBytes = 508;  // RFC 8489 §14.3

// What coturn reads back unchanged: no separator, nothing that SASLprep would rewrite.
bool is_user(std::string_view user) {
  return !user.empty() &&
         std::all_of(user.begin(), user.end(), [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

std::string to_base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

}  // namespace

Result<TurnCredentials> turn_credentials(std::string_view secret, std::string_view user, int64_t now,
                                         const TurnOptions& options) {
  if (secret.size() < options.min_secret)
    return {Errc::bad_argument, "the secret of the TURN server is too short"};
  if (!is_user(user)) return {Errc::bad_argument, "a TURN user is printable ASCII without space and colon"};
  if (options.lifetime < 1 || options.lifetime > options.max_lifetime)
    return {Errc::bad_argument, "the lifetime of TURN credentials is out of range"};
  if (now < 0 || now > std::numeric_limits<int64_t>::max() - options.lifetime)
    return {Errc::bad_argument, "the time is out of range"};
  TurnCredentials credentials;
  credentials.expires_at = now + options.lifetime;
  credentials.username = std::to_string(credentials.expires_at) + ":";
  if (user.size() > options.max_user || credentials.username.size() + user.size() > kMaxUsernameBytes)
    return {Errc::too_big, "the TURN user is too long"};
  credentials.username += user;
  const Result<std::string> mac = auth::hmac_sha1(secret, credentials.username);
  if (!mac) return mac.error();
  credentials.credential = to_base64(*mac);
  return credentials;
}

}  // namespace interview
