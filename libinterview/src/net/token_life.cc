#include "net/token_life.h"

#include <algorithm>

#include "interview/bytes.h"
#include "protocol/json_in.h"

namespace interview::net {

std::optional<int64_t> token_expiry(std::string_view token) {
  const size_t first = token.find('.');
  const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  if (!claims) return std::nullopt;
  const auto message = wire::JsonMessage::parse(*claims, 16u << 10, 8);
  if (!message) return std::nullopt;
  wire::FieldsIn in(message->object());
  const int64_t seconds = in.integer("exp");
  constexpr int64_t kFarthest = int64_t{1} << 40;
  if (!in.ok() || seconds <= 0 || seconds > kFarthest) return std::nullopt;
  return seconds * 1'000;
}

uint32_t renew_after_ms(int64_t expiry_ms, int64_t now_ms) {
  constexpr int64_t kSoonest = 1'000;
  constexpr int64_t kLatest = 24 * 3'600'000;
  const int64_t left = expiry_ms > now_ms ? expiry_ms - now_ms : 0;
  return static_cast<uint32_t>(std::clamp(left / 2, kSoonest, kLatest));
}

}  // namespace interview::net
