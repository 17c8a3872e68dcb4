// What a client reads of any server.
#include "fuzz/fuzz.h"
#include "interview/protocol.h"
#include "interview/text.h"

using namespace interview;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto message = wire::decode_server_message(fuzz::text_of(data, size));
  if (!message) {
    FUZZ_REQUIRE(is_valid_utf8(message.error().message));
    return 0;
  }
  const std::string json = wire::encode(*message);
  FUZZ_REQUIRE(is_valid_utf8(json));
  const auto again = wire::decode_server_message(json);
  FUZZ_REQUIRE(again.ok() && again->index() == message->index());
  FUZZ_REQUIRE(fuzz::holds_fraction(json) || wire::encode(*again) == json);
  return 0;
}
