// The person's terminal while a room is joined: lines appear above a prompt. Without a terminal: lines in,
// lines out.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "interview/connect.h"
#include "output.h"
#include "prompt/line_editor.h"

namespace interview::cli {

// Standard input and output. With a terminal on both there is a prompt, and the terminal is in raw mode while
// the screen lives. On the loop's thread.
class Screen {
 public:
  struct Events {
    std::function<void(const std::string& line)> on_line;
    std::function<void()> on_end;  // nothing more comes; at a terminal Ctrl-C or Ctrl-D on an empty line
  };
  Screen(EventLoop& loop, std::string prompt, Events events);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // A line, harmless for a terminal (see terminal/filter.h), without its end.
  void print(const std::string& line);
  void set_prompt(std::string prompt);
  bool has_prompt() const { return raw_ != nullptr; }
  bool good() const { return out_.good(); }

 private:
  struct Raw;
  void read();
  void read_lines(std::string_view bytes, bool ended);
  void draw();

  Events events_;
  std::string prompt_;
  LineEditor editor_;
  std::string waiting_;  // the beginning of a line, without a terminal
  std::unique_ptr<Raw> raw_;
  std::unique_ptr<Underway> watch_;
  Output out_;
};

}  // namespace interview::cli
