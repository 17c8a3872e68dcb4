// What was done to files while nobody looked.
#include <doctest/doctest.h>

#include "cli/table.h"
#include "sync/kept_files.h"
#include "sync/kept_session.h"
#include "sync/netstrings.h"

using namespace interview;
using test::SyncedTable;

TEST_CASE("a file that was edited while away is read as a difference from what was there") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\ntwo\nthree\n");
  table.begin();
  table.disk.write("main.py", "one\ntwo\nthree\nmine\n");
  table.other_types(doc, "two", "theirs\n");
  table.restart();
  CHECK(table.text(doc) == "one\ntheirs\ntwo\nthree\nmine\n");
  CHECK(table.disk.read("main.py") == table.text(doc));
  CHECK(table.room.document(doc)->rev == 2);
  CHECK(table.lines.empty());
}

TEST_CASE("a file that was not edited while away follows the room") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\n");
  table.begin();
  table.other_types(doc, "", "theirs\n");
  table.restart();
  CHECK(table.disk.read("main.py") == "one\ntheirs\n");
  CHECK(table.room.document(doc)->rev == 1);
}

TEST_CASE("edits that were not sent are not sent twice") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\ntwo\n");
  table.begin();
  table.disk.write("main.py", "one\ntwo\nmine\n");
  table.sync->on_files(table.watch->read());  // edited here, not sent
  CHECK(table.session.has_pending());
  table.other_types(doc, "two", "theirs\n");
  table.restart(false);
  CHECK(table.session.has_pending());
  CHECK(table.disk.read("main.py") == "one\ntwo\nmine\n");
  table.disk.write("main.py", "one\ntwo\nmine\nmore\n");  // while there is no connection
  table.settle();
  table.restart();
  CHECK(table.text(doc) == "one\ntheirs\ntwo\nmine\nmore\n");
  CHECK(table.disk.read("main.py") == table.text(doc));
}

TEST_CASE("wherever it stops between a notice and the file, nothing is typed twice or lost") {
  // The point: after how many times of keeping the process ends.
  for (size_t point = 0; point < 8; ++point) {
    CAPTURE(point);
    SyncedTable table;
    const uint32_t doc = table.open("main.py", "one\ntwo\n");
    table.begin();
    struct Stop {};
    const size_t before = table.kept_times;
    table.other_types(doc, "two", "theirs\n");
    table.disk.write("main.py", "one\ntwo\nmine\n");
    // The sync is made anew with a host that stops at the point.
    const std::string kept = table.sync->kept();
    table.sync.emplace(
        *table.folder, table.session,
        cli::FileSyncHost{[&](const std::string&) {},
                          [&] {
                            if (table.kept_times++ - before == point) throw Stop();
                            CHECK(store(*table.folder, {table.session.outbox(), table.sync->kept()}).ok());
                          }},
        kept);
    try {
      table.sync->on_files(table.watch->read());
      table.sync->flush();
      table.sync->on_notices(table.exchange());
      table.sync->flush();
      table.other_types(doc, "", "last\n");
      table.sync->on_notices(table.exchange());
      table.sync->flush();
    } catch (const Stop&) {
    }
    table.restart();
    const std::string text = table.text(doc);
    CHECK(text.starts_with("one\ntheirs\ntwo\n"));
    const size_t mine = text.find("mine\n");
    REQUIRE(mine != std::string::npos);
    CHECK(text.find("mine\n", mine + 1) == std::string::npos);
    CHECK(text.find("theirs\n", 5) == std::string::npos);
    CHECK(table.disk.read("main.py") == text);
  }
}

TEST_CASE("a document that was renamed or removed while away") {
  SyncedTable table;
  const uint32_t one = table.open("a.py", "a\n"), two = table.open("b.py", "b\n");
  table.begin();
  table.disk.write("a.py", "a\nmine\n");
  table.other(command::RenameDoc{one, "c.py"});
  table.other(command::RemoveDoc{two});
  table.restart();
  CHECK(table.text(one) == "a\nmine\n");
  CHECK(table.disk.read("c.py") == "a\nmine\n");
  CHECK_FALSE(table.disk.has("a.py"));
  CHECK(table.disk.read("b.py") == "b\n");  // a file like any other now
  CHECK(table.room.documents().size() == 1);
}

TEST_CASE("a file that was removed while away comes back") {
  SyncedTable table;
  table.open("main.py", "a\n");
  table.begin();
  table.disk.remove("main.py");
  table.restart();
  CHECK(table.disk.read("main.py") == "a\n");
}

TEST_CASE("a stale editor is still known after a restart") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\ntwo\n");
  table.begin();
  CHECK(table.disk.read("main.py") == "one\ntwo\n");  // the editor loads it
  table.restart();
  table.other_types(doc, "two", "theirs\n");
  table.settle();
  table.disk.write("main.py", "one\ntwo\nmine\n");
  table.settle();
  CHECK(table.text(doc) == "one\ntheirs\ntwo\nmine\n");
}

TEST_CASE("what was left displaced is told of") {
  SyncedTable table;
  table.open("main.py", "one\n");
  table.begin();
  table.disk.write(".interview/displaced/9-main.py", "something");
  table.restart();
  CHECK(table.said("an earlier run did not finish with 9-main.py"));
}

TEST_CASE("the folder was shared with another room before") {
  SyncedTable table;
  table.open("main.py", "of this room\n");
  table.begin();
  cli::KeptFiles kept{"r_other", {{1, "main.py", false, {u"of the other room\n"}}}};
  std::vector<std::string> said;
  table.disk.write("main.py", "of the other room\n");
  cli::FileSync sync(*table.folder, table.session,
                     {[&](const std::string& line) { said.push_back(line); }, [] {}}, encode(kept));
  sync.flush();
  REQUIRE(said.size() == 2);
  CHECK(said[0].find("not this room") != std::string::npos);
  CHECK(table.disk.read("main.py") == "of this room\n");
  CHECK(table.disk.read("main.py.mine-1") == "of the other room\n");
}

TEST_CASE("what is kept is read back, and refused when it is damaged") {
  const cli::KeptFiles kept{"r_1", {{7, "a/b.py", true, {u"one\n", u"\U0001F600"}}, {9, "c", false, {}}}};
  const std::string bytes = encode(kept);
  const auto read = cli::decode_kept_files(bytes);
  REQUIRE(read.ok());
  CHECK(read->room == "r_1");
  REQUIRE(read->files.size() == 2);
  CHECK(read->files[0].doc == 7);
  CHECK(read->files[0].name == "a/b.py");
  CHECK(read->files[0].crlf);
  CHECK(read->files[0].texts == kept.files[0].texts);
  for (size_t length = 0; length < bytes.size(); ++length)
    CHECK_FALSE(cli::decode_kept_files(bytes.substr(0, length)).ok());
  CHECK_FALSE(cli::decode_kept_files(bytes + "0:,").ok());
  for (const char* bad : {"1:2,0:,1:0,", "1:1,0:,3:999,", "-1:,", "99999999999999999999:x,", "1:1;", "2:ab"})
    CHECK_FALSE(cli::decode_kept_files(bad).ok());
}

TEST_CASE("outbox and files are kept in one file") {
  test::TempFolder disk;
  auto folder = cli::SafeFolder::open(disk.path());
  REQUIRE(folder.ok());
  CHECK(cli::load_session(*folder).error().code == Errc::not_found);
  REQUIRE(store(*folder, {std::string("out\0box", 7), "files"}).ok());
  const auto read = cli::load_session(*folder);
  REQUIRE(read.ok());
  CHECK(read->outbox == std::string("out\0box", 7));
  CHECK(read->files == "files");
  disk.write(".interview/session", "1:1,3:abc");
  CHECK(cli::load_session(*folder).error().code == Errc::record_malformed);
}
