// What a benchmark has found: rows of figures, for people or as JSON.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interview::bench {

class Report {
 public:
  explicit Report(std::string bench) : bench_(std::move(bench)) {}

  // Columns stand in the order in which they are first named.
  void add(std::string row, std::vector<std::pair<std::string, double>> figures);
  // Below the table, or "notes" of the JSON.
  void note(std::string line) { notes_.push_back(std::move(line)); }

  std::string table() const;
  std::string json() const;
  // One of the two on standard output.
  void print(bool as_json) const;

 private:
  struct Row {
    std::string name;
    std::vector<std::pair<std::string, double>> figures;
    const double* figure(std::string_view column) const;
  };
  std::vector<std::string> columns() const;

  std::string bench_;
  std::vector<Row> rows_;
  std::vector<std::string> notes_;
};

}  // namespace interview::bench
