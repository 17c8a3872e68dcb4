#include "sandbox/docker/stored_images.h"

#include <rapidjson/document.h>

#include "interview/images.h"
#include "sandbox/docker/labels.h"

namespace interview::sandbox::docker {
namespace {

// {"label":["org.libinterview.language"]}, as it stands in a query.
constexpr char kFilter[] = "%7B%22label%22%3A%5B%22org.libinterview.language%22%5D%7D";

std::string text_of(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

bool has_tag(const rapidjson::Value& image, const std::string& name) {
  const auto tags = image.FindMember("RepoTags");
  if (tags == image.MemberEnd() || !tags->value.IsArray()) return false;
  for (const rapidjson::Value& tag : tags->value.GetArray())
    if (tag.IsString() && tag.GetString() == name) return true;
  return false;
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
    stored.named = has_tag(image, image_name(stored.language));
    const auto size = image.FindMember("Size");
    if (size != image.MemberEnd() && size->value.IsUint64()) stored.size_bytes = size->value.GetUint64();
    images.push_back(std::move(stored));
  }
  return images;
}

}  // namespace interview::sandbox::docker
