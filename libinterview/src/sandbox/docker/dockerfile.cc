// The same image by `docker build`, from Debian's own image in place of mmdebstrap.
#include "interview/images.h"
#include "protocol/json_out.h"
#include "sandbox/docker/labels.h"
#include "sandbox/docker/recipe.h"

namespace interview {
namespace {

// The form that takes a script as it is.
std::string run(const std::string& script) {
  std::string words;
  wire::JsonOut out(words);
  out.begin_array();
  for (const char* word : {"/bin/sh", "-eu", "-c"}) out.text(word);
  out.text(script);
  out.end_array();
  return "RUN " + words + "\n";
}

// Docker puts variables in place here.
std::string quoted(const std::string& text) {
  std::string word = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '$') word += '\\';
    word += c;
  }
  return word += '"';
}

}  // namespace

std::string image_dockerfile(const Language& language) {
  using namespace sandbox::docker;
  const std::string name = image_name(language.id);
  std::string file = "# " + language.name + ": docker build -t " + name +
                     " - < this file. Then, for the version:\n" + "# docker build -t " + name + " --label " +
                     kVersionLabel + "=\"$(docker run --rm --network none " + name + " " +
                     shell_words(language.version) + " | head -n 1)\" - < this file\n";
  file += std::string("FROM debian:") + kRelease + "-slim\n";
  for (const std::string& variable : image_environment(language)) {
    const size_t equals = variable.find('=');
    file += "ENV " + variable.substr(0, equals) + "=" + quoted(variable.substr(equals + 1)) + "\n";
  }
  // One layer: what is tidied away is not in it.
  file += run(
      "export DEBIAN_FRONTEND=noninteractive\napt-get update\napt-get install -y --no-install-recommends " +
      shell_words(image_packages(language)) + "\n" + setup_script(language) + tidy_script());
  file += std::string("LABEL ") + kLanguageLabel + "=" + quoted(language.id) + " " + kRecipeLabel + "=" +
          quoted(image_recipe(language)) + "\n";
  return file + "USER 65534:65534\nCMD [\"/bin/sh\"]\n";
}

}  // namespace interview
