// What the kernel tells about files.
#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <fstream>

#include "cli/table.h"
#include "support/skip.h"

using namespace interview;
using cli::FileEvent;
using cli::FileWatch;
using cli::SafeFolder;
using test::TempFolder;

namespace {

struct WatchedFolder {
  explicit WatchedFolder(const cli::WatchOptions& options = {}) {
    auto opened = SafeFolder::open(disk.path());
    REQUIRE(opened.ok());
    folder.emplace(std::move(*opened));
    auto watching = FileWatch::open(*folder, options);
    REQUIRE(watching.ok());
    watch.emplace(std::move(*watching));
    watch->read();
  }
  // Waits for the kernel, and gives the last kind told of each name.
  std::vector<FileEvent> events() {
    pollfd ready{watch->fd(), POLLIN, 0};
    ::poll(&ready, 1, 5'000);
    return watch->read();
  }
  bool told(FileEvent::Kind kind, const std::string& name) {
    const auto all = events();
    return std::find(all.begin(), all.end(), FileEvent{kind, name}) != all.end();
  }
  bool quiet() { return watch->read().empty(); }

  TempFolder disk;
  std::optional<SafeFolder> folder;
  std::optional<FileWatch> watch;
};

}  // namespace

TEST_CASE("files that are written, moved in, moved away and removed") {
  WatchedFolder scene;
  scene.disk.write("a.py", "1");
  CHECK(scene.told(FileEvent::kSaved, "a.py"));
  scene.disk.replace("a.py", "2");
  CHECK(scene.told(FileEvent::kSaved, "a.py"));
  scene.disk.rename("a.py", "b.py");
  const auto moved = scene.events();
  CHECK(std::find(moved.begin(), moved.end(), FileEvent{FileEvent::kGone, "a.py"}) != moved.end());
  CHECK(std::find(moved.begin(), moved.end(), FileEvent{FileEvent::kSaved, "b.py"}) != moved.end());
  scene.disk.remove("b.py");
  CHECK(scene.told(FileEvent::kGone, "b.py"));
}

TEST_CASE("a file is told of when it is closed, not while it is written; reading is nothing") {
  WatchedFolder scene;
  {
    std::ofstream file(scene.disk / "a.py");
    file << "half" << std::flush;
    CHECK(scene.events() == std::vector<FileEvent>{{FileEvent::kFound, "a.py"}});
    file << "whole";
  }
  CHECK(scene.told(FileEvent::kSaved, "a.py"));
  CHECK(scene.disk.read("a.py") == "halfwhole");
  CHECK(scene.quiet());
}

TEST_CASE("dot files and one's own are not told of") {
  WatchedFolder scene;
  scene.disk.write(".a.swp", "x");
  scene.disk.make_folder(".git");
  scene.disk.write(".git/HEAD", "x");
  REQUIRE(scene.folder->store("session", "x").ok());
  CHECK(scene.quiet());
}

TEST_CASE("new folders are watched, with what is in them already") {
  WatchedFolder scene;
  TempFolder elsewhere;
  elsewhere.make_folder("src");
  elsewhere.make_folder("src/deep");
  elsewhere.write("src/deep/a.py", "1");
  REQUIRE(::rename((elsewhere / "src").c_str(), (scene.disk / "src").c_str()) == 0);
  CHECK(scene.told(FileEvent::kFound, "src/deep/a.py"));
  scene.disk.write("src/deep/a.py", "2");
  CHECK(scene.told(FileEvent::kSaved, "src/deep/a.py"));
  scene.disk.rename("src", "lib");
  CHECK(scene.told(FileEvent::kFound, "lib/deep/a.py"));
  scene.disk.write("lib/deep/a.py", "3");
  CHECK(scene.events() == std::vector<FileEvent>{{FileEvent::kSaved, "lib/deep/a.py"}});
}

TEST_CASE("folders that were there before are watched; links to folders are not") {
  TempFolder outside;
  WatchedFolder scene;
  scene.disk.make_folder("sub");
  scene.disk.link("link", outside.path());
  scene.watch->read();
  scene.watch.reset();
  auto watching = FileWatch::open(*scene.folder);
  REQUIRE(watching.ok());
  scene.watch.emplace(std::move(*watching));
  scene.disk.write("sub/a", "1");
  CHECK(scene.events() == std::vector<FileEvent>{{FileEvent::kFound, "sub/a"}, {FileEvent::kSaved, "sub/a"}});
  outside.write("b", "1");
  CHECK(scene.quiet());
}

TEST_CASE("as deep as names go, and as many folders as are allowed") {
  WatchedFolder scene({.folders = 4, .depth = 3});
  scene.disk.make_folder("a");
  scene.events();
  scene.disk.make_folder("a/b");
  scene.events();
  scene.disk.make_folder("a/b/c");
  CHECK(scene.quiet());  // a name in there would have four parts
  scene.disk.write("a/b/f", "1");
  CHECK(scene.told(FileEvent::kSaved, "a/b/f"));
  scene.disk.make_folder("d");
  scene.events();
  scene.disk.make_folder("e");
  CHECK(scene.told(FileEvent::kUnwatched, "e"));
}

TEST_CASE("a displaced file that is closed after writing is told of") {
  WatchedFolder scene;
  scene.disk.write("a.py", "1");
  scene.events();
  std::ofstream late(scene.disk / "a.py", std::ios::app);
  REQUIRE(::rename((scene.disk / "a.py").c_str(), (scene.disk / ".interview/displaced/7-a.py").c_str()) == 0);
  scene.events();
  late << "2";
  late.close();
  CHECK(scene.told(FileEvent::kHeldSaved, "7-a.py"));
}

TEST_CASE("after events were lost every file is told of") {
  std::ifstream setting("/proc/sys/fs/inotify/max_queued_events");
  size_t most = 0;
  if (!(setting >> most) || most > 50'000) INTERVIEW_SKIP("the kernel's queue is too long to fill");
  WatchedFolder scene;
  scene.disk.make_folder("sub");
  scene.disk.write("sub/a.py", "1");
  scene.watch->read();
  // Equal events in a row are told once, so two files take turns.
  for (size_t i = 0; i <= most / 2; ++i) {
    scene.disk.write("x", "");
    scene.disk.write("y", "");
  }
  const auto events = scene.watch->read();
  CHECK(std::find(events.begin(), events.end(), FileEvent{FileEvent::kFound, "sub/a.py"}) != events.end());
  scene.disk.write("sub/a.py", "2");
  CHECK(scene.told(FileEvent::kSaved, "sub/a.py"));
}
