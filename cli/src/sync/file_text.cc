#include "sync/file_text.h"

#include "interview/text.h"

namespace interview::cli {

Result<FileText> text_of_file(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) return Error{Errc::bad_text, "has a NUL: not a text"};
  auto units = utf8_to_utf16(bytes);
  if (!units) return Error{Errc::bad_text, "is not valid UTF-8"};
  FileText file;
  size_t feeds = 0, returns = 0;
  file.text.reserve(units->size());
  for (size_t i = 0; i < units->size(); ++i) {
    const char16_t unit = (*units)[i];
    if (unit == u'\r') {
      if (i + 1 == units->size() || (*units)[i + 1] != u'\n')
        return Error{Errc::bad_text, "has a carriage return that does not end a line"};
      ++returns;
      continue;
    }
    if (unit == u'\n') ++feeds;
    file.text += unit;
  }
  if (feeds > 0) file.crlf = returns * 2 > feeds;
  return file;
}

std::string file_of_text(std::u16string_view text, bool crlf) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t feed = crlf ? text.find(u'\n', at) : std::u16string_view::npos;
    append_utf8(bytes, text.substr(at, feed == std::u16string_view::npos ? feed : feed - at));
    if (feed == std::u16string_view::npos) break;
    bytes += "\r\n";
    at = feed + 1;
  }
  return bytes;
}

}  // namespace interview::cli
