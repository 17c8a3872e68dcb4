#include "bench/server_keys.h"

#include <fstream>
#include <iterator>

#include "bench/give_up.h"

namespace interview::bench {

KeyRing keys_of(const std::string& data) {
  std::ifstream file(data + "/keys.json", std::ios::binary);
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  auto keys = KeyRing::load(json);
  if (!keys) give_up("the server's keys cannot be read: " + keys.error().message);
  return std::move(*keys);
}

std::string token(const KeyRing& keys, const Network& network, const std::string& subject,
                  const std::string& room, const std::string& role) {
  Claims claims;
  claims.issuer = "interviewd", claims.audience = "interview";
  claims.subject = subject, claims.name = subject, claims.room = room, claims.role = role;
  claims.issued_at = network.now_ms() / 1'000, claims.expires_at = claims.issued_at + 3'600;
  return sign(keys, claims).value();
}

}  // namespace interview::bench
