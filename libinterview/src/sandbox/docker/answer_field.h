// A field of what the Docker daemon answers.
#pragma once

#include <rapidjson/document.h>

#include <string>

namespace interview::sandbox::docker {

// Empty where there is none, or none that is a text.
inline std::string text_of(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

}  // namespace interview::sandbox::docker
