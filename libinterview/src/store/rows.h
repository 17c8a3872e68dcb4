// Rows of values that one SQL statement works on.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace interview {

// A table by rows. Text and bytes are borrowed until the rows are gone.
class Rows {
 public:
  enum class Type { integer, text, bytes };
  struct Column {
    const char* name;
    Type type;
  };
  using Cell = std::variant<long long, std::string_view>;

  explicit Rows(std::initializer_list<Column> columns) : columns_(columns) {}

  // One cell a column, of its type.
  void add(std::initializer_list<Cell> cells) { cells_.insert(cells_.end(), cells); }

  const std::vector<Column>& columns() const { return columns_; }
  size_t size() const { return cells_.size() / columns_.size(); }
  bool empty() const { return cells_.empty(); }
  const Cell& at(size_t row, size_t column) const { return cells_[row * columns_.size() + column]; }

 private:
  std::vector<Column> columns_;
  std::vector<Cell> cells_;
};

}  // namespace interview
