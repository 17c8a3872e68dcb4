// The labels by which images and containers of this project are known in Docker.
#pragma once

namespace interview::sandbox::docker {

constexpr char kLanguageLabel[] = "org.libinterview.language";  // an id of Languages
constexpr char kRecipeLabel[] = "org.libinterview.recipe";      // digest of what the image is made of
constexpr char kVersionLabel[] = "org.libinterview.version";    // what the language says of itself
constexpr char kOwnerLabel[] = "org.libinterview.owner";        // of a container: owner_tag()

}  // namespace interview::sandbox::docker
