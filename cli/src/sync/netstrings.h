// Byte strings one after the other, each with its length: netstrings (D. J. Bernstein, 1997), "5:hello,".
#pragma once

#include <charconv>
#include <string>
#include <string_view>

namespace interview::cli {

inline void add_netstring(std::string& out, std::string_view bytes) {
  out += std::to_string(bytes.size());
  out += ':';
  out += bytes;
  out += ',';
}

// After a failure every read gives nothing, and ok() is false.
class NetstringReader {
 public:
  explicit NetstringReader(std::string_view in) : in_(in) {}

  std::string_view bytes() {
    const size_t colon = in_.find(':');
    size_t size = 0;
    if (colon == std::string_view::npos || !parse(in_.substr(0, colon), size)) return fail();
    in_.remove_prefix(colon + 1);
    if (size >= in_.size() || in_[size] != ',') return fail();
    const std::string_view value = in_.substr(0, size);
    in_.remove_prefix(size + 1);
    return value;
  }
  uint64_t number() {
    uint64_t value = 0;
    if (!parse(bytes(), value)) fail();
    return ok_ ? value : 0;
  }
  bool ok() const { return ok_; }
  // Everything was read, and nothing failed.
  bool done() const { return ok_ && in_.empty(); }

 private:
  template <typename Number>
  static bool parse(std::string_view digits, Number& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size();
  }
  std::string_view fail() {
    ok_ = false;
    return in_ = {};
  }

  std::string_view in_;
  bool ok_ = true;
};

}  // namespace interview::cli
