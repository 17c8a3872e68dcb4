#include "bench/programs.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "bench/runner.h"
#include "protocol/json_out.h"
#include "sandbox/builtin_languages.h"

namespace interview::bench {
namespace {

// A program that was given as a file without the right to be executed is executed by the loader.
#if defined(__x86_64__)
constexpr char kLoader[] = "/lib64/ld-linux-x86-64.so.2";
#elif defined(__aarch64__)
constexpr char kLoader[] = "/lib/ld-linux-aarch64.so.1";
#else
constexpr char kLoader[] = "";
#endif

void write(const std::string& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out << content;
  if (!out.flush()) give_up("cannot write " + path);
}

void write_texts(wire::JsonOut& out, const std::vector<std::string>& texts) {
  out.begin_array();
  for (const std::string& text : texts) out.text(text);
  out.end_array();
}

std::string to_json(const Language& language) {
  std::string json;
  wire::JsonOut out(json);
  out.begin_object();
  out.key("id").text(language.id);
  out.key("name").text(language.name);
  out.key("file").text(language.file);
  out.key("extensions"), write_texts(out, language.extensions);
  if (!language.compile.empty()) out.key("compile"), write_texts(out, language.compile);
  out.key("run"), write_texts(out, language.run);
  out.key("version"), write_texts(out, language.version);
  out.key("environment"), write_texts(out, language.environment);
  out.key("paths"), write_texts(out, language.paths);
  out.end_object();
  return json;
}

RunRequest request_of(const std::string& language, SourceFile file) {
  RunRequest request;
  request.language = language;
  request.files = {std::move(file)};
  return request;
}

// Images are found by their languages' names, in one Docker for all.
std::string own_id(const std::string& like) {
  return "bench-" + like + "-" + std::to_string(::getpid());
}

}  // namespace

Programs::Programs() {
  for (const LanguageFile& file : builtin_language_files())
    if (file.name == "python.json" || file.name == "go.json" || file.name == "java.json")
      write(folder_.path() + "/" + std::string(file.name), file.json);
  load();
  // One that the loader can start: of position-independent code.
  if (Language go = *languages_->find("go"); *kLoader) {
    go.compile.insert(go.compile.begin() + 2, "-buildmode=pie");
    go.environment.push_back("CGO_ENABLED=0");
    make("Go binary", "go", go, ".program");
  }
  make("Java class", "java", *languages_->find("java"), ".classes/Main.class");
  load();
}

// The file that compiling hello makes, and a language that runs it as `language` does.
void Programs::make(const std::string& what, const std::string& like, const Language& language,
                    const std::string& compiled_as) {
  const TempFolder folder;
  write(folder.path() + "/compiler.json", to_json(language));
  const auto only = Languages::load(folder.path());
  if (!only) give_up(only.error().message);
  std::string content = BareRunner(*only).make(hello(like, 0), compiled_as);
  if (content.empty()) return;
  Language own = language;
  own.id = own_id(like);
  own.name = what;
  own.compile.clear();
  own.extensions = {like == "java" ? ".class" : ".bin"};
  own.file = "Main" + own.extensions[0];
  if (like == "go") own.run = {kLoader, "./{main}"};
  write(folder_.path() + "/" + own.id + ".json", to_json(own));
  made_.push_back({what, own.id, like, {own.file, std::move(content)}});
}

void Programs::load() {
  auto loaded = Languages::load(folder_.path());
  if (!loaded) give_up(loaded.error().message);
  languages_ = *loaded;
}

RunRequest Programs::run_made(const Made& made) {
  return request_of(made.language, made.file);
}

RunRequest Programs::hello(const std::string& language, size_t number) {
  const std::string text = "\"Hello " + std::to_string(number) + "\"";
  if (language == "go")
    return request_of(
        language,
        {"main.go", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(" + text + ")\n}\n"});
  if (language == "java")
    return request_of(language, {"Main.java",
                                 "public class Main {\n    public static void main(String[] args) {\n"
                                 "        System.out.println(" +
                                     text + ");\n    }\n}\n"});
  return request_of(language, {"main.py", "print(" + text + ")\n"});
}

RunRequest Programs::busy(size_t number) {
  return request_of("python", {"main.py", "total = 0\nfor i in range(1_000_000):\n    total += i * " +
                                              std::to_string(number) + "\nprint(\"Hello\", total)\n"});
}

RunRequest Programs::flood(uint64_t mebibytes) {
  RunRequest request = request_of("python", {"main.py",
                                             "import os\nblock = (b\"x\" * 63 + b\"\\n\") * 16384\n"
                                             "for i in range(" +
                                                 std::to_string(mebibytes) +
                                                 "):\n    rest = memoryview(block)\n    while rest:\n"
                                                 "        rest = rest[os.write(1, rest):]\n"});
  request.limits.output_bytes = UINT64_MAX;
  return request;
}

}  // namespace interview::bench
