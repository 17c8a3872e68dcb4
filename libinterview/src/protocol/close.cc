#include "interview/protocol.h"

namespace interview::wire {

Close close_code(Errc code) noexcept {
  switch (code) {
    case Errc::token_malformed:
    case Errc::token_signature:
    case Errc::token_algorithm:
    case Errc::token_expired:
    case Errc::token_not_yet_valid:
    case Errc::token_issuer:
    case Errc::token_audience:
    case Errc::unknown_key:
      return Close::bad_token;
    case Errc::token_claims:
    case Errc::not_permitted:
    case Errc::removed:
    case Errc::client_of_another:
    case Errc::ended:
    case Errc::too_many:
      return Close::not_permitted;
    case Errc::no_such_room:
      return Close::no_such_room;
    case Errc::too_big:
      return Close::too_big;
    case Errc::too_fast:
      return Close::too_fast;
    case Errc::busy:
    case Errc::saving_paused:
    case Errc::store_unavailable:
    case Errc::store_conflict:
    case Errc::store_failed:
    case Errc::disk_full:
    case Errc::io:
    case Errc::internal:
    case Errc::closed:
      return Close::going_away;
    default:
      return Close::protocol_error;
  }
}

bool may_reconnect(uint16_t code) noexcept {
  // A message above the limit (RFC 6455 §7.4.1): it would be above it again.
  constexpr uint16_t kMessageTooBig = 1009;
  if (code == kMessageTooBig) return false;
  switch (static_cast<Close>(code)) {
    case Close::bad_token:
    case Close::not_permitted:
    case Close::no_such_room:
    case Close::protocol_error:
    case Close::replaced:
    case Close::too_big:
      return false;
    default:
      return true;
  }
}

}  // namespace interview::wire
