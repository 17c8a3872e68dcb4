#include "sandbox/docker/image_index.h"

#include "sandbox/docker/stored_images.h"

namespace interview::sandbox::docker {

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
  const auto stored = stored_images(engine_);
  if (!stored) return stored.error();
  std::map<std::string, Image> images;
  // The name says what it is for, so that languages may share an image.
  for (const StoredImage& image : *stored)
    for (const std::string& language : image.serves) images[language] = {image.id, image.version};
  const std::lock_guard lock(mutex_);
  images_ = std::move(images);
  return {};
}

}  // namespace interview::sandbox::docker
