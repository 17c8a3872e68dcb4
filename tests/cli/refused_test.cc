// What the room does not take is not lost.
#include <doctest/doctest.h>

#include "cli/table.h"

using namespace interview;
using test::SyncedTable;

TEST_CASE("who may not edit: the file is written back, what was written is kept") {
  SyncedTable table(Role::observer);
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.disk.write("main.py", "a\nmine\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\n");
  CHECK(table.disk.read("main.py.mine-1") == "a\nmine\n");
  CHECK(table.said("main.py: you may not edit it; what you wrote is kept as main.py.mine-1"));
  CHECK(table.text(doc) == "a\n");
  // The same again is neither kept nor said again; something else is.
  table.disk.write("main.py", "a\nmine\n");
  table.settle();
  CHECK(table.lines.empty());
  CHECK(table.disk.read("main.py") == "a\n");
  table.disk.write("main.py", "a\nother\n");
  table.settle();
  CHECK(table.disk.read("main.py.mine-2") == "a\nother\n");
  CHECK(table.disk.read("main.py") == "a\n");
  table.disk.write("main.py", "a\n");  // without a change: nothing to refuse
  table.settle();
  CHECK_FALSE(table.disk.has("main.py.mine-3"));
  table.other_types(doc, "", "b\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\nb\n");
}

TEST_CASE("a room that was locked, and one that has ended") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.other(command::Lock{});
  table.settle();
  table.disk.write("main.py", "a\nmine\n");
  table.settle();
  CHECK(table.said("main.py: the room is locked; what you wrote is kept as main.py.mine-1"));
  CHECK(table.disk.read("main.py") == "a\n");
  table.other(command::Unlock{});
  table.settle();
  table.disk.write("main.py", "a\nmine\n");  // the editor has it still
  table.settle();
  CHECK(table.text(doc) == "a\nmine\n");
  table.other(command::End{});
  table.settle();
  table.disk.write("main.py", "a\nmine\nmore\n");
  table.settle();
  CHECK(table.said("main.py: the interview has ended; what you wrote is kept as main.py.mine-2"));
  CHECK(table.disk.read("main.py") == "a\nmine\n");
}

TEST_CASE(
    "a save that crosses a lock is refused, rolled back and kept; once unlocked it may be saved again") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\nb\n");
  table.begin();
  table.other(command::Lock{});  // the session does not know
  table.disk.write("main.py", "a\nmine\nb\n");
  table.sync->on_files(table.watch->read());
  CHECK(table.session.has_pending());
  table.settle();
  CHECK(table.text(doc) == "a\nb\n");
  CHECK(table.disk.read("main.py") == "a\nb\n");
  CHECK(table.disk.read("main.py.mine-1") == "a\nmine\nb\n");
  CHECK(table.said("kept as main.py.mine-1"));
  table.other(command::Unlock{});
  table.settle();
  table.disk.write("main.py", "a\nmine\nb\nmore\n");
  table.settle();
  CHECK(table.text(doc) == "a\nmine\nb\nmore\n");
  CHECK(table.disk.read("main.py") == "a\nmine\nb\nmore\n");
}

TEST_CASE("the document of another student") {
  SyncedTable table(Role::student);
  const uint32_t mine = table.open("mine.py", "a\n", table.me),
                 theirs = table.open("theirs.py", "b\n", table.them);
  table.begin();
  table.disk.write("mine.py", "aa\n");
  table.disk.write("theirs.py", "bb\n");
  table.settle();
  CHECK(table.text(mine) == "aa\n");
  CHECK(table.text(theirs) == "b\n");
  CHECK(table.disk.read("theirs.py") == "b\n");
  CHECK(table.disk.read("theirs.py.mine-1") == "bb\n");
}

TEST_CASE("a document that others remove while a save is under way: the file is kept") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.other(command::RemoveDoc{doc});
  table.disk.write("main.py", "a\nmine\n");
  table.sync->on_files(table.watch->read());
  table.settle();
  CHECK(table.disk.read("main.py.removed-1") == "a\nmine\n");
  CHECK(table.room.documents().empty());
}

TEST_CASE("a server that was restored from a backup: the files stay as they are") {
  SyncedTable table;
  table.open("main.py", "a\n");
  table.begin();
  table.disk.write("main.py", "a\nmine\n");
  table.settle();
  table.sync->on_notices({notice::Diverged{}});
  table.sync->flush();
  CHECK(table.disk.read("main.py") == "a\nmine\n");
  // A new session finds the file as it finds any.
  SyncedTable after;
  after.open("main.py", "a\n");
  after.disk.write("main.py", table.disk.read("main.py"));
  after.begin();
  CHECK(after.disk.read("main.py.mine-1") == "a\nmine\n");
}

TEST_CASE("what the host does to a document by itself is written too") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.disk.write("main.py", "a\nmine\n");
  table.settle();
  REQUIRE(table.session.undo(doc).has_value());
  table.settle();
  CHECK(table.disk.read("main.py") == "a\n");
  CHECK(table.text(doc) == "a\n");
}

TEST_CASE("names from others are harmless when they are said") {
  SyncedTable table;
  const uint32_t doc = table.open("a\u202egpj.exe", "a\n");
  table.begin();
  table.other(command::RemoveDoc{doc});
  table.settle();
  CHECK(table.said("a\\u{202e}gpj.exe: was removed"));
}
