#include "sandbox/docker/image_index.h"

#include <rapidjson/document.h>

#include "sandbox/docker/labels.h"

namespace interview::sandbox::docker {
namespace {

// {"label":["org.libinterview.language"]}, as it stands in a query.
constexpr char kFilter[] = "%7B%22label%22%3A%5B%22org.libinterview.language%22%5D%7D";

std::string label_of(const rapidjson::Value& labels, const char* name) {
  const auto found = labels.FindMember(name);
  return found != labels.MemberEnd() && found->value.IsString() ? found->value.GetString() : "";
}

// "interview/go:latest" → "go"; empty: another name
std::string language_of(const std::string& name) {
  constexpr std::string_view kBefore = "interview/", kAfter = ":latest";
  if (name.size() <= kBefore.size() + kAfter.size() || name.rfind(kBefore, 0) != 0 || !name.ends_with(kAfter))
    return {};
  return name.substr(kBefore.size(), name.size() - kBefore.size() - kAfter.size());
}

}  // namespace

std::string image_name(const std::string& language) {
  return "interview/" + language + ":latest";
}

Image ImageIndex::find(const std::string& language) const {
  const std::lock_guard lock(mutex_);
  const auto found = images_.find(language);
  return found == images_.end() ? Image{} : found->second;
}

std::map<std::string, Image> ImageIndex::all() const {
  const std::lock_guard lock(mutex_);
  return images_;
}

Result<void> ImageIndex::refresh() {
  const Result<Response> answer = engine_.call("GET", std::string("/images/json?filters=") + kFilter);
  if (!answer) return answer.error();
  if (!answer->ok()) return answer->error();
  rapidjson::Document list;
  list.Parse<rapidjson::kParseIterativeFlag>(answer->body.data(), answer->body.size());
  if (list.HasParseError() || !list.IsArray()) return {Errc::protocol, "Docker's list of images is not one"};
  std::map<std::string, Image> images;
  for (const rapidjson::Value& image : list.GetArray()) {
    if (!image.IsObject()) continue;
    const auto id = image.FindMember("Id");
    const auto labels = image.FindMember("Labels");
    if (id == image.MemberEnd() || !id->value.IsString()) continue;
    if (labels == image.MemberEnd() || !labels->value.IsObject()) continue;
    const auto names = image.FindMember("RepoTags");
    if (names == image.MemberEnd() || !names->value.IsArray()) continue;
    // The name says what it is for, so that languages may share an image.
    for (const rapidjson::Value& name : names->value.GetArray()) {
      const std::string language = name.IsString() ? language_of(name.GetString()) : "";
      if (!language.empty())
        images[language] = {id->value.GetString(), label_of(labels->value, kVersionLabel)};
    }
  }
  const std::lock_guard lock(mutex_);
  images_ = std::move(images);
  return {};
}

}  // namespace interview::sandbox::docker
