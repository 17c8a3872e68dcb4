#include "images_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "interview/images.h"
#include "json_body.h"
#include "server_languages.h"

namespace interview {
namespace {

ExitCode refuse(ExitCode code, const std::string& why) {
  std::fprintf(stderr, "interviewd: %s\n", why.c_str());
  return code;
}

ExitCode exit_code_of(Errc code) {
  switch (code) {
    case Errc::sandbox_unavailable:
      return ExitCode::sandbox;
    case Errc::disk_full:
      return ExitCode::disk_full;
    case Errc::bad_argument:
      return ExitCode::usage;
    default:
      return ExitCode::failed;
  }
}

ExitCode refuse(const Error& error) {
  return refuse(exit_code_of(error.code), error.message);
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string default_cache() {
  const std::string cache = from_environment("XDG_CACHE_HOME"), home = from_environment("HOME");
  if (!cache.empty()) return cache + "/interview/images";
  return home.empty() ? "" : home + "/.cache/interview/images";
}

std::string megabytes(uint64_t bytes) {
  return std::to_string((bytes + 500'000) / 1'000'000) + " MB";
}

// As much of a digest as tells images apart.
std::string short_id(const std::string& id) {
  constexpr size_t kShown = 12;
  const size_t colon = id.find(':');
  return id.empty() ? "-" : id.substr(colon == id.npos ? 0 : colon + 1, kShown);
}

const std::string& or_dash(const std::string& text) {
  static const std::string dash = "-";
  return text.empty() ? dash : text;
}

Result<const Language*> find(const Languages& languages, const std::string& id) {
  if (const Language* language = languages.find(id)) return language;
  std::string known;
  for (const Language& one : languages.all()) known.append(known.empty() ? "" : ", ").append(one.id);
  return {Errc::bad_argument, "there is no language '" + id + "'; there are " + known};
}

ExitCode build(const Languages& languages, const ImagesOptions& options, const ImageOptions& images) {
  std::vector<const Language*> wanted;
  for (const std::string& id : options.wanted) {
    const auto language = find(languages, id);
    if (!language) return refuse(language.error());
    wanted.push_back(*language);
  }
  if (wanted.empty())
    for (const Language& language : languages.all()) wanted.push_back(&language);
  for (const Language* language : wanted) {
    const auto begun = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    const auto image = build_image(*language, images, [&](std::string_view step) {
      std::printf("%-12s %6.1f s  %.*s\n", language->id.c_str(), elapsed(), static_cast<int>(step.size()),
                  step.data());
      std::fflush(stdout);
    });
    if (!image) return refuse(image.error());
    std::printf("%-12s %6.1f s  %s: %s, %s, %s\n", language->id.c_str(), elapsed(),
                image_name(language->id).c_str(), or_dash(image->version).c_str(),
                megabytes(image->size_bytes).c_str(), image->id.c_str());
    std::fflush(stdout);
  }
  return ExitCode::ok;
}

void describe(JsonAnswer& out, const ImageState& state) {
  out.item()
      .text("language", state.language)
      .text("state", to_string(state.kind))
      .text("version", state.version)
      .number("size", static_cast<int64_t>(state.size_bytes))
      .text("id", state.id)
      .text("recipe", state.recipe)
      .truth("archived", state.archived)
      .end_object();
}

void print_table(const std::vector<ImageState>& states) {
  int language = 8, version = 7;
  for (const ImageState& state : states) {
    language = std::max(language, static_cast<int>(state.language.size()));
    version = std::max(version, static_cast<int>(state.version.size()));
  }
  std::printf("%-*s  %-*s  %7s  %-12s  STATE\n", language, "LANGUAGE", version, "VERSION", "SIZE", "DIGEST");
  for (const ImageState& state : states) {
    std::printf("%-*s  %-*s  %7s  %-12s  %s%s\n", language, state.language.c_str(), version,
                or_dash(state.version).c_str(), state.id.empty() ? "-" : megabytes(state.size_bytes).c_str(),
                short_id(state.id).c_str(), to_string(state.kind),
                state.kind == ImageState::Kind::missing && state.archived ? " (archived)" : "");
  }
}

ExitCode list(const Languages& languages, const ImagesOptions& options, const ImageOptions& images) {
  const auto states = list_images(languages, images);
  if (!states) return refuse(states.error());
  if (!options.json) {
    print_table(*states);
    return ExitCode::ok;
  }
  JsonAnswer out;
  out.array("images");
  for (const ImageState& state : *states) describe(out, state);
  std::printf("%s\n", out.end_array().finish().c_str());
  return ExitCode::ok;
}

ExitCode prune(const Languages& languages, const ImagesOptions& options, const ImageOptions& images) {
  const auto pruned = prune_images(languages, images);
  if (!pruned) return refuse(pruned.error());
  if (options.json) {
    JsonAnswer out;
    for (const auto& [name, states] : {std::pair("removed", &pruned->removed), {"in_use", &pruned->in_use}}) {
      out.array(name);
      for (const ImageState& state : *states) describe(out, state);
      out.end_array();
    }
    out.number("archives", static_cast<int64_t>(pruned->archives));
    std::printf("%s\n",
                out.number("archive_bytes", static_cast<int64_t>(pruned->archive_bytes)).finish().c_str());
    return ExitCode::ok;
  }
  for (const ImageState& state : pruned->removed)
    std::printf("removed %s of %s, %s\n", short_id(state.id).c_str(), state.language.c_str(),
                megabytes(state.size_bytes).c_str());
  for (const ImageState& state : pruned->in_use)
    std::printf("kept %s of %s: containers use it\n", short_id(state.id).c_str(), state.language.c_str());
  std::printf("%zu images and %llu archives removed\n", pruned->removed.size(),
              static_cast<unsigned long long>(pruned->archives));
  return ExitCode::ok;
}

ExitCode dockerfile(const Languages& languages, const ImagesOptions& options) {
  const auto language = find(languages, options.wanted.front());
  if (!language) return refuse(language.error());
  std::fputs(image_dockerfile(**language).c_str(), stdout);
  return ExitCode::ok;
}

}  // namespace

void add_images_options(CLI::App& command, ImagesOptions& options) {
  command.add_option("action", options.action, "What to do")
      ->required()
      ->check(CLI::IsMember({"build", "list", "prune", "dockerfile"}));
  command.add_option("language", options.wanted,
                     "build: ids of languages, none for all of them; dockerfile: the id of one");
  command.add_option(
      "--docker", options.docker,
      "Docker's socket, unix:///PATH (default: DOCKER_HOST, else unix:///var/run/docker.sock)");
  command.add_option("--cache", options.cache,
                     "Folder of the archives (default: interview/images in XDG_CACHE_HOME or ~/.cache)");
  command.add_option("--languages", options.languages, kLanguagesHelp);
  command
      .add_option(
          "--mirror", options.mirrors,
          "build: where Debian's packages come from, a URI or a line of sources.list (default: as this "
          "machine's)")
      ->allow_extra_args(false);
  command.add_flag("--rebuild", options.rebuild, "build: also what is there, with today's packages");
  command.add_flag("--json", options.json, "list, prune: JSON, for programs");
}

ExitCode run_images(const ImagesOptions& options) {
  const bool builds = options.action == "build", prints = options.action == "dockerfile";
  if (!builds && (options.rebuild || !options.mirrors.empty()))
    return refuse(ExitCode::usage, "--rebuild and --mirror are for images build");
  if (options.json && (builds || prints))
    return refuse(ExitCode::usage, "--json is for images list and images prune");
  if (prints ? options.wanted.size() != 1 : !builds && !options.wanted.empty())
    return refuse(ExitCode::usage,
                  "images " + options.action + " takes " + (prints ? "one" : "no") + " language");
  const auto loaded = languages_of(options.languages);
  if (!loaded) return refuse(ExitCode::usage, loaded.error().message);
  const Languages& languages = **loaded;
  if (prints) return dockerfile(languages, options);
  ImageOptions images;
  images.docker = options.docker.empty() ? from_environment("DOCKER_HOST") : options.docker;
  images.cache = options.cache.empty() ? default_cache() : options.cache;
  images.mirrors = options.mirrors;
  images.rebuild = options.rebuild;
  if (images.cache.empty()) return refuse(ExitCode::usage, "HOME is not set: name a folder with --cache");
  if (builds) return build(languages, options, images);
  return options.action == "list" ? list(languages, options, images) : prune(languages, options, images);
}

}  // namespace interview
