// SQLite when the file system does not play along: one line that says what to do, and nothing half written.
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/places.h"
#include "store/query.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

namespace {

void check_failed(const Error& error, const std::string& remedy) {
  CHECK(error.code == Errc::store_failed);
  CHECK_MESSAGE(error.message.find(remedy) != std::string::npos, error.message);
  CHECK(error.message.find('\n') == std::string::npos);
}

Error open_error(const std::string& url) {
  const auto store = open_sql_store({.url = url, .busy_timeout_ms = 10});
  REQUIRE(!store.ok());
  return store.error();
}

// A file system of 1 MiB; root only.
class TinyDisk {
 public:
  explicit TinyDisk(const std::string& path) : path_(path) {
    mounted_ = mount("tmpfs", path.c_str(), "tmpfs", 0, "size=1m") == 0;
  }
  ~TinyDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::string path_;
  bool mounted_ = false;
};

// Root may write everywhere, so it becomes nobody for a while.
class Unprivileged {
 public:
  Unprivileged() : was_(geteuid()) {
    if (was_ == 0) REQUIRE(seteuid(65534) == 0);
  }
  ~Unprivileged() {
    if (was_ == 0 && seteuid(was_) != 0) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  uid_t was_;
};

}  // namespace

TEST_CASE("a full disk: the batch is refused whole, and all goes on when there is space again") {
  TemporaryFolder folder;
  const TinyDisk disk(folder.path());
  if (!disk.mounted()) INTERVIEW_SKIP("only root may mount a small file system");
  const std::string url = "sqlite:" + folder.path() + "/small.db";
  const auto store = open_or_fail({.url = url});
  RoomLog log("r_a"), other("r_b");
  create(*store, log);
  create(*store, other);
  int appended = 0;
  for (;; ++appended) {
    REQUIRE(appended < 100);
    const auto result = store->append({other.next(1), log.next({std::string(50'000, 'x')})});
    if (result.ok()) continue;
    other.forget(1);
    log.forget(1);
    check_failed(result.error(), "free some");
    break;
  }
  CHECK(appended > 2);
  check_holds(*store, log);
  check_holds(*store, other);

  REQUIRE(mount("tmpfs", folder.path().c_str(), "tmpfs", MS_REMOUNT, "size=8m") == 0);
  for (int i = 0; i < 20; ++i) REQUIRE(store->append({log.next({std::string(50'000, 'y')})}).ok());
  check_holds(*store, log);
  check_holds(*open_or_fail({.url = url}), log);
}

TEST_CASE("a folder that is not there, a folder as file, a file that is no database") {
  TemporaryFolder folder;
  check_failed(open_error("sqlite:" + folder.path() + "/nowhere/a.db"), "make its folder");
  check_failed(open_error("sqlite:" + folder.path()), "cannot open");
  const std::string file = folder.path() + "/a.db";
  std::ofstream(file) << std::string(5000, 'x');
  check_failed(open_error("sqlite:" + file), "no SQLite database");
  CHECK(std::filesystem::file_size(file) == 5000);
}

TEST_CASE("a file or a folder that may not be written") {
  SqlitePlace place;
  RoomLog log("r_a");
  create(*place.open(), log);
  REQUIRE(chmod(place.folder().path().c_str(), 0555) == 0);
  REQUIRE(chmod(place.file().c_str(), 0444) == 0);
  {
    const Unprivileged somebody;
    check_failed(open_error(place.url()), "let this user write");
    check_failed(open_error("sqlite:" + place.folder().path() + "/new.db"), "let this user write");
  }
  REQUIRE(chmod(place.folder().path().c_str(), 0755) == 0);
  REQUIRE(chmod(place.file().c_str(), 0644) == 0);
  check_holds(*place.open(), log);
}

TEST_CASE("a database that another program keeps locked") {
  SqlitePlace place;
  const auto store = open_or_fail({.url = place.url(), .busy_timeout_ms = 20});
  RoomLog log("r_a");
  create(*store, log);
  SideConnection other(place.url());
  other.run("begin immediate");
  const auto appended = store->append({log.next(1)});
  REQUIRE(!appended.ok());
  check_failed(appended.error(), "locked by another program");
  log.forget(1);
  check_holds(*store, log);
  check_failed(open_error(place.url()), "busy_timeout_ms");
  other.run("rollback");
  CHECK(store->append({log.next(1)}).ok());
  check_holds(*store, log);
}

TEST_CASE("every commit reaches the disk, and readers never wait for the writer") {
  SqlitePlace place;
  place.open();
  SideConnection side(place.url());
  CHECK(side.number("pragma synchronous") == 2);
  CHECK(side.number("select journal_mode = 'wal' from pragma_journal_mode") == 1);
  CHECK(side.number("pragma secure_delete") == 1);
  CHECK(side.number("pragma cache_size") == -16'384);
  CHECK(side.number("select timeout from pragma_busy_timeout") == 5000);
}

TEST_CASE("a damaged record is an error, not a record") {
  SqlitePlace place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log, 3);
  SideConnection side(place.url());
  side.run("update records set header = x'0102' where seq = 2");
  CHECK(store->read("r_a", 0, 1, SIZE_MAX).ok());
  CHECK(store->read("r_a", 0, 3, SIZE_MAX).error().code == Errc::store_failed);
  side.run("update records set hash = x'00' where seq = 3");
  CHECK(store->read("r_a", 2, 1, SIZE_MAX).error().code == Errc::store_failed);
  CHECK(store->hash_at("r_a", 3).error().code == Errc::store_failed);
}

TEST_CASE("a database whose text is not UTF-8 is refused, since it would change bytes") {
  SqlitePlace place;
  {
    soci::session session(*soci::factory_sqlite3(), parse_sql_url(place.url())->connect);
    execute(session, "pragma encoding = 'UTF-16'");
    execute(session, "create table other (number integer)");
  }
  check_failed(open_error(place.url()), "UTF-8");
}

TEST_CASE("a path that looks like an option or a URI is a path") {
  TemporaryFolder folder;
  const std::string previous = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string name : {"file:a.db?mode=memory", "timeout=3 dbname=b.db", " c.db", "it's 100%.db"}) {
    RoomLog log("r_a");
    create(*open_or_fail({.url = "sqlite:" + name}), log);
    CHECK_MESSAGE(std::filesystem::exists(folder.path() + "/" + name), name);
    check_holds(*open_or_fail({.url = "sqlite:" + name}), log);
  }
  std::filesystem::current_path(previous);
}
