#include "sandbox/docker/stored_images.h"

#include <rapidjson/document.h>

#include <string_view>
#include <utility>

#include "interview/images.h"
#include "sandbox/docker/answer_field.h"
#include "sandbox/docker/labels.h"

namespace interview::sandbox::docker {
namespace {

// {"label":["org.libinterview.language"]}, as it stands in a query.
constexpr char kFilter[] = "%7B%22label%22%3A%5B%22org.libinterview.language%22%5D%7D";

// "interview/go:latest": "go"; empty: another name.
std::string language_of(std::string_view name) {
  const std::string whole = image_name("");
  const size_t before = whole.find(':');
  const std::string_view prefix = std::string_view(whole).substr(0, before),
                         suffix = std::string_view(whole).substr(before);
  if (name.size() <= whole.size() || !name.starts_with(prefix) || !name.ends_with(suffix)) return {};
  return std::string(name.substr(prefix.size(), name.size() - whole.size()));
}

}  // namespace

Result<std::vector<StoredImage>> stored_images(Engine& engine) {
  const auto answer = engine.call("GET", std::string("/images/json?filters=") + kFilter);
  if (!answer) return answer.error();
  if (!answer->ok()) return answer->error();
  rapidjson::Document list;
  list.Parse<rapidjson::kParseIterativeFlag>(answer->body.data(), answer->body.size());
  if (list.HasParseError() || !list.IsArray()) return {Errc::protocol, "Docker's list of images is not one"};
  std::vector<StoredImage> images;
  for (const rapidjson::Value& image : list.GetArray()) {
    if (!image.IsObject()) continue;
    const auto labels = image.FindMember("Labels");
    if (labels == image.MemberEnd() || !labels->value.IsObject()) continue;
    StoredImage stored;
    stored.id = text_of(image, "Id");
    stored.language = text_of(labels->value, kLanguageLabel);
    if (stored.id.empty() || stored.language.empty()) continue;
    stored.recipe = text_of(labels->value, kRecipeLabel);
    stored.version = text_of(labels->value, kVersionLabel);
    const auto names = image.FindMember("RepoTags");
    if (names != image.MemberEnd() && names->value.IsArray()) {
      for (const rapidjson::Value& name : names->value.GetArray()) {
        std::string language = name.IsString() ? language_of(name.GetString()) : "";
        if (!language.empty()) stored.serves.push_back(std::move(language));
      }
    }
    const auto size = image.FindMember("Size");
    if (size != image.MemberEnd() && size->value.IsUint64()) stored.size_bytes = size->value.GetUint64();
    images.push_back(std::move(stored));
  }
  return images;
}

}  // namespace interview::sandbox::docker
