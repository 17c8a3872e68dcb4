// A real editor in a terminal of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interview::test {

// Whether that program is installed.
bool is_installed(const std::string& program);

// A program that is run in a pseudo-terminal of 80 by 24; ended with this.
class Editor {
 public:
  Editor(const std::vector<std::string>& command, const std::string& folder);
  ~Editor();
  Editor(const Editor&) = delete;

  void type(std::string_view keys);
  // Waits until the program has written that since the last call; false after ten seconds without it.
  bool shows(std::string_view text);
  // Waits until the program has ended.
  bool ends();

 private:
  bool read_more();

  int terminal_ = -1;
  int process_ = 0;
  std::string written_;
};

}  // namespace interview::test
