// What anybody sends, on its way to a terminal. The first byte holds the options, the next 4 say where it is
// cut.
#include <utf8proc.h>

#include "fuzz/fuzz.h"
#include "interview/text.h"
#include "terminal/filter.h"

using namespace interview;
using cli::FilterOptions;
using cli::TerminalFilter;

namespace {

bool is_hidden(utf8proc_int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return false;
  }
}

// Removes colours (ESC [ digits and semicolons m); all of them end in one that sets back.
std::string without_colours(std::string_view text) {
  std::string plain;
  bool coloured = false;
  while (!text.empty()) {
    if (text.substr(0, 2) != "\x1b[") {
      plain += text[0];
      text.remove_prefix(1);
      continue;
    }
    const size_t end = text.find_first_not_of("0123456789;", 2);
    FUZZ_REQUIRE(end != text.npos && text[end] == 'm');
    const std::string_view codes = text.substr(2, end - 2);
    coloured = codes.find_first_not_of("0") != codes.npos;
    text.remove_prefix(end + 1);
  }
  FUZZ_REQUIRE(!coloured);
  return plain;
}

void check_harmless(std::string_view text, const FilterOptions& options) {
  FUZZ_REQUIRE(is_valid_utf8(text));
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    FUZZ_REQUIRE(length > 0);
    const bool blank = (c == '\n' || c == '\t') && !options.one_line;
    FUZZ_REQUIRE(blank || !is_hidden(c));
    text.remove_prefix(static_cast<size_t>(length));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 5) return 0;
  const FilterOptions options{(data[0] & 1) != 0, (data[0] & 2) != 0, size_t{data[0]} >> 6};
  const std::string_view lengths = fuzz::text_of(data + 1, 4), text = fuzz::text_of(data + 5, size - 5);
  const std::string shown = cli::for_terminal(text, options);
  check_harmless(options.colours ? without_colours(shown) : shown, options);
  FUZZ_REQUIRE(cli::for_terminal(shown, options) == shown);
  TerminalFilter filter(options);
  std::string cut;
  fuzz::in_pieces(text, lengths, [&](std::string_view piece) { cut += filter.pass(piece); });
  FUZZ_REQUIRE((cut += filter.finish()) == shown);
  FUZZ_REQUIRE(filter.finish().empty());
  return 0;
}
