// Snapshots that may be forged: refused, or of a room that could be.
#include "fuzz/restored.h"

using namespace interview;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  auto room = Room::restore("r_1", bytes);
  if (!room) {
    FUZZ_REQUIRE(room.error().code == Errc::record_malformed);
    return 0;
  }
  FUZZ_REQUIRE(room->snapshot() == bytes);
  fuzz::check_restored(*room);
  fuzz::go_on(std::move(*room));
  return 0;
}
