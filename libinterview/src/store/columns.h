// Numbers and digests as columns hold them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include "interview/bytes.h"
#include "store/dialect.h"

namespace interview {

// A count or record number as a bigint. What does not fit becomes the largest, which no record has.
inline long long bigint(uint64_t number) {
  return static_cast<long long>(std::min<uint64_t>(number, std::numeric_limits<int64_t>::max()));
}

// A column of bytes as an array of N bytes. Throws if the column has another length: the row is damaged.
template <typename Array>
Array array_from(const Dialect& dialect, std::string column) {
  const std::string bytes = dialect.bytes_out(std::move(column));
  Array array;
  if (bytes.size() != array.size()) throw std::runtime_error("a stored digest or salt is damaged");
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

}  // namespace interview
