#include "interview/languages.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace interview;

namespace {

const std::string kGood = R"({
  "id": "toy", "name": "Toy", "file": "main.toy", "extensions": [".toy"],
  "run": ["/usr/bin/toy", "{main}"], "version": ["/usr/bin/toy", "--version"],
  "environment": ["A=b=c"], "paths": ["/etc/toy"], "packages": ["toy"], "starter": ["one", "", "two"],
  "limits": {"run": {"wall_ms": 5000, "memory_mib": 64}, "processes": 3, "output_kib": 7, "disk_mib": 9}
})";

std::string error_of(std::string json, const std::string& what, const std::string& by) {
  const size_t at = json.find(what);
  REQUIRE(at != json.npos);
  json.replace(at, what.size(), by);
  const Result<Language> parsed = parse_language(json, "toy.json");
  if (parsed) return "accepted";
  CHECK(parsed.error().code == Errc::bad_message);
  return parsed.error().message;
}

}  // namespace

TEST_CASE("a language file is read in full") {
  const Result<Language> parsed = parse_language(kGood, "toy.json");
  REQUIRE(parsed.ok());
  CHECK(parsed->id == "toy");
  CHECK(parsed->run == std::vector<std::string>{"/usr/bin/toy", "{main}"});
  CHECK(parsed->compile.empty());
  CHECK(parsed->starter == "one\n\ntwo\n");
  CHECK(parsed->environment == std::vector<std::string>{"A=b=c"});
  CHECK(parsed->limits.run.wall_ms == 5000);
  CHECK(parsed->limits.run.cpu_ms == RunLimits{}.run.cpu_ms);
  CHECK(parsed->limits.run.memory_bytes == 64u << 20);
  CHECK(parsed->limits.processes == 3);
  CHECK(parsed->limits.output_bytes == 7u << 10);
  CHECK(parsed->limits.disk_bytes == 9u << 20);
}

TEST_CASE("what differs in a container is that, and the rest as everywhere") {
  const Result<Language> plain = parse_language(kGood, "toy.json");
  REQUIRE(plain.ok());
  CHECK(plain->image.packages == plain->packages);
  CHECK(plain->image.compile == plain->compile);
  CHECK(plain->image.run == plain->run);
  CHECK(plain->image.environment == plain->environment);
  CHECK(plain->image.setup.empty());

  std::string json = kGood;
  json.insert(json.find("\"limits\""),
              R"("image": {"packages": ["toy-small"], "setup": ["toy --warm", "rm -rf /x"], "run": ["/toy"],
                           "environment": ["CACHE=/c"], "compile": ["/toyc"],
                           "warm": {"start": ["/toyd"], "arguments": ["{files}"], "memory_mib": 7}}, )");
  const Result<Language> special = parse_language(json, "toy.json");
  REQUIRE_MESSAGE(special.ok(), special.error().message);
  using Strings = std::vector<std::string>;
  CHECK(special->image.packages == Strings{"toy-small"});
  CHECK(special->image.setup == Strings{"toy --warm", "rm -rf /x"});
  CHECK(special->image.run == Strings{"/toy"});
  CHECK(special->image.compile == Strings{"/toyc"});
  CHECK(special->image.warm.start == Strings{"/toyd"});
  CHECK(special->image.warm.arguments == Strings{"{files}"});
  CHECK(special->image.warm.memory_bytes == 7u << 20);
  CHECK(special->image.environment == Strings{"CACHE=/c"});
  CHECK(special->packages == Strings{"toy"});
  CHECK(special->run == Strings{"/usr/bin/toy", "{main}"});
}

TEST_CASE("what is wrong with a language file is said with file and field") {
  struct Case {
    const char *what, *by, *error;
  };
  const Case cases[] = {
      {"\"id\": \"toy\", ", "", "toy.json: field \"id\" is missing"},
      {"\"id\": \"toy\"", "\"id\": \"Toy!\"",
       "toy.json: field \"id\" is not 1 to 32 of a-z, 0-9, _ and -, a letter first"},
      {"\"name\": \"Toy\"", "\"name\": 3", "toy.json: field \"name\" is not a string"},
      {"\"name\": \"Toy\"", "\"name\": \"\"", "toy.json: field \"name\" is empty"},
      {"[\".toy\"]", "[\"toy\"]",
       "toy.json: field \"extensions\" contains \"toy\", which is not a dot and an ending"},
      {"[\".toy\"]", "\".toy\"", "toy.json: field \"extensions\" is not an array"},
      {"[\".toy\"]", "[\".toy\", 1]", "toy.json: field \"extensions\" contains something other than strings"},
      {"[\".toy\"]", "[\".tim\"]", "toy.json: field \"file\" has none of the language's endings"},
      {"\"main.toy\"", "\"../main.toy\"", "toy.json: field \"file\" is not a plain file name"},
      {"[\"A=b=c\"]", "[\"=b\"]", "toy.json: field \"environment\" contains \"=b\", which is not NAME=value"},
      {"[\"/etc/toy\"]", "[\"/etc/../root\"]",
       "toy.json: field \"paths\" contains \"/etc/../root\", which is not absolute"},
      {"[\"/etc/toy\"]", "[\"/\"]", "toy.json: field \"paths\" contains \"/\", which is not absolute"},
      {"\"wall_ms\": 5000", "\"wall_ms\": 0",
       "toy.json: field \"limits.run.wall_ms\" is not a whole number from 1 to 3600000"},
      {"\"wall_ms\": 5000", "\"wall_ms\": -1",
       "toy.json: field \"limits.run.wall_ms\" is not a whole number from 1 to 3600000"},
      {"\"wall_ms\"", "\"walls\"", "toy.json: field \"limits.run.walls\" is unknown"},
      {"\"processes\": 3", "\"processes\": 1.5",
       "toy.json: field \"limits.processes\" is not a whole number from 1 to 1048576"},
      {"[\"toy\"]", "[\"--toy\"]",
       "toy.json: field \"packages\" contains \"--toy\", which is no name of a Debian package"},
      {"\"limits\"", "\"image\": {\"packages\": [\"a b\"]}, \"limits\"",
       "toy.json: field \"image.packages\" contains \"a b\", which is no name of a Debian package"},
      {"\"limits\"", "\"image\": {\"environment\": [\"A\"]}, \"limits\"",
       "toy.json: field \"image.environment\" contains \"A\", which is not NAME=value"},
      {"\"limits\"", "\"image\": {\"from\": \"toy\"}, \"limits\"",
       "toy.json: field \"image.from\" is unknown"},
      {"\"limits\"", "\"image\": {\"setup\": \"make\"}, \"limits\"",
       "toy.json: field \"image.setup\" is not an array"},
      {"\"limits\"", "\"image\": {\"warm\": {\"start\": [\"/toyd\"]}}, \"limits\"",
       "toy.json: field \"image.warm.arguments\" is missing"},
      {"\"limits\"", "\"image\": {\"warm\": {\"start\": [\"/toyd\"], \"arguments\": [\"x\"]}}, \"limits\"",
       "toy.json: field \"image.warm\" is for a language that is compiled"},
      {"\"limits\"", "\"image\": [], \"limits\"", "toy.json: field \"image\" is not an object"},
      {"\"limits\"", "\"cache\": {\"fill\": [\"toyc\"]}, \"limits\"",
       "toy.json: field \"cache.environment\" is missing"},
      {"\"limits\"", "\"cache\": {\"fill\": [\"toyc\"], \"environment\": [\"=\"]}, \"limits\"",
       "toy.json: field \"cache.environment\" contains \"=\", which is not NAME=value"},
      {"\"limits\"", "\"cache\": {\"folder\": \"/\"}, \"limits\"",
       "toy.json: field \"cache.folder\" is unknown"},
      {"\"packages\"", "\"package\"", "toy.json: field \"package\" is unknown"},
      {"\"packages\": [\"toy\"]", "\"id\": \"toy\"", "toy.json: field \"id\" stands twice"},
      {"\"{main}\"", "\"a\\u0000b\"", "toy.json: field \"run\" contains a NUL character"},
      {"\"{main}\"", "\"\"", "toy.json: field \"run\" contains an empty string"},
      {"\"run\": [\"/usr/bin/toy\", \"{main}\"]", "\"run\": []", "toy.json: field \"run\" is empty"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.by);
    CHECK(error_of(kGood, one.what, one.by) == one.error);
  }
  CHECK(error_of("[]", "[]", "[]") == "toy.json: is not a JSON object");
  CHECK(error_of("{", "{", "{").find("toy.json: at byte 1: ") == 0);
  CHECK(error_of(kGood, "Toy", "\xff").find("toy.json: at byte ") == 0);
  CHECK(error_of("x", "x", std::string(300 * 1024, ' ')) == "toy.json: is larger than 256 KiB");
  const std::string deep = "{\"a\":" + std::string(100'000, '[');
  CHECK(error_of(deep, "{", "{").find("toy.json: at byte ") == 0);
}

TEST_CASE("the languages that are built in") {
  const auto languages = Languages::builtin();
  std::vector<std::string> ids;
  for (const Language& language : languages->all()) ids.push_back(language.id);
  CHECK(ids == std::vector<std::string>{"cpp", "go", "java", "javascript", "python"});
  REQUIRE(languages->find("go"));
  CHECK(languages->find("go")->name == "Go");
  CHECK(languages->find("g") == nullptr);
  CHECK(languages->find("") == nullptr);
  CHECK(languages->for_file("a/b.py")->id == "python");
  CHECK(languages->for_file("Main.java")->id == "java");
  CHECK(languages->for_file("x.cpp")->id == "cpp");
  CHECK(languages->for_file(".py") == nullptr);
  CHECK(languages->for_file("py") == nullptr);
  CHECK(languages->for_file("x.js.txt") == nullptr);
}

TEST_CASE("languages of a folder") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("languages-" + std::to_string(::getpid()));
  fs::create_directory(folder);
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
  };
  const auto changed = [](std::string text, const std::string& what, const std::string& by) {
    return text.replace(text.find(what), what.size(), by);
  };

  CHECK(Languages::load((folder / "none").string()).error().code == Errc::io);
  write("toy.json", kGood);
  write("notes.txt", "not a language");
  Result<std::shared_ptr<const Languages>> loaded = Languages::load(folder.string());
  REQUIRE(loaded.ok());
  CHECK((*loaded)->all().size() == 1);

  write("again.json", kGood);
  loaded = Languages::load(folder.string());
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == Errc::bad_message);
  CHECK(loaded.error().message == folder.string() + ": field \"id\": two files say \"toy\"");

  write("again.json", changed(kGood, "\"id\": \"toy\"", "\"id\": \"tin\""));
  loaded = Languages::load(folder.string());
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().message ==
        folder.string() + ": field \"extensions\": \"tin\" and \"toy\" both have \".toy\"");

  write("again.json", "{}");
  loaded = Languages::load(folder.string());
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().message == (folder / "again.json").string() + ": field \"id\" is missing");
  fs::remove_all(folder);
}
