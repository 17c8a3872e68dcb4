// What stands between the data of chunks (RFC 9112 §7.1), checked byte by byte. The HTTP library, as Debian
// builds it, takes any two bytes for the line end after a chunk, and blanks within a chunk's size.
#pragma once

#include <cstddef>
#include <string_view>

namespace interview::front {

// No I/O; one thread at a time. Give every byte of a chunked body that is not data of a chunk.
class ChunkFraming {
 public:
  explicit ChunkFraming(size_t max_trailer_bytes) : max_trailer_(max_trailer_bytes) {}

  // Whether `c` may stand here. Once it may not, the body is malformed.
  bool accept(char c);
  // The data of a chunk of `size` bytes follows the line end that was accepted last; 0: the trailer follows.
  void chunk_begins(size_t size) {
    place_ = size == 0 ? Place::trailer : Place::data_end;
    count_ = 0;
  }

 private:
  enum class Place { size, extension, data_end, trailer };
  // A size of eight digits is beyond any limit of a body; more would only be zeros.
  static constexpr size_t kMaxSizeDigits = 8;
  static constexpr size_t kMaxExtensionBytes = 256;

  Place place_ = Place::size;
  size_t count_ = 0;  // bytes in this place
  size_t max_trailer_;
  bool after_cr_ = false;
};

}  // namespace interview::front
