// The bytes of a text file, and the text in the room: UTF-8 with any line ends, and UTF-16 with line feeds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview::cli {

struct FileText {
  std::u16string text;
  std::optional<bool> crlf;  // whether most lines end in CR LF; nothing if there is no line end
};

// Errc::bad_text for what no document can hold: a NUL, invalid UTF-8, a carriage return that ends no line.
Result<FileText> text_of_file(std::string_view bytes);

std::string file_of_text(std::u16string_view text, bool crlf);

}  // namespace interview::cli
