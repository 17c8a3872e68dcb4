// Documents and files, both ways.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "cli/table.h"

using namespace interview;
using test::SyncedTable;

TEST_CASE("the documents of the room appear as files, with their folders") {
  SyncedTable table;
  table.open("main.py", "print(1)\n");
  table.open("src/lib/util.py", "x");
  table.open("empty.txt");
  table.begin();
  CHECK(table.disk.names() ==
        std::vector<std::string>{"empty.txt", "main.py", "src", "src/lib", "src/lib/util.py"});
  CHECK(table.disk.read("main.py") == "print(1)\n");
  CHECK(table.disk.read("empty.txt").empty());
  table.open("later.py", "2\n");
  table.settle();
  CHECK(table.disk.read("later.py") == "2\n");
}

TEST_CASE("what others type is written, what is saved is typed") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\ntwo\n");
  table.begin();
  table.other_types(doc, "two", "1.5\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "one\n1.5\ntwo\n");
  table.disk.write("main.py", "one\n1.5\ntwo\nthree\n");
  table.settle();
  CHECK(table.text(doc) == "one\n1.5\ntwo\nthree\n");
  CHECK(table.room.document(doc)->rev == 2);
  table.disk.write("main.py", "");
  table.settle();
  CHECK(table.text(doc).empty());
  CHECK(table.lines.empty());
}

TEST_CASE("own writing is no save: nothing echoes") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\n");
  table.begin();
  for (int i = 0; i < 20; ++i) {
    table.other_types(doc, "", "x");
    table.settle();
  }
  CHECK(table.room.document(doc)->rev == 20);
  CHECK(table.disk.read("main.py") == "one\n" + std::string(20, 'x'));
}

TEST_CASE("text beyond ASCII, and a final newline that an editor adds") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "\u00e9 \U0001F600");
  table.begin();
  CHECK(table.disk.read("main.py") == "\u00e9 \U0001F600");
  table.disk.write("main.py", "\u00e9 \U0001F680\u4e2d\n");
  table.other_types(doc, "\u00e9", "\U0001F600");
  table.settle();
  CHECK(table.text(doc) == "\U0001F600\u00e9 \U0001F680\u4e2d\n");
  CHECK(table.disk.read("main.py") == table.text(doc));
}

TEST_CASE("line ends of a file are restored") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\nb\n");
  table.begin();
  table.disk.write("main.py", "a\r\nb\r\n");
  table.settle();
  CHECK(table.room.document(doc)->rev == 0);
  CHECK(table.disk.read("main.py") == "a\r\nb\r\n");
  table.other_types(doc, "b", "x\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\r\nx\r\nb\r\n");
  table.disk.write("main.py", "a\r\nx\r\nb\r\nc\r\n");
  table.settle();
  CHECK(table.text(doc) == "a\nx\nb\nc\n");
  table.restart();
  table.other_types(doc, "", "d\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\r\nx\r\nb\r\nc\r\nd\r\n");
  table.disk.write("main.py", "a\nx\nb\nc\nd\ne\n");
  table.other_types(doc, "a", "0\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "0\na\nx\nb\nc\nd\ne\n");
}

TEST_CASE("what is no text is skipped aloud, once, and kept when the document goes on") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  const struct {
    std::string bytes, said;
  } rows[] = {{std::string("a\0b", 3), "NUL"}, {"a\xff", "UTF-8"}, {"a\rb", "carriage return"}};
  size_t n = 0;
  for (const auto& row : rows) {
    CAPTURE(row.said);
    table.disk.write("main.py", row.bytes);
    table.settle();
    CHECK(table.said(row.said));
    table.disk.write("main.py", row.bytes);
    table.settle();
    CHECK(table.lines.empty());
    CHECK(table.room.document(doc)->rev == n);
    CHECK(table.disk.read("main.py") == row.bytes);
    table.other_types(doc, "", "x");
    table.settle();
    CHECK(table.disk.read("main.py") == table.text(doc));
    CHECK(table.disk.read("main.py.mine-" + std::to_string(++n)) == row.bytes);
    CHECK(table.said("kept as main.py.mine-" + std::to_string(n)));
  }
}

TEST_CASE("a huge file is skipped aloud; a text above the document's limit is kept aside") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.disk.write("main.py", std::string((4u << 20) + 1, 'x'));
  table.settle();
  CHECK(table.said("more than 4194304 bytes"));
  table.other_types(doc, "", "b\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\nb\n");
  CHECK(table.disk.read("main.py.mine-1").size() == (4u << 20) + 1);
  table.disk.write("main.py", std::string(2u << 20, 'x'));
  table.settle();
  CHECK(table.said("kept as main.py.mine-2"));
  CHECK(table.disk.read("main.py") == "a\nb\n");
  CHECK(table.text(doc) == "a\nb\n");
}

TEST_CASE("a large save goes in parts") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py");
  table.begin();
  std::string text;
  while (text.size() < 900'000) text += "line " + std::to_string(text.size()) + "\n";
  table.disk.write("main.py", text);
  table.settle();
  CHECK(table.text(doc) == text);
  CHECK(table.room.document(doc)->rev > 1);
}

TEST_CASE("a file with another mode, and one that was linked twice") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  REQUIRE(::chmod((table.disk / "main.py").c_str(), 0555) == 0);
  table.other_types(doc, "", "b\n");
  table.settle();
  struct stat status {};
  REQUIRE(::stat((table.disk / "main.py").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0555);
  CHECK(table.disk.read("main.py") == "a\nb\n");
}

TEST_CASE("a link or a FIFO in the place of a file is left alone, aloud") {
  SyncedTable table;
  test::TempFolder outside;
  outside.write("passwd", "root:x:0:0\n");
  const uint32_t doc = table.open("main.py", "a\n"), other = table.open("fifo", "b\n");
  table.begin();
  table.disk.remove("main.py");
  table.disk.link("main.py", outside / "passwd");
  table.disk.remove("fifo");
  REQUIRE(::mkfifo((table.disk / "fifo").c_str(), 0600) == 0);
  table.disk.link("new.py", outside / "passwd");
  table.other_types(doc, "", "x");
  table.other_types(other, "", "y");
  table.settle();
  CHECK(table.said("main.py: not read: is a symbolic link"));
  CHECK(table.said("fifo: not read: is not a regular file"));
  CHECK(table.said("new.py: not shared: is a symbolic link"));
  CHECK(outside.read("passwd") == "root:x:0:0\n");
  CHECK(table.text(doc) == "a\nx");
  CHECK(table.room.documents().size() == 2);
  table.disk.remove("main.py");
  table.other_types(doc, "", "y");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\nxy");
}

TEST_CASE("a folder of documents that is swapped for a link leads nowhere") {
  SyncedTable table;
  test::TempFolder outside;
  outside.write("a.py", "outside");
  const uint32_t doc = table.open("src/a.py", "a\n");
  table.begin();
  table.disk.rename("src", "moved");
  table.disk.link("src", outside.path());
  table.other_types(doc, "", "b\n");
  table.settle();
  CHECK(outside.read("a.py") == "outside");
  CHECK(outside.names() == std::vector<std::string>{"a.py"});
  CHECK(table.text(doc) == "a\nb\n");
  CHECK(table.said("src/a.py: not written"));
}

TEST_CASE("a file that is removed by the person comes back; the document never goes") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.disk.remove("main.py");
  table.settle();
  CHECK(table.said("main.py: the document stays"));
  CHECK_FALSE(table.disk.has("main.py"));
  CHECK(table.text(doc) == "a\n");
  table.other_types(doc, "", "b\n");
  table.settle();
  CHECK(table.disk.read("main.py") == "a\nb\n");
  table.disk.write("main.py", "a\nb\nc\n");
  table.settle();
  CHECK(table.text(doc) == "a\nb\nc\n");
}

TEST_CASE("a file that is renamed by the person is a new document; the old one stays") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.disk.rename("main.py", "app.py");
  table.settle();
  CHECK(table.said("main.py: the document stays"));
  CHECK(table.said("app.py: is shared"));
  CHECK(table.text(doc) == "a\n");
  REQUIRE(table.room.documents().size() == 2);
  CHECK(table.text(2) == "a\n");
  CHECK(table.room.document(2)->name == "app.py");
}

TEST_CASE("a document that is renamed: the file moves, and a save under the old name follows") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\nb\n");
  table.begin();
  CHECK(table.disk.read("main.py") == "a\nb\n");  // an editor loads it
  table.other(command::RenameDoc{doc, "src/app.py"});
  table.other_types(doc, "b", "x\n");
  table.settle();
  CHECK(table.disk.names() == std::vector<std::string>{"src", "src/app.py"});
  CHECK(table.disk.read("src/app.py") == "a\nx\nb\n");
  CHECK(table.said("main.py: is now src/app.py"));
  table.disk.write("main.py", "a\nb\nc\n");  // by an editor that knows nothing of it
  table.settle();
  CHECK(table.text(doc) == "a\nx\nb\nc\n");
  CHECK(table.disk.names() == std::vector<std::string>{"src", "src/app.py"});
  CHECK(table.disk.read("src/app.py") == "a\nx\nb\nc\n");
  CHECK(table.room.documents().size() == 1);
}

TEST_CASE("documents that swap their names, and one that takes the name of a file") {
  SyncedTable table;
  const uint32_t one = table.open("a.py", "1\n"), two = table.open("b.py", "2\n");
  table.begin();
  table.other(command::RenameDoc{one, "c.py"});
  table.other(command::RenameDoc{two, "a.py"});
  table.other(command::RenameDoc{one, "b.py"});
  table.settle();
  CHECK(table.disk.read("a.py") == "2\n");
  CHECK(table.disk.read("b.py") == "1\n");
  CHECK(table.disk.names() == std::vector<std::string>{"a.py", "b.py"});
  table.disk.write("4913", "mine");  // not shared: it looks like vim's
  table.other(command::RenameDoc{one, "4913"});
  table.settle();
  CHECK(table.disk.read("4913") == "1\n");
  CHECK(table.disk.read("4913.mine-1") == "mine");
  CHECK(table.said("4913: another file of that name is now 4913.mine-1"));
}

TEST_CASE(
    "the file of a document that others removed is kept, and not shared again by an editor that saves it") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  table.other(command::RemoveDoc{doc});
  table.settle();
  CHECK(table.said("main.py: was removed from the room; the file is kept as main.py.removed-1"));
  CHECK(table.disk.read("main.py.removed-1") == "a\n");
  table.disk.write("main.py", "a\nb\n");
  table.settle();
  CHECK(table.said("main.py: not shared: the document was removed"));
  CHECK(table.room.documents().empty());
  table.disk.rename("main.py", "other.py");
  table.settle();
  CHECK(table.room.documents().size() == 1);
}

TEST_CASE("a disk that is full is said once; the room goes on, and the file follows") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "a\n");
  table.begin();
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit tight = before;
  tight.rlim_cur = 100;
  table.disk_is_full = true;
  for (int i = 0; i < 3; ++i) {
    table.other_types(doc, "", std::string(200, 'x') + "\n");
    table.sync->on_notices(table.exchange());
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
    table.sync->flush();
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(table.disk.read("main.py") == "a\n");
  }
  std::signal(SIGXFSZ, handler);
  table.disk_is_full = false;
  CHECK(table.said("main.py: not written: write: File too large"));
  CHECK(table.lines.empty());
  table.settle();
  CHECK(table.disk.read("main.py") == table.text(doc));
  table.disk.write("main.py", "a\nb\n" + table.text(doc).substr(2));
  table.settle();
  CHECK(table.text(doc).starts_with("a\nb\nxxx"));
}
