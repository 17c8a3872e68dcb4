// Nothing happens outside of the folder, and nothing that is not a file is touched.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "cli/table.h"
#include "support/skip.h"

using namespace interview;
using cli::SafeFolder;
using test::TempFolder;

namespace {

SafeFolder opened(const TempFolder& disk, const cli::FolderOptions& options = {}) {
  auto folder = SafeFolder::open(disk.path(), options);
  REQUIRE_MESSAGE(folder.ok(), (folder.ok() ? std::string() : folder.error().message));
  return std::move(*folder);
}

template <typename T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "ok" : wire_code(result.error().code);
}

}  // namespace

TEST_CASE("what is written is there, and what was there is handed out") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  auto first = folder.put("main.py", "one");
  REQUIRE(first.ok());
  CHECK_FALSE(first->has_value());
  CHECK(disk.read("main.py") == "one");
  auto second = folder.put("main.py", "two");
  REQUIRE((second.ok() && *second));
  CHECK(disk.read("main.py") == "two");
  CHECK(*(*second)->bytes == "one");
  CHECK(*folder.read("main.py") == "two");
  folder.retire((*second)->held);
  CHECK(*folder.read_held((*second)->held) == "one");
  CHECK(folder.left_over().empty());
  CHECK(code_of(folder.discard((*second)->held)) == "ok");
  CHECK(code_of(folder.read_held((*second)->held)) == "not_found");
}

TEST_CASE("folders are made; the deepest name of a document fits") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  REQUIRE(folder.put("a/b/c/d", "deep").ok());
  CHECK(disk.read("a/b/c/d") == "deep");
  CHECK(disk.names() == std::vector<std::string>{"a", "a/b", "a/b/c", "a/b/c/d"});
  CHECK(code_of(folder.put("a/b", "a folder is there")) == "bad_argument");
  REQUIRE(folder.put("file", "x").ok());
  CHECK(code_of(folder.put("file/inside", "x")) == "bad_argument");
}

TEST_CASE("names cannot leave the folder") {
  TempFolder disk;
  disk.make_folder("in");
  disk.write("secret", "secret");
  auto folder = SafeFolder::open(disk / "in");
  REQUIRE(folder.ok());
  const std::string absolute = disk / "secret";
  for (const std::string& name :
       {std::string("../secret"), std::string("a/../../secret"), absolute, std::string("."),
        std::string(".."), std::string(), std::string("a//b"), std::string("a/"), std::string("/a"),
        std::string("./a"), std::string(".interview/session"), std::string("a\0b", 3)}) {
    CAPTURE(name);
    CHECK(code_of(folder->read(name)) == "bad_name");
    CHECK(code_of(folder->put(name, "x")) == "bad_name");
    CHECK(code_of(folder->add(name, "x")) == "bad_name");
    CHECK(code_of(folder->remove(name)) == "bad_name");
    CHECK(code_of(folder->move(name, "b")) == "bad_name");
  }
  CHECK(disk.read("secret") == "secret");
  CHECK(disk.names() == std::vector<std::string>{"in", "secret"});
}

TEST_CASE("links are not followed, wherever they stand in a name") {
  TempFolder disk, outside;
  outside.write("passwd", "root");
  SafeFolder folder = opened(disk);
  disk.link("passwd", outside / "passwd");
  disk.link("etc", outside.path());
  disk.link("dangling", outside / "nothing");
  disk.write("plain", "x");
  disk.link("inside", "plain");
  for (const char* name : {"passwd", "etc/passwd", "dangling", "inside", "etc/new"}) {
    CAPTURE(name);
    CHECK(code_of(folder.read(name)) == "bad_argument");
    CHECK(code_of(folder.put(name, "x")) == "bad_argument");
    CHECK(code_of(folder.remove(name)) == "bad_argument");
    CHECK(code_of(folder.move(name, "moved")) == "bad_argument");
    CHECK_FALSE(folder.add(name, "x").ok());
  }
  CHECK(outside.read("passwd") == "root");
  CHECK(outside.names() == std::vector<std::string>{"passwd"});
  CHECK(folder.list("")->size() == 1);
  CHECK_FALSE(folder.list("etc").ok());
  CHECK_FALSE(folder.folder_fd("etc").ok());
}

TEST_CASE("a folder that is swapped for a link all the time never leads out") {
  TempFolder disk, outside;
  outside.make_folder("sub");
  outside.write("sub/file", "outside");
  SafeFolder folder = opened(disk);
  disk.make_folder("sub");
  disk.link("trap", outside / "sub");
  std::atomic<bool> over{false};
  std::thread swapper([&] {
    while (!over)
      if (::renameat2(AT_FDCWD, (disk / "sub").c_str(), AT_FDCWD, (disk / "trap").c_str(), RENAME_EXCHANGE) !=
          0)
        return;
  });
  size_t inside = 0, refused = 0;
  for (int i = 0; (i < 2'000 || inside == 0 || refused == 0) && i < 200'000; ++i) {
    const auto put = folder.put("sub/file", "from the room");
    ++(put ? inside : refused);
    if (put && *put) {
      folder.retire((*put)->held);
      CHECK(folder.discard((*put)->held).ok());
    }
    if (const auto read = folder.read("sub/file")) CHECK(*read == "from the room");
  }
  over = true;
  swapper.join();
  CHECK(inside > 0);
  CHECK(refused > 0);
  CHECK(outside.read("sub/file") == "outside");
  CHECK(outside.names() == std::vector<std::string>{"sub", "sub/file"});
}

TEST_CASE("what is not a regular file is not opened") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  REQUIRE(::mkfifo((disk / "fifo").c_str(), 0600) == 0);
  disk.make_folder("folder");
  std::vector<std::string> names{"fifo", "folder"};
  if (::mknod((disk / "device").c_str(), S_IFCHR | 0600, makedev(1, 5)) == 0) names.push_back("device");
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(code_of(folder.read(name)) == "bad_argument");
    CHECK(code_of(folder.put(name, "x")) == "bad_argument");
    CHECK(code_of(folder.remove(name)) == "bad_argument");
  }
  struct stat status {};
  REQUIRE(::lstat((disk / "fifo").c_str(), &status) == 0);
  CHECK(S_ISFIFO(status.st_mode));
}

TEST_CASE("a file has a size limit") {
  TempFolder disk;
  SafeFolder folder = opened(disk, {.file_bytes = 10});
  disk.write("fits", "0123456789");
  disk.write("large", "0123456789+");
  CHECK(folder.read("fits").ok());
  CHECK(code_of(folder.read("large")) == "too_big");
  const auto put = folder.put("large", "x");
  REQUIRE((put.ok() && *put));
  CHECK(code_of((*put)->bytes) == "too_big");
  REQUIRE(folder.keep((*put)->held, "large.mine-1").ok());
  CHECK(disk.read("large.mine-1") == "0123456789+");
}

TEST_CASE("a file that is being written is neither read nor replaced") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  disk.write("main.py", "old");
  const int writer = ::open((disk / "main.py").c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  REQUIRE(writer >= 0);
  CHECK(code_of(folder.read("main.py")) == "busy");
  CHECK(code_of(folder.put("main.py", "new")) == "busy");
  CHECK(code_of(folder.remove("main.py")) == "busy");
  CHECK(::write(writer, "saved", 5) == 5);
  ::close(writer);
  CHECK(*folder.read("main.py") == "saved");
  const auto put = folder.put("main.py", "new");
  REQUIRE((put.ok() && *put));
  CHECK(*(*put)->bytes == "saved");
}

TEST_CASE("a displaced file that is opened for writing late is not thrown away") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  disk.write("main.py", "old");
  const int reader = ::open((disk / "main.py").c_str(), O_RDONLY | O_CLOEXEC);
  const auto put = folder.put("main.py", "new");
  REQUIRE((put.ok() && *put));
  folder.retire((*put)->held);
  // As a program does that had found the file before it was displaced.
  const int writer = ::open(("/proc/self/fd/" + std::to_string(reader)).c_str(), O_WRONLY | O_CLOEXEC);
  REQUIRE(writer >= 0);
  CHECK(code_of(folder.discard((*put)->held)) == "busy");
  CHECK(code_of(folder.read_held((*put)->held)) == "busy");
  CHECK(::write(writer, "late", 4) == 4);
  ::close(writer);
  CHECK(*folder.read_held((*put)->held) == "late");
  ::close(reader);
}

TEST_CASE("whoever opens the file at the wrong moment waits, and does not end this process") {
  // A broken lease sends a signal whose default would be the end.
  TempFolder disk;
  SafeFolder folder = opened(disk);
  disk.write("main.py", "0");
  std::atomic<bool> over{false};
  std::atomic<size_t> saves{0};
  std::thread editor([&] {
    while (!over) {
      const int fd = ::open((disk / "main.py").c_str(), O_WRONLY | O_CLOEXEC);
      if (fd < 0) continue;
      if (::write(fd, "1", 1) == 1) ++saves;
      ::close(fd);
    }
  });
  size_t reads = 0;
  for (int i = 0; (i < 500 || saves < 500 || reads == 0) && i < 1'000'000; ++i)
    reads += folder.read("main.py").ok();
  over = true;
  editor.join();
  CHECK(reads > 0);
  CHECK(saves >= 500);
}

TEST_CASE("it is known whether somebody has read a file since it was written") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  if (!folder.notes_reads()) INTERVIEW_SKIP("this file system does not note when files are read");
  REQUIRE(folder.put("main.py", "1").ok());
  REQUIRE(folder.read("main.py").ok());  // one's own reading does not count
  const auto unread = folder.put("main.py", "2");
  REQUIRE((unread.ok() && *unread));
  CHECK_FALSE((*unread)->was_read);
  CHECK(disk.read("main.py") == "2");
  const auto read = folder.put("main.py", "3");
  REQUIRE((read.ok() && *read));
  CHECK((*read)->was_read);
}

TEST_CASE("a file keeps its mode, also one that is read-only") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  disk.write("main.py", "old");
  REQUIRE(::chmod((disk / "main.py").c_str(), 0450) == 0);
  REQUIRE(folder.put("main.py", "new").ok());
  struct stat status {};
  REQUIRE(::stat((disk / "main.py").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0450);
  REQUIRE(::stat((disk / ".interview").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
}

TEST_CASE("nothing is replaced by what is added or moved") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  disk.write("a", "1");
  disk.write("b", "2");
  CHECK(code_of(folder.add("a", "x")) == "name_taken");
  CHECK(code_of(folder.move("a", "b")) == "name_taken");
  CHECK(code_of(folder.move("none", "c")) == "not_found");
  CHECK(code_of(folder.move("a", "sub/c")) == "ok");
  CHECK(disk.read("sub/c") == "1");
  CHECK(disk.read("b") == "2");
  const auto removed = folder.remove("b");
  REQUIRE(removed.ok());
  CHECK(*removed->bytes == "2");
  CHECK_FALSE(disk.has("b"));
}

TEST_CASE("a folder is shared by one client at a time") {
  TempFolder disk;
  {
    SafeFolder folder = opened(disk);
    CHECK(code_of(SafeFolder::open(disk.path())) == "busy");
  }
  CHECK(code_of(SafeFolder::open(disk.path())) == "ok");
  CHECK(code_of(SafeFolder::open(disk / "new/er")) == "ok");
  disk.write("file", "x");
  CHECK_FALSE(SafeFolder::open(disk / "file").ok());
  TempFolder trapped, outside;
  trapped.link(".interview", outside.path());
  CHECK_FALSE(SafeFolder::open(trapped.path()).ok());
  CHECK(outside.names().empty());
}

TEST_CASE("a later run finds what was not finished, and clears what was") {
  TempFolder disk;
  {
    SafeFolder folder = opened(disk);
    disk.write("a", "1");
    disk.write("b", "2");
    const auto done = folder.put("a", "x"), open = folder.put("b", "x");
    folder.retire((*done)->held);
  }
  SafeFolder folder = opened(disk);
  REQUIRE(folder.left_over().size() == 1);
  CHECK(*folder.read_held(folder.left_over()[0]) == "2");
  CHECK(folder.list(SafeFolder::kHeld)->size() == 1);
}

TEST_CASE("files of one's own are stored whole") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  CHECK(code_of(folder.load("session")) == "not_found");
  REQUIRE(folder.store("session", std::string("a\0b", 3)).ok());
  REQUIRE(folder.store("session", "second").ok());
  CHECK(*folder.load("session") == "second");
}

TEST_CASE("a file that could not be written whole is not there, and what was there stays") {
  TempFolder disk;
  SafeFolder folder = opened(disk);
  disk.write("main.py", "old");
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit tight = before;
  tight.rlim_cur = 100;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const auto put = folder.put("main.py", std::string(1'000, 'x'));
  const auto added = folder.add("new", std::string(1'000, 'x'));
  const auto stored = folder.store("session", std::string(1'000, 'x'));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  CHECK(code_of(put) == "io");
  CHECK(code_of(added) == "io");
  CHECK(code_of(stored) == "io");
  CHECK(disk.read("main.py") == "old");
  CHECK(disk.names() == std::vector<std::string>{"main.py"});
  CHECK(folder.left_over().empty());
  CHECK(code_of(folder.load("session")) == "not_found");
}

TEST_CASE("a full disk is an error with its reason") {
  TempFolder disk;
  disk.make_folder("full");
  if (::mount("tmpfs", (disk / "full").c_str(), "tmpfs", 0, "size=64k") != 0)
    INTERVIEW_SKIP("may not mount a small file system");
  {
    auto folder = SafeFolder::open(disk / "full");
    REQUIRE(folder.ok());
    REQUIRE(folder->put("a", "small").ok());
    const auto put = folder->put("a", std::string(200'000, 'x'));
    CHECK(code_of(put) == "io");
    CHECK(put.error().message.find("No space left") != std::string::npos);
    CHECK(disk.read("full/a") == "small");
    CHECK(folder->put("a", "after").ok());
  }
  CHECK(::umount((disk / "full").c_str()) == 0);
}
