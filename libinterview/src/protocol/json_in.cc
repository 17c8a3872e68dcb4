#include "protocol/json_in.h"

#include <rapidjson/error/en.h>

#include <algorithm>

#include "protocol/json_out.h"

namespace interview::wire {
namespace {

// How deep arrays and objects nest, at least; counted without parsing, so that a parser is never asked to go
// there.
size_t depth_of(std::string_view json) {
  size_t depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

// Where in JSON that is well-formed an escape stands for a low surrogate without a high one before it, or
// npos. RapidJSON refuses a high one without its low one, and takes this.
size_t lone_low_surrogate(std::string_view json) {
  for (size_t at = json.find('\\'); at != json.npos; at = json.find('\\', at)) {
    if (json[at + 1] != 'u') {
      at += 2;
      continue;
    }
    const char second = static_cast<char>(json[at + 3] | 0x20);  // in lower case
    const bool surrogate = (json[at + 2] | 0x20) == 'd' && second >= '8';
    if (surrogate && second >= 'c') return at;
    at += surrogate ? 12 : 6;
  }
  return json.npos;
}

Error unreadable(rapidjson::ParseErrorCode code, size_t at) {
  const bool text = code == rapidjson::kParseErrorStringInvalidEncoding ||
                    code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
  return Error{text ? Errc::bad_text : Errc::bad_message,
               std::string(rapidjson::GetParseError_En(code)) + " (at byte " + std::to_string(at) + ")"};
}

const Json& empty_array() {
  static const Json array(rapidjson::kArrayType);
  return array;
}

std::string wanted(const char* name, const char* what) {
  return std::string("field '") + name + "' is not " + what;
}

// Of RapidJSON's own 64 KiB a small message needs next to nothing, and gets them from the kernel each time.
constexpr size_t kLeastChunk = 1u << 10, kMostChunk = 64u << 10;

}  // namespace

JsonMessage::JsonMessage(size_t chunk_bytes)
    : memory_(std::make_unique<Json::AllocatorType>(chunk_bytes)), document_(memory_.get()) {}

Result<JsonMessage> JsonMessage::parse(std::string_view json, size_t most_bytes, size_t most_depth) {
  if (json.size() > most_bytes)
    return Error{Errc::too_big, "a message has at most " + std::to_string(most_bytes) + " bytes"};
  // The parser would take a zero byte for the end.
  if (json.find('\0') != std::string_view::npos)
    return Error{Errc::bad_message, "a message has no zero byte"};
  if (depth_of(json) > most_depth)
    return Error{Errc::too_deep, "a message nests at most " + std::to_string(most_depth) + " deep"};
  JsonMessage message(std::clamp(4 * json.size(), kLeastChunk, kMostChunk));
  message.document_.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
      json.data(), json.size());
  if (message.document_.HasParseError())
    return unreadable(message.document_.GetParseError(), message.document_.GetErrorOffset());
  if (const size_t at = lone_low_surrogate(json); at != json.npos)
    return unreadable(rapidjson::kParseErrorStringUnicodeSurrogateInvalid, at);
  if (!message.document_.IsObject()) return Error{Errc::bad_message, "a message is a JSON object"};
  return message;
}

const Json* FieldsIn::optional(const char* name) const {
  if (!ok_) return nullptr;
  const auto found = object_.FindMember(name);
  return found == object_.MemberEnd() ? nullptr : &found->value;
}

const Json* FieldsIn::required(const char* name) {
  const Json* value = optional(name);
  if (!value) fail(std::string("field '") + name + "' is missing");
  return value;
}

uint64_t FieldsIn::number(const char* name, uint64_t most) {
  const Json* value = required(name);
  if (!value) return 0;
  if (value->IsUint64() && value->GetUint64() <= most) return value->GetUint64();
  fail(wanted(name, "a number in its range"));
  return 0;
}

uint64_t FieldsIn::number_or(const char* name, uint64_t fallback, uint64_t most) {
  return optional(name) ? number(name, most) : fallback;
}

int64_t FieldsIn::integer(const char* name) {
  const Json* value = required(name);
  if (!value) return 0;
  if (value->IsInt64()) return value->GetInt64();
  fail(wanted(name, "an integer"));
  return 0;
}

int FieldsIn::integer32(const char* name) {
  const Json* value = required(name);
  if (!value) return 0;
  if (value->IsInt()) return value->GetInt();
  fail(wanted(name, "an integer in its range"));
  return 0;
}

bool FieldsIn::boolean_or(const char* name, bool fallback) {
  const Json* value = optional(name);
  if (!value) return fallback;
  if (value->IsBool()) return value->GetBool();
  fail(wanted(name, "true or false"));
  return fallback;
}

std::string FieldsIn::text(const char* name) {
  const Json* value = required(name);
  if (!value) return {};
  if (!value->IsString()) {
    fail(wanted(name, "text"));
    return {};
  }
  return {value->GetString(), value->GetStringLength()};
}

std::string FieldsIn::text_or(const char* name, std::string_view fallback) {
  return optional(name) ? text(name) : std::string(ok_ ? fallback : std::string_view());
}

const Json& FieldsIn::array(const char* name) {
  const Json* value = required(name);
  if (value && value->IsArray()) return *value;
  if (value) fail(wanted(name, "a list"));
  return empty_array();
}

std::string FieldsIn::json(const char* name) {
  const Json* value = required(name);
  std::string json;
  StringOut stream(json);
  rapidjson::Writer<StringOut> writer(stream);
  if (!value || value->Accept(writer)) return json;
  // RapidJSON reads some of them as infinite, and then writes what ends there.
  fail(std::string("field '") + name + "' holds a number that is too big");
  return {};
}

}  // namespace interview::wire
