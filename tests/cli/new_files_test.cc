// Files that become documents, and files that do not.
#include <doctest/doctest.h>

#include "cli/table.h"
#include "sync/ignored_files.h"

using namespace interview;
using test::SyncedTable;

TEST_CASE("a new file becomes a document") {
  SyncedTable table;
  table.begin();
  table.disk.write("main.py", "a\r\nb\r\n");
  table.disk.make_folder("src");
  table.disk.write("src/util.py", "");
  table.settle();
  REQUIRE(table.room.documents().size() == 2);
  CHECK(table.said("main.py: is shared"));
  CHECK(table.said("src/util.py: is shared"));
  const uint32_t doc = table.room.document(1)->name == "main.py" ? 1 : 2;
  CHECK(table.text(doc) == "a\nb\n");
  table.other_types(doc, "", "c\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\r\nb\r\nc\r\n");
}

TEST_CASE("a new file that is saved again before the room has opened it") {
  SyncedTable table;
  table.begin();
  table.disk.write("main.py", "a\n");
  table.sync->on_files(table.watch->read());
  table.sync->settle();
  table.disk.write("main.py", "a\nb\n");
  table.settle();
  REQUIRE(table.room.documents().size() == 1);
  CHECK(table.text(1) == "a\nb\n");
}

TEST_CASE("a large new file is opened empty, and follows as an edit") {
  SyncedTable table;
  table.begin({.opening_bytes = 10});
  std::string text;
  while (text.size() < 300'000) text += "line " + std::to_string(text.size()) + "\n";
  table.disk.write("large.txt", text);
  table.disk.write("small.txt", "0123456789");
  table.settle();
  REQUIRE(table.room.documents().size() == 2);
  for (const auto& [id, doc] : table.room.documents()) {
    CHECK(table.text(id) == (doc.name == "large.txt" ? text : "0123456789"));
    CHECK((doc.rev == 0) == (doc.name == "small.txt"));
  }
}

TEST_CASE("what is no text, or has no name that a document may have, is said once") {
  SyncedTable table;
  table.begin();
  table.disk.write("a.out", std::string("\x7f"
                                        "ELF\0",
                                        5));
  table.disk.write("latin1.txt", "\xe9");
  table.disk.write("back\\slash", "x");
  table.disk.write(
      "bad\xff"
      "name",
      "x");
  for (int i = 0; i < 2; ++i) {
    table.settle();
    if (i == 0) {
      CHECK(table.said("a.out: not shared: has a NUL"));
      CHECK(table.said("latin1.txt: not shared: is not valid UTF-8"));
      CHECK(table.said("back\\slash: not shared"));
      CHECK(table.said("bad\\xffname: not shared"));
    }
    CHECK(table.lines.empty());
    table.disk.write("a.out", std::string("\x7f"
                                          "ELF\0",
                                          5));
  }
  CHECK(table.room.documents().empty());
}

TEST_CASE("what editors and tools keep for themselves") {
  for (const char* name :
       {".main.py.swp", "main.py~", "#main.py#", ".#main.py", "4913", "5036", "main.py.swp", "main.py.bak",
        "main.py.orig", "x.tmp", "src/.git/config", "node_modules/a/b.js", "__pycache__/a.pyc",
        "main.py.mine-1", "main.py.removed-12", "a.py___jb_tmp___"}) {
    CAPTURE(name);
    CHECK(cli::is_ignored_file(name));
  }
  for (const char* name :
       {"main.py", "4914", "49130000", "#include", "a~b", "mine-1", "x.mine-", "bakery", "src/a.c", "1"}) {
    CAPTURE(name);
    CHECK_FALSE(cli::is_ignored_file(name));
  }
  SyncedTable table;
  table.begin();
  for (const char* name : {".hidden", "a~", "a.swp", "4913", "#a#"}) table.disk.write(name, "x");
  table.settle();
  CHECK(table.room.documents().empty());
  CHECK(table.lines.empty());
}

TEST_CASE("a file that is gone again is not shared") {
  SyncedTable table;
  table.begin();
  table.disk.write("sedXyZ", "x");
  table.sync->on_files(table.watch->read());
  CHECK(table.sync->unsettled());
  table.disk.remove("sedXyZ");
  table.settle();
  CHECK(table.room.documents().empty());
  CHECK_FALSE(table.sync->unsettled());
}

TEST_CASE("many files at once are an archive, and not shared") {
  SyncedTable table;
  table.begin({.new_files = 3});
  for (int i = 0; i < 4; ++i) table.disk.write(std::string("f") + std::to_string(i), "x");
  table.settle();
  CHECK(table.said("4 files appeared together"));
  CHECK(table.room.documents().empty());
  table.disk.write("f1", "y");
  table.settle();
  REQUIRE(table.room.documents().size() == 1);
  CHECK(table.room.document(1)->name == "f1");
  for (int i = 0; i < 3; ++i) table.disk.write(std::string("g") + std::to_string(i), "x");
  table.settle();
  CHECK(table.room.documents().size() == 4);
}

TEST_CASE("files that were here before are left alone until they are saved") {
  SyncedTable table;
  table.disk.write("private.txt", "secret");
  table.disk.make_folder("sub");
  table.disk.write("sub/other.txt", "x");
  table.disk.write("main.py", "an old file of mine\n");
  table.disk.write("same.py", "same\n");
  const uint32_t doc = table.open("main.py", "of the room\n"), same = table.open("same.py", "same\n");
  table.begin();
  CHECK(table.room.documents().size() == 2);
  CHECK(table.disk.read("main.py") == "of the room\n");
  CHECK(table.disk.read("main.py.mine-1") == "an old file of mine\n");
  CHECK(table.said("main.py: another file of that name was here; it is now main.py.mine-1"));
  CHECK(table.text(doc) == "of the room\n");
  CHECK(table.disk.read("same.py") == "same\n");
  CHECK_FALSE(table.disk.has("same.py.mine-1"));
  CHECK(table.room.document(same)->rev == 0);
  table.disk.rename("sub", "moved");  // new names, so new files
  table.disk.rename("moved", "sub");
  table.settle();
  CHECK(table.room.documents().size() == 2);
  table.disk.write("private.txt", "not any more");
  table.settle();
  CHECK(table.room.documents().size() == 3);
}

TEST_CASE("two people make a document of one name") {
  SyncedTable table;
  table.begin();
  table.disk.write("main.py", "mine\n");
  table.sync->on_files(table.watch->read());
  table.sync->settle();
  const uint32_t doc = table.open("main.py", "theirs\n");
  table.settle();
  CHECK(table.room.documents().size() == 1);
  CHECK(table.disk.read("main.py") == "theirs\n");
  CHECK(table.disk.read("main.py.mine-1") == "mine\n");
  CHECK(table.said("main.py: not shared"));
  CHECK(table.said("it is now main.py.mine-1"));
  CHECK(table.text(doc) == "theirs\n");
}

TEST_CASE("who may not edit shares no files; a student shares with oneself") {
  {
    SyncedTable table(Role::observer);
    table.begin();
    table.disk.write("main.py", "x");
    table.settle();
    CHECK(table.said("main.py: not shared: you may not edit it"));
    CHECK(table.room.documents().empty());
  }
  SyncedTable table(Role::student);
  table.begin();
  table.disk.write("main.py", "x");
  table.settle();
  REQUIRE(table.room.documents().size() == 1);
  CHECK(table.room.document(1)->owner == table.me);
}
