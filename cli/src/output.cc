#include "output.h"

#include <poll.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unistd.h>

#include <cerrno>

#include "terminal/filter.h"

namespace interview::cli {
namespace {

std::string quoted(std::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

std::string in_ascii(std::string_view json) {
  using Ascii = rapidjson::Writer<rapidjson::StringBuffer, rapidjson::UTF8<>, rapidjson::ASCII<>>;
  const std::string text(json);
  rapidjson::StringStream in(text.c_str());
  rapidjson::StringBuffer buffer;
  Ascii writer(buffer);
  rapidjson::Reader reader;
  reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(in, writer);
  std::string ascii(buffer.GetString(), buffer.GetSize());
  for (size_t at = 0; (at = ascii.find('\x7f', at)) != std::string::npos;) ascii.replace(at, 1, "\\u007f");
  return ascii;
}

}  // namespace

Output::Output(int fd) : fd_(fd), terminal_(::isatty(fd) == 1) {}

void Output::write(std::string_view text) {
  while (good_ && !text.empty()) {
    const ssize_t size = ::write(fd_, text.data(), text.size());
    if (size > 0) text.remove_prefix(static_cast<size_t>(size));
    if (size >= 0 || errno == EINTR) continue;
    if (errno == EAGAIN) {
      pollfd writable{fd_, POLLOUT, 0};
      ::poll(&writable, 1, -1);  // what is wrong with it shows when it is written to
    } else {
      good_ = false;
    }
  }
}

void Output::write_foreign(std::string_view text) {
  if (!terminal_) return write(text);
  write(for_terminal(text, {.colours = true}));
}

void Output::write_json(std::string_view json) {
  write((terminal_ ? in_ascii(json) : std::string(json)) + "\n");
}

Output& out() {
  static Output output(STDOUT_FILENO);
  return output;
}

void complain(std::string_view why) {
  Output error(STDERR_FILENO);
  error.write("interview: " + for_terminal(why, {.one_line = true}) + "\n");
}

void JsonObject::key(std::string_view key) {
  if (json_.size() > 1) json_ += ',';
  json_ += quoted(key);
  json_ += ':';
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  key(name);
  json_ += quoted(value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, int64_t value) {
  key(name);
  json_ += std::to_string(value);
  return *this;
}

JsonObject& JsonObject::boolean(std::string_view name, bool value) {
  key(name);
  json_ += value ? "true" : "false";
  return *this;
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
  key(name);
  json_ += json;
  return *this;
}

}  // namespace interview::cli
