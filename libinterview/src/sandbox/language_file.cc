// One language file: JSON to Language.
#include <rapidjson/error/en.h>

#include <algorithm>
#include <cctype>

#include "interview/languages.h"
#include "sandbox/language_fields.h"

namespace interview {
namespace {

constexpr size_t kLargestFile = 256 * 1024;

bool is_language_id(const std::string& id) {
  return id.size() <= 32 && std::islower(static_cast<unsigned char>(id[0])) &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return std::islower(c) || std::isdigit(c) || c == '_' || c == '-';
         });
}

bool is_plain_absolute_path(const std::string& path) {
  return path.size() > 1 && path.front() == '/' && path.back() != '/' &&
         (path + "/").find("/../") == std::string::npos && path.find("//") == std::string::npos;
}

// Debian policy 5.6.1: nothing that apt or a shell could take for something else.
bool is_package_name(const std::string& name) {
  const auto plain = [](unsigned char c) { return std::islower(c) || std::isdigit(c); };
  return name.size() >= 2 && plain(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(),
                     [&](unsigned char c) { return plain(c) || c == '+' || c == '-' || c == '.'; });
}

void read_stage(LanguageFields& limits, const char* name, StageLimits& stage) {
  const rapidjson::Value* object = limits.object(name);
  if (!object) return;
  LanguageFields fields(*object, limits.prefix() + name + ".");
  fields.expect_only({"wall_ms", "cpu_ms", "memory_mib"});
  uint64_t wall_ms = stage.wall_ms, cpu_ms = stage.cpu_ms, memory_mib = stage.memory_bytes >> 20;
  fields.number("wall_ms", 3'600'000, wall_ms);
  fields.number("cpu_ms", 3'600'000, cpu_ms);
  fields.number("memory_mib", 1u << 20, memory_mib);
  if (!fields.error().empty()) return limits.adopt(fields);
  stage = {static_cast<uint32_t>(wall_ms), static_cast<uint32_t>(cpu_ms), memory_mib << 20};
}

void read_limits(LanguageFields& language, RunLimits& out) {
  const rapidjson::Value* object = language.object("limits");
  if (!object) return;
  LanguageFields fields(*object, "limits.");
  fields.expect_only({"compile", "run", "processes", "output_kib", "disk_mib"});
  read_stage(fields, "compile", out.compile);
  read_stage(fields, "run", out.run);
  uint64_t processes = out.processes, output_kib = out.output_bytes >> 10, disk_mib = out.disk_bytes >> 20;
  fields.number("processes", 1u << 20, processes);
  fields.number("output_kib", 1u << 20, output_kib);
  fields.number("disk_mib", 1u << 20, disk_mib);
  out.processes = static_cast<uint32_t>(processes);
  out.output_bytes = output_kib << 10;
  out.disk_bytes = disk_mib << 20;
  language.adopt(fields);
}

void check_environment(LanguageFields& fields, const std::vector<std::string>& environment) {
  for (const std::string& variable : environment) {
    const size_t equals = variable.find('=');
    if (equals == 0 || equals == std::string::npos) {
      fields.fail("environment", "contains \"" + variable + "\", which is not NAME=value");
    }
  }
}

void check_packages(LanguageFields& fields, const std::vector<std::string>& packages) {
  for (const std::string& package : packages) {
    if (!is_package_name(package))
      fields.fail("packages", "contains \"" + package + "\", which is no name of a Debian package");
  }
}

void read_warm(LanguageFields& image, WarmCompiler& warm) {
  const rapidjson::Value* object = image.object("warm");
  if (!object) return;
  LanguageFields fields(*object, image.prefix() + "warm.");
  fields.expect_only({"start", "arguments", "memory_mib"});
  warm.start = fields.texts("start", true);
  warm.arguments = fields.texts("arguments", true);
  uint64_t memory_mib = warm.memory_bytes >> 20;
  fields.number("memory_mib", 1u << 20, memory_mib);
  warm.memory_bytes = memory_mib << 20;
  image.adopt(fields);
}

void read_cache(LanguageFields& language, BuildCache& cache) {
  const rapidjson::Value* object = language.object("cache");
  if (!object) return;
  LanguageFields fields(*object, "cache.");
  fields.expect_only({"fill", "environment"});
  cache.fill = fields.texts("fill", true);
  cache.environment = fields.texts("environment", true);
  check_environment(fields, cache.environment);
  language.adopt(fields);
}

// After all that it may fall back on.
void read_image(LanguageFields& language, Language& out) {
  LanguageImage& image = out.image;
  if (const rapidjson::Value* object = language.object("image")) {
    LanguageFields fields(*object, "image.");
    fields.expect_only({"packages", "setup", "compile", "run", "environment", "warm"});
    image.packages = fields.texts("packages", false);
    image.setup = fields.texts("setup", false);
    image.compile = fields.texts("compile", false);
    image.run = fields.texts("run", false);
    image.environment = fields.texts("environment", false);
    read_warm(fields, image.warm);
    if (!image.warm.start.empty() && image.compile.empty() && out.compile.empty())
      fields.fail("warm", "is for a language that is compiled");
    check_packages(fields, image.packages);
    check_environment(fields, image.environment);
    language.adopt(fields);
  }
  const auto fall_back = [](std::vector<std::string>& on, const std::vector<std::string>& given) {
    if (on.empty()) on = given;
  };
  fall_back(image.packages, out.packages);
  fall_back(image.compile, out.compile);
  fall_back(image.run, out.run);
  fall_back(image.environment, out.environment);
}

void check(LanguageFields& fields, const Language& language) {
  if (!fields.error().empty()) return;
  if (!is_language_id(language.id)) fields.fail("id", "is not 1 to 32 of a-z, 0-9, _ and -, a letter first");
  if (language.file.find('/') != std::string::npos || language.file.front() == '.') {
    fields.fail("file", "is not a plain file name");
  }
  for (const std::string& extension : language.extensions) {
    if (extension.size() < 2 || extension.front() != '.' || extension.find('/') != std::string::npos) {
      fields.fail("extensions", "contains \"" + extension + "\", which is not a dot and an ending");
    }
  }
  const auto own = [&](const std::string& extension) { return language.file.ends_with(extension); };
  if (std::none_of(language.extensions.begin(), language.extensions.end(), own)) {
    fields.fail("file", "has none of the language's endings");
  }
  check_environment(fields, language.environment);
  for (const std::string& path : language.paths) {
    if (!is_plain_absolute_path(path))
      fields.fail("paths", "contains \"" + path + "\", which is not absolute");
  }
  check_packages(fields, language.packages);
}

}  // namespace

Result<Language> parse_language(std::string_view json, std::string_view source) {
  const auto refuse = [&](const std::string& what) {
    return Result<Language>(Errc::bad_message, std::string(source) + ": " + what);
  };
  if (json.size() > kLargestFile) return refuse("is larger than 256 KiB");
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(),
                                                                                         json.size());
  if (document.HasParseError()) {
    return refuse("at byte " + std::to_string(document.GetErrorOffset()) + ": " +
                  rapidjson::GetParseError_En(document.GetParseError()));
  }
  if (!document.IsObject()) return refuse("is not a JSON object");

  LanguageFields fields(document, "");
  fields.expect_only({"id", "name", "file", "extensions", "compile", "run", "version", "environment", "paths",
                      "memory_error", "starter", "packages", "limits", "image", "cache"});
  Language language;
  language.id = fields.text("id", true);
  language.name = fields.text("name", true);
  language.file = fields.text("file", true);
  language.extensions = fields.texts("extensions", true);
  language.compile = fields.texts("compile", false);
  language.run = fields.texts("run", true);
  language.version = fields.texts("version", true);
  language.environment = fields.texts("environment", false);
  language.paths = fields.texts("paths", false);
  language.memory_error = fields.text("memory_error", false);
  for (const std::string& line : fields.texts("starter", false, true)) language.starter += line + '\n';
  language.packages = fields.texts("packages", false);
  read_limits(fields, language.limits);
  read_image(fields, language);
  read_cache(fields, language.cache);
  check(fields, language);
  if (!fields.error().empty()) return refuse(fields.error());
  return language;
}

}  // namespace interview
