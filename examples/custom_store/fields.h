// Values as fields `length:bytes`, one after the other.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

class FieldWriter {
 public:
  FieldWriter& put(std::string_view bytes) {
    bytes_ += std::to_string(bytes.size());
    bytes_ += ':';
    bytes_ += bytes;
    return *this;
  }
  template <typename Integer>
  FieldWriter& number(Integer value) {
    return put(std::to_string(value));
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what a FieldWriter wrote. After what is none, whole() is false and every field is empty.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

  std::string_view take() {
    const size_t colon = rest_.substr(0, 20).find(':');
    const size_t length = colon == std::string_view::npos
                              ? 0
                              : std::strtoull(std::string(rest_.substr(0, colon)).c_str(), nullptr, 10);
    if (colon == std::string_view::npos || length > rest_.size() - colon - 1) {
      whole_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view field = rest_.substr(colon + 1, length);
    rest_.remove_prefix(colon + 1 + length);
    return field;
  }
  std::string text() { return std::string(take()); }
  uint64_t number() { return std::strtoull(text().c_str(), nullptr, 10); }
  template <typename Array>
  void bytes_into(Array& array) {
    const std::string_view field = take();
    whole_ &= field.size() == array.size();
    field.copy(reinterpret_cast<char*>(array.data()), array.size());
  }

  bool whole() const { return whole_; }
  size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool whole_ = true;
};
