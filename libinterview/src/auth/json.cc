#include "auth/json.h"

#include <algorithm>
#include <vector>

#include "interview/text.h"

namespace interview::auth {
namespace {

using rapidjson::Value;

Result<void> check(const Value& value, size_t depth_left) {
  if (value.IsString() && !is_valid_utf8(text_of(value)))
    return {Errc::bad_message, "a string is not valid UTF-8"};
  if (!value.IsObject() && !value.IsArray()) return {};
  if (depth_left == 0) return {Errc::too_deep, "JSON is nested too deep"};
  if (value.IsArray()) {
    for (const Value& element : value.GetArray())
      if (Result<void> good = check(element, depth_left - 1); !good) return good;
    return {};
  }
  std::vector<std::string_view> names;
  names.reserve(value.MemberCount());
  for (const auto& [name, content] : value.GetObject()) {
    if (!is_valid_utf8(text_of(name))) return {Errc::bad_message, "a name is not valid UTF-8"};
    names.push_back(text_of(name));
    if (Result<void> good = check(content, depth_left - 1); !good) return good;
  }
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end())
    return {Errc::bad_message, "a name stands twice in one object"};
  return {};
}

}  // namespace

Result<rapidjson::Document> parse_object(std::string_view text, size_t max_depth) {
  // RapidJSON takes a NUL for the end of the text, skips a byte order mark, and its recursive parser can be
  // driven to overflow the stack.
  if (text.find('\0') != text.npos || text.substr(0, 3) == "\xEF\xBB\xBF")
    return {Errc::bad_message, "not JSON"};
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError()) return {Errc::bad_message, "not JSON"};
  if (!document.IsObject()) return {Errc::bad_message, "not a JSON object"};
  if (Result<void> good = check(document, max_depth); !good) return good.error();
  return document;
}

const Value* member(const Value& object, std::string_view name) {
  const auto found = object.FindMember(
      Value(rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))));
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::optional<std::string> text_member(const Value& object, std::string_view name) {
  const Value* value = member(object, name);
  if (value == nullptr) return std::string();
  if (!value->IsString() || !is_plain(text_of(*value))) return std::nullopt;
  return std::string(text_of(*value));
}

bool is_plain(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace interview::auth
