// Compilers' caches of the native sandbox: filled once, read by every run, written by none, gone in the end.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sandbox/laboratory.h"
#include "sandbox/native_under_test.h"
#include "sandbox/owner.h"
#include "sandbox/private_folder.h"

using namespace interview;
using namespace interview::test;
using interview::sandbox::PrivateFolder;

namespace {

namespace fs = std::filesystem;

// A shell whose cache is filled by that command.
std::string toy(const std::string& fill) {
  return R"({"id": "toy", "name": "Toy", "file": "a.toy", "extensions": [".toy"], "run": ["/bin/sh", "{main}"],
    "version": ["/bin/echo", "toy 1"], "environment": ["CACHE=/tmp"],
    "cache": {"fill": [)" +
         fill + R"(], "environment": ["CACHE=/cache/toy"]}})";
}

const char* const kFilled = R"("/bin/sh", "-c", "date +%s.%N > $CACHE/made; mkdir $CACHE/folder")";

Outcome run_toy(Sandbox& sandbox, const std::string& script) {
  RunRequest request;
  request.language = "toy";
  request.files = {{"a.toy", script}};
  return run_in(sandbox, request);
}

PrivateFolder place_of_caches() {
  return std::move(PrivateFolder::make("/tmp", "interview-test-caches-", 0711)).value();
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  return names;
}

}  // namespace

TEST_CASE("a compiler's cache is filled once, and is there for every run") {
  REQUIRE_NATIVE();
  const auto sandbox = native->make_with_languages({toy(kFilled)}, 1);
  const Outcome first = run_toy(*sandbox, "cat $CACHE/made");
  CHECK(first.result.kind == RunKind::ok);
  CHECK(first.out.size() > 10);
  CHECK(run_toy(*sandbox, "cat $CACHE/made").out == first.out);
  // Another sandbox has its own.
  const auto other = native->make_with_languages({toy(kFilled)});
  CHECK(run_toy(*other, "cat $CACHE/made").out != first.out);
}

TEST_CASE("no run can change a cache") {
  REQUIRE_NATIVE();
  const auto sandbox = native->make_with_languages({toy(kFilled)});
  const std::string made = run_toy(*sandbox, "cat $CACHE/made").out;
  for (const char* attempt : {"echo x > $CACHE/made", "echo x > $CACHE/new", "echo x > $CACHE/folder/new",
                              "rm $CACHE/made", "mkdir $CACHE/more", "mv $CACHE/folder $CACHE/gone",
                              "rmdir $CACHE/folder", "touch $CACHE/made", "ln $CACHE/made $CACHE/link"}) {
    CAPTURE(attempt);
    const Outcome outcome = run_toy(*sandbox, attempt);
    CHECK(outcome.result.kind == RunKind::runtime_error);
    CHECK(outcome.err.find("Read-only file system") != std::string::npos);
  }
  CHECK(run_toy(*sandbox, "cat $CACHE/made").out == made);
}

TEST_CASE("a cache that cannot be filled is not there, and its language runs without") {
  REQUIRE_NATIVE();
  for (const char* fill : {R"("/bin/false")", R"("/bin/nowhere")", R"("/bin/sh", "-c", "kill -9 $$")"}) {
    CAPTURE(fill);
    const auto sandbox = native->make_with_languages({toy(fill)});
    const Outcome outcome = run_toy(*sandbox, "echo $CACHE; ls /cache");
    CHECK(outcome.out == "/tmp\n");
    CHECK(outcome.err.find("No such file or directory") != std::string::npos);
  }
  const auto sandbox =
      native->make({.languages = native->languages_of({toy(kFilled)}), .folder = "/tmp/there/is/none"});
  CHECK(run_toy(*sandbox, "echo $CACHE").out == "/tmp\n");
}

TEST_CASE("caches go with their sandbox, and those of a killed server with the next one") {
  REQUIRE_NATIVE();
  const PrivateFolder place = place_of_caches();
  const std::string tag = sandbox::owner_tag();
  const std::string gone =
      "interview-native-" + tag.substr(0, tag.rfind('.')) + ".1.1";  // started at another time
  const std::string of_another = "interview-native-1.2.3.4";         // not seen from here
  for (const std::string& name : {gone, of_another})
    fs::create_directories(place.path() + "/" + name + "/toy");
  {
    const auto sandbox =
        native->make({.languages = native->languages_of({toy(kFilled)}), .folder = place.path()});
    CHECK(run_toy(*sandbox, "echo $CACHE").out == "/cache/toy\n");
    CHECK_FALSE(fs::exists(place.path() + "/" + gone));
    CHECK(names_in(place.path()).size() == 2);
  }
  CHECK(names_in(place.path()) == std::vector<std::string>{of_another});
}

TEST_CASE("what cleans /tmp of old files leaves a private folder alone") {
  const PrivateFolder place = place_of_caches();
  {
    const PrivateFolder folder = std::move(PrivateFolder::make(place.path(), "one-", 0700)).value();
    std::ofstream(folder.path() + "/old") << "needed";
    fs::create_directory(place.path() + "/other");
    // Everything is old to it.
    std::ofstream(place.path() + "/rules") << "d " << place.path() << " 0711 - - 0\n";
    const std::string clean = "systemd-tmpfiles --clean " + place.path() + "/rules";
    if (std::system("command -v systemd-tmpfiles > /dev/null") != 0)
      INTERVIEW_SKIP("there is no systemd-tmpfiles here");
    CHECK(std::system(clean.c_str()) == 0);
    CHECK(fs::exists(folder.path() + "/old"));
    CHECK_FALSE(fs::exists(place.path() + "/other"));
  }
  CHECK(names_in(place.path()).empty());
}

TEST_CASE("languages without a cache, and sandboxes without a folder for it, leave nothing on the disk") {
  REQUIRE_NATIVE();
  const PrivateFolder place = place_of_caches();
  const auto sandbox = native->make(
      {.languages = native->languages_of(
           {R"({"id": "toy", "name": "Toy", "file": "a.toy", "extensions": [".toy"], "run": ["/bin/sh", "{main}"],
                "version": ["/bin/echo", "toy 1"]})"}),
       .folder = place.path()});
  CHECK(run_toy(*sandbox, "echo here").out == "here\n");
  CHECK(names_in(place.path()).empty());
  NativeSandboxOptions options = native_options_for_tests();
  options.folder = "";
  const auto without = make_native_sandbox(native->languages_of({toy(kFilled)}), options);
  REQUIRE(without.ok());
  CHECK(run_toy(**without, "echo $CACHE").out == "/tmp\n");
}

TEST_CASE("Go has its cache") {
  REQUIRE_NATIVE();
  const Outcome outcome = native->run("go",
                                      "package main\nimport (\"fmt\"; \"os\")\n"
                                      "func main() { fmt.Println(os.Getenv(\"GOCACHE\")) }");
  CHECK(outcome.out == "/cache/go\n");
}
