#include "acceptance/driver/trace.h"

#include <fstream>
#include <sstream>

#include "interview/text.h"

namespace interview::test {
namespace {

std::string unescaped(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    ++i;
    out += text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

}  // namespace

Result<Trace> read_trace(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return {Errc::io, "cannot read " + path};
  Trace trace;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    TraceEdit edit;
    if (!(fields >> edit.author >> edit.known >> edit.position >> edit.erased) || fields.get() != ' ' ||
        edit.author > 1 || edit.known > trace.of[1 - edit.author].size())
      return {Errc::bad_message, "not an edit: " + line};
    std::string text;
    std::getline(fields, text);
    auto inserted = utf8_to_utf16(unescaped(text));
    if (!inserted) return inserted.error();
    edit.inserted = std::move(*inserted);
    edit.number = trace.of[edit.author].size();
    trace.of[edit.author].push_back(trace.edits.size());
    trace.edits.push_back(std::move(edit));
  }
  return trace;
}

}  // namespace interview::test
