#include "auth/hmac_sha1.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <climits>

namespace interview::auth {

Result<std::string> hmac_sha1(std::string_view key, std::string_view text) {
  if (key.size() > INT_MAX) return {Errc::bad_argument, "the key is too long"};
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  // A null key would mean the key of the call before.
  if (HMAC(EVP_sha1(), key.empty() ? "" : key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(mac.data()), &length) == nullptr)
    return {Errc::internal, "libcrypto has no SHA-1"};
  mac.resize(length);
  return mac;
}

}  // namespace interview::auth
