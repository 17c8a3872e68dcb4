// Real editors that hold a buffer from before.
#include <doctest/doctest.h>

#include "cli/editor.h"
#include "cli/table.h"
#include "support/skip.h"

using namespace interview;
using test::Editor;
using test::SyncedTable;

namespace {

constexpr const char* kStart = "def first():\n    return 1\n\ndef second():\n    return 2\n";

// Two hundred characters, one by one, each of them written to the disk.
std::string others_type(SyncedTable& table, uint32_t doc) {
  std::string typed;
  for (int i = 0; i < 200; ++i) {
    const std::string next = i % 40 == 39 ? "\n" : std::string(1, static_cast<char>('a' + i % 26));
    table.other_types(doc, "def second", next);
    table.round();
    typed += next;
  }
  return typed;
}

std::string expected_after(const std::string& typed) {
  std::string text = kStart;
  text.insert(text.find("def second"), typed);
  return "# mine\n" + text;
}

}  // namespace

TEST_CASE("nano saves a small change to a buffer from before, while the other person types") {
  if (!test::is_installed("nano")) INTERVIEW_SKIP("nano is not installed");
  SyncedTable table;
  const uint32_t doc = table.open("main.py", kStart);
  table.begin();
  Editor nano({"nano", "--ignorercfiles", "main.py"}, table.disk.path());
  REQUIRE(nano.shows("return 2"));
  const std::string typed = others_type(table, doc);
  nano.type("# mine\r");
  REQUIRE(nano.shows("mine"));
  nano.type("\x0f");  // ^O
  REQUIRE(nano.shows("Name to Write"));
  nano.type("\r");
  // It has seen that the file is another one now.
  REQUIRE(nano.shows("modified"));
  nano.type("y");
  REQUIRE(nano.shows("Wrote"));
  table.settle();
  CHECK(table.text(doc) == expected_after(typed));
  CHECK(table.disk.read("main.py") == table.text(doc));
  // And once more, from the same buffer.
  nano.type("# and more\r");
  REQUIRE(nano.shows("more"));
  nano.type("\x0f");
  REQUIRE(nano.shows("Name to Write"));
  nano.type("\r");
  REQUIRE(nano.shows("modified"));
  nano.type("y");
  REQUIRE(nano.shows("Wrote"));
  table.settle();
  std::string expected = expected_after(typed);
  expected.insert(7, "# and more\n");
  CHECK(table.text(doc) == expected);
  CHECK(table.disk.read("main.py") == expected);
  CHECK(table.room.documents().size() == 1);
  nano.type("\x18");  // ^X
  CHECK(nano.ends());
}

TEST_CASE("vim, however it is told to make its back-ups") {
  if (!test::is_installed("vim")) INTERVIEW_SKIP("vim is not installed");
  for (const char* backup : {"set backupcopy=yes", "set backupcopy=no", "set backupcopy=auto",
                             "set backup backupcopy=no", "set nowritebackup nobackup"}) {
    CAPTURE(backup);
    SyncedTable table;
    const uint32_t doc = table.open("main.py", kStart);
    table.begin();
    // With a swap file, as vim is by default.
    Editor vim({"vim", "-u", "NONE", "-N", "-c", backup, "-c", "set noautoread", "main.py"},
               table.disk.path());
    REQUIRE(vim.shows("return 2"));
    const std::string typed = others_type(table, doc);
    vim.type("ggO# mine\x1b");
    REQUIRE(vim.shows("mine"));
    vim.type(":w!\r");
    if (vim.shows("(y/n)?")) vim.type("y");  // WARNING: The file has been changed since reading it!!!
    REQUIRE(vim.shows("written"));
    table.settle();
    CHECK(table.text(doc) == expected_after(typed));
    CHECK(table.disk.read("main.py") == table.text(doc));
    vim.type(":q!\r");
    CHECK(vim.ends());
    table.settle();
    CHECK(table.room.documents().size() == 1);
    CHECK(table.lines.empty());
  }
}
