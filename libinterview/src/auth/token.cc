#include "interview/token.h"

#include "auth/claims.h"
#include "auth/jws.h"

namespace interview {
namespace {

constexpr int64_t kMaxLeeway = 3600;

// Dates are within [0, kLastDate], so that adding or taking a leeway cannot overflow; `now` may be anything.
Result<void> check_fit(const Claims& claims, const Expect& expect) {
  if (claims.issuer != expect.issuer) return {Errc::token_issuer, "another issuer"};
  if (claims.audience != expect.audience) return {Errc::token_audience, "meant for another audience"};
  if (claims.not_before - expect.leeway > expect.now)
    return {Errc::token_not_yet_valid, "its time has not come"};
  if (claims.issued_at - expect.leeway > expect.now)
    return {Errc::token_not_yet_valid, "issued in the future"};
  if (claims.expires_at + expect.leeway <= expect.now) return {Errc::token_expired, "its time is over"};
  if (claims.expires_at <= claims.not_before || claims.expires_at <= claims.issued_at)
    return {Errc::token_claims, "it ends before it begins"};
  if (expect.room && claims.room != *expect.room) return {Errc::token_claims, "not for this room"};
  return {};
}

}  // namespace

Result<std::string> sign(const KeyRing& ring, const Claims& claims, size_t max_length) {
  const TokenKey* key = ring.signing_key();
  if (key == nullptr) return {Errc::unknown_key, "there is no signing key"};
  const Result<std::string> payload = auth::write_claims(claims);
  if (!payload) return payload.error();
  std::string token = auth::make_jws(*key, *payload);
  if (token.size() > max_length) return {Errc::too_big, "the token would be too long"};
  return token;
}

Result<Claims> verify(const KeyRing& ring, std::string_view token, const Expect& expect) {
  if (expect.issuer.empty() || expect.audience.empty())
    return {Errc::bad_argument, "an issuer and an audience must be expected"};
  if (expect.leeway < 0 || expect.leeway > kMaxLeeway)
    return {Errc::bad_argument, "the leeway is out of range"};
  if (token.size() > expect.max_length) return {Errc::token_malformed, "too long"};
  const Result<std::string> payload = auth::open_jws(ring, token, expect.now, expect.max_depth);
  if (!payload) return payload.error();
  Result<Claims> claims = auth::read_claims(*payload, expect.audience, expect.max_depth);
  if (!claims) return claims;
  if (Result<void> fit = check_fit(*claims, expect); !fit) return fit.error();
  return claims;
}

}  // namespace interview
