#include <algorithm>

#include "interview/room.h"

namespace interview {
namespace {

// The first place from `at` on where `bytes` may be cut without splitting a character of UTF-8.
size_t next_character(std::string_view bytes, size_t at) {
  const size_t last = std::min(bytes.size(), at + 3);
  while (at < last && (static_cast<uint8_t>(bytes[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

void RoomRun::keep_output(OutputStream stream, std::string_view data, size_t most_bytes) {
  logged_bytes += data.size();
  kept_bytes += data.size();
  output.push_back({stream, std::string(data)});
  while (kept_bytes > most_bytes) {
    std::string& oldest = output.front().data;
    const size_t excess = kept_bytes - most_bytes;
    const size_t cut = excess < oldest.size() ? next_character(oldest, excess) : oldest.size();
    kept_bytes -= cut;
    oldest.erase(0, cut);
    if (oldest.empty()) output.pop_front();
  }
}

}  // namespace interview
