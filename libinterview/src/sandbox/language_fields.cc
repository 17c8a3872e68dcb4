#include "sandbox/language_fields.h"

#include <algorithm>
#include <set>

namespace interview {
namespace {

std::string to_text(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace

LanguageFields::LanguageFields(const rapidjson::Value& object, std::string prefix)
    : object_(object), prefix_(std::move(prefix)) {}

void LanguageFields::fail(std::string_view field, std::string_view what) {
  if (error_.empty()) error_ = "field \"" + prefix_ + std::string(field) + "\" " + std::string(what);
}

const rapidjson::Value* LanguageFields::find(const char* field, bool required) {
  if (!error_.empty()) return nullptr;
  const auto member = object_.FindMember(field);
  if (member != object_.MemberEnd()) return &member->value;
  if (required) fail(field, "is missing");
  return nullptr;
}

std::string LanguageFields::text(const char* field, bool required) {
  const rapidjson::Value* value = find(field, required);
  if (!value) return {};
  if (!value->IsString()) {
    fail(field, "is not a string");
    return {};
  }
  std::string out = to_text(*value);
  if (required && out.empty()) fail(field, "is empty");
  if (out.find('\0') != std::string::npos) fail(field, "contains a NUL character");
  return out;
}

std::vector<std::string> LanguageFields::texts(const char* field, bool required, bool may_be_empty) {
  const rapidjson::Value* value = find(field, required);
  if (!value) return {};
  if (!value->IsArray()) {
    fail(field, "is not an array");
    return {};
  }
  std::vector<std::string> out;
  for (const rapidjson::Value& element : value->GetArray()) {
    if (!element.IsString()) {
      fail(field, "contains something other than strings");
      return {};
    }
    out.push_back(to_text(element));
    if (out.back().empty() && !may_be_empty) fail(field, "contains an empty string");
    if (out.back().find('\0') != std::string::npos) fail(field, "contains a NUL character");
  }
  if (required && out.empty()) fail(field, "is empty");
  return out;
}

void LanguageFields::number(const char* field, uint64_t highest, uint64_t& number) {
  const rapidjson::Value* value = find(field, false);
  if (!value) return;
  if (!value->IsUint64() || value->GetUint64() == 0 || value->GetUint64() > highest) {
    fail(field, "is not a whole number from 1 to " + std::to_string(highest));
    return;
  }
  number = value->GetUint64();
}

const rapidjson::Value* LanguageFields::object(const char* field) {
  const rapidjson::Value* value = find(field, false);
  if (value && !value->IsObject()) {
    fail(field, "is not an object");
    return nullptr;
  }
  return value;
}

void LanguageFields::expect_only(std::initializer_list<std::string_view> known) {
  std::set<std::string> seen;
  for (const auto& member : object_.GetObject()) {
    const std::string name = to_text(member.name);
    if (std::find(known.begin(), known.end(), name) == known.end()) return fail(name, "is unknown");
    if (!seen.insert(name).second) return fail(name, "stands twice");
  }
}

}  // namespace interview
