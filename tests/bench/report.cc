#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "protocol/json_out.h"

namespace interview::bench {
namespace {

// As many digits as mean something.
std::string shown(double figure) {
  char text[32];
  const int decimals = std::abs(figure) >= 100 || figure == std::floor(figure) ? 0
                       : std::abs(figure) >= 10                                ? 1
                                                                               : 2;
  std::snprintf(text, sizeof text, "%.*f", decimals, figure);
  return text;
}

void pad(std::string& out, std::string_view cell, size_t width, bool right) {
  const std::string blanks(width - std::min(width, cell.size()), ' ');
  if (right) out += blanks;
  out += cell;
  if (!right) out += blanks;
}

}  // namespace

void Report::add(std::string row, std::vector<std::pair<std::string, double>> figures) {
  rows_.push_back({std::move(row), std::move(figures)});
}

const double* Report::Row::figure(std::string_view column) const {
  for (const auto& [title, value] : figures)
    if (title == column) return &value;
  return nullptr;
}

std::vector<std::string> Report::columns() const {
  std::vector<std::string> names;
  for (const Row& row : rows_)
    for (const auto& [name, value] : row.figures)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

std::string Report::table() const {
  const std::vector<std::string> names = columns();
  size_t first = 0;
  for (const Row& row : rows_) first = std::max(first, row.name.size());
  std::string out;
  pad(out, "", first, false);
  for (const std::string& name : names) out += "  " + name;
  out += '\n';
  for (const Row& row : rows_) {
    pad(out, row.name, first, false);
    for (const std::string& name : names) {
      const double* figure = row.figure(name);
      out += "  ";
      pad(out, figure ? shown(*figure) : "-", name.size(), true);
    }
    out += '\n';
  }
  for (const std::string& line : notes_) out += line + '\n';
  return out;
}

std::string Report::json() const {
  std::string text;
  wire::JsonOut out(text);
  out.begin_object();
  out.key("bench").text(bench_);
  out.key("rows").begin_array();
  for (const Row& row : rows_) {
    out.begin_object();
    out.key("name").text(row.name);
    for (const auto& [name, value] : row.figures) out.key(name).raw(shown(value), rapidjson::kNumberType);
    out.end_object();
  }
  out.end_array();
  out.key("notes").begin_array();
  for (const std::string& line : notes_) out.text(line);
  out.end_array();
  out.end_object();
  return text += '\n';
}

void Report::print(bool as_json) const {
  std::fputs((as_json ? json() : table()).c_str(), stdout);
}

}  // namespace interview::bench
