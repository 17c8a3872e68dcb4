// JSON as tokens and key files hold it: one strict object.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview::auth {

// Reads one JSON object (RFC 8259) that has no duplicate names at any level and only valid UTF-8 in it, also
// where escapes spell it. `max_depth` counts the object itself. Errc::bad_message, too_deep.
Result<rapidjson::Document> parse_object(std::string_view text, size_t max_depth);

// A member of an object; null if there is none.
const rapidjson::Value* member(const rapidjson::Value& object, std::string_view name);

inline std::string_view text_of(const rapidjson::Value& string) {
  return {string.GetString(), string.GetStringLength()};
}

// The text of a member: empty if there is none; nullopt if it is not a string or has a control character.
std::optional<std::string> text_member(const rapidjson::Value& object, std::string_view name);

// Whether `text` is free of the control characters U+0000 to U+001F and U+007F.
bool is_plain(std::string_view text) noexcept;

}  // namespace interview::auth
