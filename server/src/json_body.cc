#include "json_body.h"

#include "interview/text.h"

namespace interview {

Result<rapidjson::Document> parse_body(std::string_view body) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(body.data(),
                                                                                         body.size());
  if (document.HasParseError() || !document.IsObject())
    return Error{Errc::bad_message, "the body is not a JSON object"};
  return document;
}

Result<std::string> text_field(const rapidjson::Document& body, const char* name, const char* fallback) {
  const auto found = body.FindMember(name);
  if (found == body.MemberEnd()) {
    if (fallback) return std::string(fallback);
    return Error{Errc::bad_message, std::string("field '") + name + "' is missing"};
  }
  if (!found->value.IsString())
    return Error{Errc::bad_message, std::string("field '") + name + "' is not text"};
  std::string text(found->value.GetString(), found->value.GetStringLength());
  if (!is_valid_utf8(text))
    return Error{Errc::bad_text, std::string("field '") + name + "' is not valid Unicode"};
  return text;
}

Result<int64_t> number_field(const rapidjson::Document& body, const char* name, int64_t least, int64_t most,
                             int64_t fallback) {
  const auto found = body.FindMember(name);
  if (found == body.MemberEnd()) return fallback;
  if (!found->value.IsInt64() || found->value.GetInt64() < least || found->value.GetInt64() > most)
    return Error{Errc::bad_message, std::string("field '") + name + "' is a whole number from " +
                                        std::to_string(least) + " to " + std::to_string(most)};
  return found->value.GetInt64();
}

}  // namespace interview
