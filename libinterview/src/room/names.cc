#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "interview/room.h"
#include "interview/text.h"
#include "room/fold_case.h"
#include "room/language_id.h"

namespace interview {
namespace {

constexpr size_t kLongestName = 128;
constexpr size_t kMostParts = 4;
constexpr size_t kLongestPersonName = 64;

bool has_control(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    // U+0080 to U+009F
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &out, static_cast<utf8proc_option_t>(options));
  if (size < 0) return {};
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(out, &std::free);
  return std::string(reinterpret_cast<const char*>(out), static_cast<size_t>(size));
}

Error bad_name(const char* why) {
  return Error{Errc::bad_name, why};
}

}  // namespace

std::string fold_case(std::string_view name) {
  return mapped(name, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

Result<void> check_document_name(std::string_view name) {
  if (name.empty()) return bad_name("a document needs a name");
  if (name.size() > kLongestName) return bad_name("a document's name has at most 128 bytes");
  if (!is_valid_utf8(name)) return bad_name("a document's name is UTF-8");
  if (has_control(name)) return bad_name("a document's name has no control characters");
  if (name.find('\\') != std::string_view::npos) return bad_name("a document's name has no backslash");
  // The normal form of assigned characters never changes: a name stays good with newer tables of Unicode.
  if (mapped(name, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_REJECTNA) != name)
    return bad_name("a document's name has assigned characters, in Unicode normal form C");
  size_t parts = 0;
  for (std::string_view rest = name;;) {
    const size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty())
      return bad_name("a document's name has no empty part and does not begin or end with '/'");
    if (part.front() == '.') return bad_name("no part of a document's name begins with a dot");
    if (++parts > kMostParts) return bad_name("a document's name has at most 4 parts");
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  return {};
}

Result<void> check_person_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestPersonName) return bad_name("a person's name has 1 to 64 bytes");
  if (!is_valid_utf8(name)) return bad_name("a person's name is UTF-8");
  if (has_control(name)) return bad_name("a person's name has no control characters");
  if (name.find_first_not_of(' ') == std::string_view::npos) return bad_name("a person's name is not blank");
  return {};
}

Result<void> check_client_id(std::string_view client) {
  const bool fits =
      client.size() >= 8 && client.size() <= 64 &&
      client.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
          std::string_view::npos;
  if (!fits) return Error{Errc::bad_argument, "a client id is 8 to 64 of A-Z a-z 0-9 _ -"};
  return {};
}

Result<void> check_language_id(std::string_view language) {
  const bool fits =
      !language.empty() && language.size() <= 32 &&
      language.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+#-.") == std::string_view::npos;
  if (!fits) return Error{Errc::no_such_language, "that is not the id of a language"};
  return {};
}

}  // namespace interview
