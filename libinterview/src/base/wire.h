// Reading and writing the binary formats of this library: unsigned LEB128 numbers in their shortest form, and
// byte strings prefixed with their length. There is one encoding of each value, so equal values have equal
// bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace interview {

constexpr size_t kLongestNumber = 10;  // bytes

// Calls `put(char)` for each byte of a number.
template <typename Put>
void put_number(uint64_t value, Put put) {
  for (; value >= 0x80; value >>= 7) put(static_cast<char>(value | 0x80));
  put(static_cast<char>(value));
}

class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}

  void number(uint64_t value) {
    put_number(value, [&](char byte) { out_ += byte; });
  }
  void bytes(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  // What `append(std::string&)` appends, prefixed with its length: no copy of it is made.
  template <typename Append>
  void sized(Append append) {
    const size_t at = out_.size();
    out_ += '\0';
    append(out_);
    const size_t length = out_.size() - at - 1;
    if (length < 0x80) {
      out_[at] = static_cast<char>(length);
    } else {
      std::string prefix;
      WireWriter(prefix).number(length);
      out_.replace(at, 1, prefix);
    }
  }
  // Bytes whose length both sides know.
  void raw(std::string_view value) { out_ += value; }

 private:
  std::string& out_;
};

// Reads what a WireWriter wrote. After a failure every read gives zero or nothing, and ok() is false.
class WireReader {
 public:
  explicit WireReader(std::string_view in) : in_(in) {}

  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (in_.empty()) break;
      const uint8_t byte = static_cast<uint8_t>(in_.front());
      in_.remove_prefix(1);
      if (shift == 63 && byte > 1) break;
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) {
        if (byte == 0 && shift > 0) break;  // not the shortest form
        return value;
      }
    }
    fail();
    return 0;
  }
  // A number of at most `most`.
  uint64_t number(uint64_t most) {
    const uint64_t value = number();
    if (value <= most) return value;
    fail();
    return 0;
  }
  std::string_view bytes() { return raw(number()); }
  std::string_view raw(uint64_t size) {
    if (size > in_.size()) {
      fail();
      return {};
    }
    const std::string_view value = in_.substr(0, size);
    in_.remove_prefix(size);
    return value;
  }

  bool ok() const { return ok_; }
  // Everything was read, and nothing failed.
  bool done() const { return ok_ && in_.empty(); }
  void fail() {
    ok_ = false;
    in_ = {};
  }

 private:
  std::string_view in_;
  bool ok_ = true;
};

}  // namespace interview
