// What a command writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace interview::cli {

// Standard output or standard error. Text of others goes through here: to a terminal only filtered, elsewhere
// as it is.
class Output {
 public:
  explicit Output(int fd);
  bool is_terminal() const { return terminal_; }

  // Text of this program. Waits until all is written, also where another program has made the terminal
  // non-blocking.
  void write(std::string_view text);
  // A whole text that others wrote.
  void write_foreign(std::string_view text);
  // A line of JSON. To a terminal everything beyond ASCII is escaped, so that it can do no harm there.
  void write_json(std::string_view json);
  // Whether everything could be written.
  bool good() const { return good_; }

 private:
  int fd_;
  bool terminal_;
  bool good_ = true;
};

Output& out();
// "interview: ..." on standard error, filtered.
void complain(std::string_view why);

// One JSON object, field by field. Text is valid UTF-8.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, int64_t value);
  JsonObject& boolean(std::string_view key, bool value);
  JsonObject& raw(std::string_view key, std::string_view json);
  std::string finish() const { return json_ + "}"; }

 private:
  void key(std::string_view key);
  std::string json_ = "{";
};

}  // namespace interview::cli
