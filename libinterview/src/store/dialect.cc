#include "store/dialect.h"

#include <cassert>

namespace interview {

std::string Dialect::bytes_value(const std::string& parameter) const {
  return "cast(" + parameter + " as " + bytes_type() + ")";
}

std::string with_rows(const std::string& sql, const std::string& source) {
  static constexpr std::string_view kPlace = "{rows}";
  const size_t place = sql.find(kPlace);
  assert(place != std::string::npos);
  return std::string(sql).replace(place, kPlace.size(), source);
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace interview
