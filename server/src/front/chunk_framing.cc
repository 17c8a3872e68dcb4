#include "front/chunk_framing.h"

namespace interview::front {
namespace {

bool is_hexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool ChunkFraming::accept(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (after_cr_ != (c == '\n')) return false;
  if ((byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f) return false;
  after_cr_ = c == '\r';
  ++count_;
  switch (place_) {
    case Place::size:
      if (c == ';') {
        place_ = Place::extension;
        count_ = 0;
      } else if (c == '\r' || c == '\n') {
        return count_ > 1;
      } else {
        return is_hexadecimal(c) && count_ <= kMaxSizeDigits;
      }
      return true;
    case Place::extension:
      return count_ <= kMaxExtensionBytes;
    case Place::data_end:
      if (c == '\n') {
        place_ = Place::size;
        count_ = 0;
      }
      return c == '\r' || c == '\n';
    case Place::trailer:
      return count_ <= max_trailer_;
  }
  return false;
}

}  // namespace interview::front
