// Images of languages without a Docker: recipes, what mmdebstrap is told and says, archives, the cache.
#include "interview/images.h"

#include <doctest/doctest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sandbox/docker/apt.h"
#include "sandbox/docker/image_cache.h"
#include "sandbox/docker/program.h"
#include "sandbox/docker/recipe.h"
#include "sandbox/docker/rootfs.h"

using namespace interview;
namespace docker = interview::sandbox::docker;
namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

namespace {

Language toy() {
  auto parsed = parse_language(R"({
    "id": "toy", "name": "Toy", "file": "main.toy", "extensions": [".toy"], "run": ["/usr/bin/toy", "{main}"],
    "version": ["/usr/bin/toy", "--version"], "environment": ["A=it's"], "packages": ["toy", "libtoy1", "toy"],
    "starter": ["one"], "image": {"setup": ["toy --warm"]}
  })",
                               "toy.json");
  REQUIRE_MESSAGE(parsed, parsed.error().message);
  return std::move(*parsed);
}

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/interview-images-XXXXXX";
    REQUIRE(::mkdtemp(name));
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string path;
};

void write(const std::string& path, std::string_view text) {
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("a recipe is one text of all that an image's content depends on") {
  const std::string text = docker::recipe_text(toy());
  CHECK(text.starts_with("{\"recipe\":1,\"release\":\"bookworm\",\"architecture\":\"" +
                         docker::architecture() +
                         "\",\"language\":\"toy\",\"packages\":[\"libtoy1\",\"toy\"],\"environment\":["));
  CHECK(text.find("\"A=it's\"],\"setup\":[\"toy --warm\"],\"tidy\":") != text.npos);
  CHECK(text.ends_with(",\"version\":[\"/usr/bin/toy\",\"--version\"]}"));
  CHECK(image_recipe(toy()).size() == 64);
}

TEST_CASE("a recipe changes with what makes another image, and with nothing else") {
  const std::string recipe = image_recipe(toy());
  const auto changed = [&](auto change) {
    Language language = toy();
    change(language);
    return image_recipe(language) != recipe;
  };
  CHECK(changed([](Language& l) { l.id = "toy2"; }));
  CHECK(changed([](Language& l) { l.image.packages.push_back("more"); }));
  CHECK(changed(
      [](Language& l) { l.image.packages.pop_back(), l.image.packages.erase(l.image.packages.begin()); }));
  CHECK(changed([](Language& l) { l.image.setup.push_back("true"); }));
  CHECK(changed([](Language& l) { l.image.environment.push_back("B=1"); }));
  CHECK(changed([](Language& l) { l.version.push_back("-v"); }));

  CHECK_FALSE(changed([](Language& l) { std::reverse(l.image.packages.begin(), l.image.packages.end()); }));
  CHECK_FALSE(changed([](Language& l) { l.name = "Toy 2"; }));
  CHECK_FALSE(changed([](Language& l) { l.packages = {"for-the-host"}; }));
  CHECK_FALSE(changed([](Language& l) { l.image.run = {"/bin/true"}; }));
  CHECK_FALSE(changed([](Language& l) { l.image.compile = {"/bin/true"}; }));
  CHECK_FALSE(changed([](Language& l) { l.environment = {"ON=host"}; }));
  CHECK_FALSE(changed([](Language& l) { l.limits.processes = 1; }));
}

TEST_CASE("every language that comes along has packages for an image, and a recipe of its own") {
  Texts recipes;
  for (const Language& language : Languages::builtin()->all()) {
    CAPTURE(language.id);
    CHECK_FALSE(language.image.packages.empty());
    recipes.push_back(image_recipe(language));
  }
  std::sort(recipes.begin(), recipes.end());
  CHECK(std::unique(recipes.begin(), recipes.end()) == recipes.end());
}

TEST_CASE("words of a shell are what they were") {
  const Texts words = {"plain", "it's", "two words", "$HOME `id` \\ \"", "", "new\nline"};
  Texts lines;
  const auto code = docker::run_program({"sh", "-c", "printf '<%s>' " + docker::shell_words(words)}, {},
                                        [&](std::string_view line) { lines.emplace_back(line); });
  REQUIRE(code);
  CHECK(*code == 0);
  CHECK(lines == Texts{"<plain><it's><two words><$HOME `id` \\ \"><><new", "line>"});
}

TEST_CASE("mmdebstrap is told the packages, the steps in their order, and where packages come from") {
  const Texts command = docker::mmdebstrap_command(toy(), {"deb http://m/ bookworm main"},
                                                   {"Acquire::http::Proxy \"http://p\";"}, "/out.tar");
  const auto at = [&](std::string_view part) {
    return std::find_if(command.begin(), command.end(),
                        [&](const std::string& one) { return one.find(part) != one.npos; });
  };
  CHECK(command[0] == "mmdebstrap");
  CHECK(at("--include=libtoy1,toy") != command.end());
  CHECK(at("--aptopt=Acquire::http::Proxy \"http://p\";") != command.end());
  CHECK(Texts(command.end() - 3, command.end()) ==
        Texts{"bookworm", "/out.tar", "deb http://m/ bookworm main"});
  const auto setup = at("toy --warm"), version = at("interview version: "), tidy = at("chmod ug-s"),
             host = at("/etc/resolv.conf");
  REQUIRE(host != command.end());
  CHECK(setup < version);
  CHECK(version < tidy);
  CHECK(tidy < host);
  // In the new root only.
  for (const auto step : {setup, version, tidy})
    CHECK(step->find("chroot \"$1\" /usr/bin/env -i ") != step->npos);
}

TEST_CASE("what mmdebstrap says becomes steps, a version, or one sentence with the remedy") {
  Texts steps;
  const ImageProgress progress = [&](std::string_view step) { steps.emplace_back(step); };
  docker::RootfsReport report(progress);
  const auto say = [&](std::initializer_list<const char*> lines) {
    for (const char* line : lines) report.line(line);
    return report.error("/c/LOG");
  };
  SUBCASE("all goes well") {
    say({"I: running apt-get update...", "Get:1 x", "I: downloading packages with apt...",
         "interview step: setting up the language", "interview version: Toy 1.0", "I: creating tarball..."});
    CHECK(steps == Texts{"reading the lists of packages", "downloading packages", "setting up the language",
                         "packing"});
    CHECK(report.version() == "Toy 1.0");
  }
  SUBCASE("no network") {
    const Error error =
        say({"I: running apt-get update...", "W: Failed to fetch http://m/x  Could not resolve 'm'",
             "E: Some index files failed to download.", "E: setup failed: E: apt-get update failed",
             "E: mmdebstrap failed to run"});
    CHECK(error.code == Errc::internal);
    CHECK(error.message ==
          "mmdebstrap failed while reading the lists of packages: Some index files failed to download.; does "
          "this "
          "machine reach its package mirror? (--mirror names another; /c/LOG has the rest)");
  }
  SUBCASE("no such package") {
    const Error error =
        say({"I: installing remaining packages inside the chroot...", "E: Unable to locate package toy",
             "E: setup failed: E: apt-get install failed", "E: mmdebstrap failed to run"});
    CHECK(error.message ==
          "mmdebstrap failed while installing packages: Unable to locate package toy; /c/LOG has the rest");
  }
  SUBCASE("a setup script fails") {
    const Error error =
        say({"interview step: setting up the language", "I: running --customize-hook in shell: sh",
             "toy: cannot warm", "E: setup failed: E: command failed: chroot", "more of the command",
             "E: mmdebstrap failed to run"});
    CHECK(error.message ==
          "mmdebstrap failed while setting up the language: toy: cannot warm; /c/LOG has the rest");
  }
  SUBCASE("a full disk") {
    const Error error =
        say({"I: downloading packages with apt...", "E: Write error - write (28: No space left on device)"});
    CHECK(error.code == Errc::disk_full);
    CHECK(error.message.find("TMPDIR") != std::string::npos);
  }
  SUBCASE("not root") {
    const Error error =
        say({"E: unable to pick chroot mode automatically (use --mode for manual selection)"});
    CHECK(error.code == Errc::sandbox_unavailable);
    CHECK(error.message.find("run it as root") != std::string::npos);
  }
}

TEST_CASE("packages come from where this machine's own do, if it is of the same release") {
  const Texts targets = {"bookworm http://m/debian/ main",
                         "bookworm http://m/debian/ contrib",
                         "bookworm-updates http://m/debian/ main",
                         "bookworm-security http://s/debian-security/ main",
                         "bookworm http://m/debian/ main",
                         "nodistro https://other/ main",
                         "bookworm-backports http://m/debian/ main",
                         "",
                         "bookworm"};
  CHECK(docker::apt_sources(targets, "bookworm") ==
        Texts{"deb http://m/debian/ bookworm main", "deb http://m/debian/ bookworm-updates main",
              "deb http://s/debian-security/ bookworm-security main"});
  CHECK(docker::apt_sources(targets, "trixie").empty());
  CHECK(docker::apt_sources({"bookworm-updates http://m/debian/ main"}, "bookworm").empty());
}

TEST_CASE("they come in the way that this machine's own do") {
  CHECK(docker::apt_options({"APT \"\";", "APT::Install-Recommends \"1\";", "Acquire \"\";",
                             "Acquire::http \"\";", "Acquire::http::Proxy \"http://p:3142\";",
                             "Acquire::https::CaInfo \"/c.pem\";", "Acquire::Retries \"3\";",
                             "Acquire::Languages:: \"none\";", "Acquire::Check-Valid-Until \"false\";",
                             "DPkg::Post-Invoke \"rm x\";"}) ==
        Texts{"Acquire::http::Proxy \"http://p:3142\";", "Acquire::https::CaInfo \"/c.pem\";",
              "Acquire::Retries \"3\";", "Acquire::Check-Valid-Until \"false\";"});
}

TEST_CASE("programs: their lines, their exit codes, and those that are not there") {
  Texts lines;
  const auto take = [&](std::string_view line) { lines.emplace_back(line); };
  auto code =
      docker::run_program({"sh", "-c", "echo one; echo two >&2; printf $X; exit 3"}, {"X=three"}, take);
  REQUIRE(code);
  CHECK(*code == 3);
  CHECK(lines == Texts{"one", "two", "three"});
  code = docker::run_program({"sh", "-c", "kill -9 $$"}, {}, take);
  REQUIRE(code);
  CHECK(*code == 128 + 9);
  lines.clear();
  code =
      docker::run_program({"sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo end"}, {}, take);
  REQUIRE(code);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].size() == 4096);
  CHECK(lines[1] == "end");
  code = docker::run_program({"interview-no-such-program"}, {}, take);
  REQUIRE_FALSE(code);
  CHECK(code.error().code == Errc::sandbox_unavailable);
  CHECK(code.error().message.find("apt-get install interview-no-such-program") != std::string::npos);
}

TEST_CASE("the cache keeps archives of today's recipes, and what a build is using") {
  const Folder folder;
  const std::string kept(64, 'a'), old(64, 'b'), built(64, 'c');
  const auto cache = docker::ImageCache::open(folder.path + "/deep/images");
  REQUIRE_MESSAGE(cache, cache.error().message);
  CHECK_FALSE(cache->has(kept));
  for (const std::string& recipe : {kept, old, built}) write(cache->archive(recipe), "12345");
  write(cache->log(old), "a log");
  write(folder.path + "/deep/images/somebody's.file", "x");
  for (const std::string& recipe : {kept, built}) {
    write(cache->layer(recipe), "of a build");
    write(cache->archive(recipe) + ".part", "of a build");
  }
  const auto lock = cache->lock(built);
  REQUIRE(lock);

  const auto removed = cache->keep_only({kept});
  CHECK(removed.archives == 1);
  CHECK(removed.bytes == 5);
  CHECK(cache->has(kept));
  CHECK(cache->has(built));
  CHECK_FALSE(cache->has(old));
  CHECK_FALSE(fs::exists(cache->log(old)));
  for (const std::string& recipe : {kept, built}) {
    CHECK(fs::exists(cache->layer(recipe)) == (recipe == built));
    CHECK(fs::exists(cache->archive(recipe) + ".part") == (recipe == built));
  }
  CHECK(fs::exists(folder.path + "/deep/images/somebody's.file"));
}

TEST_CASE("a cache that cannot be is refused with the remedy") {
  const Folder folder;
  write(folder.path + "/file", "x");
  const auto cache = docker::ImageCache::open(folder.path + "/file/images");
  REQUIRE_FALSE(cache);
  CHECK(cache.error().code == Errc::io);
  CHECK(cache.error().message.find("--cache") != std::string::npos);
  CHECK(docker::ImageCache::open("").error().code == Errc::bad_argument);

  const auto good = docker::ImageCache::open(folder.path);
  REQUIRE(good);
  CHECK(good->expect_room(1).ok());
  const auto full = good->expect_room(UINT64_MAX);
  REQUIRE_FALSE(full);
  CHECK(full.error().code == Errc::disk_full);
}

TEST_CASE("a Dockerfile has the same packages, steps and labels") {
  const std::string file = image_dockerfile(toy());
  for (const std::string part :
       {"FROM debian:bookworm-slim\n", "ENV A=\"it's\"\n", "'libtoy1' 'toy'\\ntoy --warm\\nfind / ",
        "LABEL org.libinterview.language=\"toy\"", "USER 65534:65534\n"}) {
    CAPTURE(part);
    CHECK(file.find(part) != file.npos);
  }
  CHECK(file.find("org.libinterview.recipe=\"" + image_recipe(toy()) + "\"") != file.npos);
}
