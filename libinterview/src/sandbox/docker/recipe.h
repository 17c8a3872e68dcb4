// What an image is made of, and how: the one place that says what its content depends on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interview/languages.h"

namespace interview::sandbox::docker {

inline constexpr char kRelease[] = "bookworm";
// Of every file that a build makes or changes, and of the image itself: 1 January 2023, in seconds and in
// words.
inline constexpr char kEpoch[] = "1672531200";
inline constexpr char kCreated[] = "2023-01-01T00:00:00Z";
// As Debian and Docker call this machine's: "amd64".
std::string architecture();

// Sorted, each once.
std::vector<std::string> image_packages(const Language& language);

// Canonical JSON: fields in one order. Equal texts make equal images of equal
// packages.
std::string recipe_text(const Language& language);

// "NAME=value" of programs that are started in the image by hand, and of its making.
std::vector<std::string> image_environment(const Language& language);

// What root does in the new image once the packages are installed, and last of all: texts for `sh -eu` there.
std::string setup_script(const Language& language);  // may be empty
const std::string& tidy_script();

// As words of a shell.
std::string shell_words(const std::vector<std::string>& words);
// As one word of a shell.
std::string shell_quoted(std::string_view text);

}  // namespace interview::sandbox::docker
