// How editors save, and what they had loaded before.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "cli/table.h"
#include "interview/text.h"
#include "support/random.h"

using namespace interview;
using test::SyncedTable;
using test::TempFolder;

namespace {

struct Style {
  const char* name;
  std::function<void(const TempFolder&, const std::string&, const std::string&)> save;
};

const std::vector<Style>& styles() {
  static const std::vector<Style> all = {
      {"truncates and writes", [](const TempFolder& disk, const std::string& name,
                                  const std::string& bytes) { disk.write(name, bytes); }},
      {"writes another file and renames it over (vim, backupcopy=no)",
       [](const TempFolder& disk, const std::string& name, const std::string& bytes) {
         disk.write("4913", "");
         disk.remove("4913");
         disk.replace(name, bytes);
       }},
      {"renames the file to a back-up and makes a new one (vim, backupcopy=auto)",
       [](const TempFolder& disk, const std::string& name, const std::string& bytes) {
         disk.rename(name, name + "~");
         disk.write(name, bytes);
         disk.remove(name + "~");
       }},
      {"renames the file away for a moment (sed -i.bak)",
       [](const TempFolder& disk, const std::string& name, const std::string& bytes) {
         disk.write("sedAbCdEf", bytes);
         disk.rename(name, name + ".bak");
         disk.rename("sedAbCdEf", name);
       }},
      {"locks with a link, saves, unlocks (emacs)",
       [](const TempFolder& disk, const std::string& name, const std::string& bytes) {
         disk.link(".#" + name, "me@host.1:2");
         disk.write(std::string("#") + name + "#", bytes);
         disk.write(name, bytes);
         disk.remove(std::string("#") + name + "#");
         disk.remove(".#" + name);
       }},
      {"removes the file and makes it anew",
       [](const TempFolder& disk, const std::string& name, const std::string& bytes) {
         disk.remove(name);
         disk.write(name, bytes);
       }},
  };
  return all;
}

// What is typed the n-th time, between marks.
std::string tag(char open, size_t n, char close) {
  std::string text(1, open);
  text += std::to_string(1000 + n);
  text += close;
  return text;
}

size_t count(std::string_view text, std::string_view part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("however it is saved, it is typed; and nothing else is shared") {
  for (const Style& style : styles()) {
    CAPTURE(style.name);
    SyncedTable table;
    const uint32_t doc = table.open("main.py", "one\ntwo\n");
    table.begin();
    style.save(table.disk, "main.py", "one\ntwo\nthree\n");
    table.settle();
    CHECK(table.text(doc) == "one\ntwo\nthree\n");
    CHECK(table.disk.read("main.py") == "one\ntwo\nthree\n");
    CHECK(table.room.documents().size() == 1);
    CHECK(table.lines.empty());
  }
}

TEST_CASE("a stale save, however it is made, keeps what others typed") {
  for (const Style& style : styles()) {
    CAPTURE(style.name);
    SyncedTable table;
    const uint32_t doc = table.open("main.py", "one\ntwo\n");
    table.begin();
    const std::string loaded = table.disk.read("main.py");
    // One character at a time, each written to the disk: many more than the versions that are kept.
    for (int i = 0; i < 200; ++i) {
      table.other_types(doc, "two", "x");
      table.round();
    }
    CHECK(table.disk.read("main.py").size() == loaded.size() + 200);
    style.save(table.disk, "main.py", loaded + "three\n");
    table.settle();
    CHECK(table.text(doc) == "one\n" + std::string(200, 'x') + "two\nthree\n");
    CHECK(table.disk.read("main.py") == table.text(doc));
    // And again, from the same buffer.
    style.save(table.disk, "main.py", loaded + "three, four\n");
    table.settle();
    CHECK(table.text(doc) == "one\n" + std::string(200, 'x') + "two\nthree, four\n");
  }
}

TEST_CASE("a save that nobody noticed yet is not lost when the file is written") {
  for (const Style& style : styles()) {
    CAPTURE(style.name);
    SyncedTable table;
    const uint32_t doc = table.open("main.py", "one\ntwo\n");
    table.begin();
    table.other_types(doc, "two", "x\n");
    style.save(table.disk, "main.py", "one\ntwo\nthree\n");
    table.sync->on_notices(table.exchange());
    table.sync->flush();
    table.settle();
    CHECK(table.text(doc) == "one\nx\ntwo\nthree\n");
    CHECK(table.disk.read("main.py") == table.text(doc));
  }
}

TEST_CASE("a file is not replaced while a program writes into it") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\ntwo\n");
  table.begin();
  const int fd = ::open((table.disk / "main.py").c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  REQUIRE(fd >= 0);
  REQUIRE(::write(fd, "one\nt", 5) == 5);
  table.other_types(doc, "two", "x\n");
  table.settle();
  CHECK(table.text(doc) == "one\nx\ntwo\n");  // half a save is no save
  CHECK(table.disk.read("main.py") == "one\nt");
  REQUIRE(::write(fd, "wo\nthree\n", 9) == 9);
  ::close(fd);
  table.settle();
  CHECK(table.text(doc) == "one\nx\ntwo\nthree\n");
  CHECK(table.disk.read("main.py") == table.text(doc));
  CHECK(table.lines.empty());
}

TEST_CASE("a program that wrote into the file after it was displaced is heard") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\ntwo\n");
  table.begin();
  const int found = ::open((table.disk / "main.py").c_str(), O_RDONLY | O_CLOEXEC);
  table.other_types(doc, "two", "x\n");
  table.settle();
  char loaded[9] = {};
  REQUIRE(::read(found, loaded, 8) == 8);
  CHECK(loaded == std::string("one\ntwo\n"));
  const int fd = ::open(("/proc/self/fd/" + std::to_string(found)).c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  REQUIRE(fd >= 0);
  ::close(found);
  for (int i = 0; i < 20; ++i) {  // more than are kept an eye on
    table.other_types(doc, "two", "y\n");
    table.settle();
  }
  REQUIRE(::write(fd, "one\ntwo\nlate\n", 13) == 13);
  ::close(fd);
  table.settle();
  std::string expected = "one\nx\n";
  for (int i = 0; i < 20; ++i) expected += "y\n";
  CHECK(table.text(doc) == expected + "two\nlate\n");
  CHECK(table.disk.read("main.py") == table.text(doc));
}

TEST_CASE("displaced files do not pile up") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\n");
  table.begin({.displaced_files = 3});
  for (int i = 0; i < 30; ++i) {
    table.other_types(doc, "", "y\n");
    table.round();
  }
  CHECK(table.folder->list(cli::SafeFolder::kHeld)->size() == 3);
  CHECK(table.folder->left_over().empty());
}

TEST_CASE("a save of what the file was like before takes one's own change back, and nothing else") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\n");
  table.begin();
  table.disk.write("main.py", "one\nmine\n");
  table.settle();
  table.disk.write("main.py", "one\n");
  table.settle();
  CHECK(table.text(doc) == "one\n");
  table.disk.write("main.py", "one\nmine\n");
  table.settle();
  table.other_types(doc, "one", "theirs\n");
  table.settle();
  table.disk.write("main.py", "one\n");
  table.settle();
  CHECK(table.text(doc) == "theirs\none\n");
}

TEST_CASE("an editor saves what is there already") {
  SyncedTable table;
  const uint32_t doc = table.open("main.py", "one\n");
  table.begin();
  table.disk.write("main.py", "one\n");
  table.settle();
  CHECK(table.room.document(doc)->rev == 0);
  table.other_types(doc, "", "two\n");
  table.sync->on_notices(table.exchange());
  table.disk.write("main.py", "one\ntwo\n");  // the same, typed on both sides
  table.settle();
  CHECK(table.text(doc) == "one\ntwo\n");
}

TEST_CASE("two people and an editor that sometimes loads: what both type is there once") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  const size_t cases = test::test_cases(60);
  size_t repeated = 0;
  for (size_t i = cases; i > 0; --i) {
    SyncedTable table;
    const uint32_t doc = table.open("main.py", "start\nmiddle\nend\n");
    table.begin();
    std::string buffer = table.disk.read("main.py");
    size_t theirs = 0, mine = 0;
    for (size_t steps = random.between(5, 30); steps > 0; --steps) {
      switch (random.below(5)) {
        case 0:
        case 1: {
          // At the beginning or the end of a line, so that both kinds of marks stay whole.
          const std::string now = table.text(doc);
          size_t at = random.below(now.size() + 1);
          while (at > 0 && now[at - 1] != '\n') --at;
          table.other_edits(doc,
                            Operation::splice(now.size(), at, 0, *utf8_to_utf16(tag('{', theirs++, '}'))));
          if (random.chance(0.5)) table.round();
          break;
        }
        case 2: {
          const size_t line = std::min(buffer.size(), buffer.find('\n', random.below(buffer.size())));
          buffer.insert(line, tag('<', mine++, '>'));
          [[fallthrough]];
        }
        case 3: {
          const auto& style = styles()[random.below(styles().size())];
          if (table.disk.has("main.py")) style.save(table.disk, "main.py", buffer);
          if (random.chance(0.7)) table.round();
          break;
        }
        case 4:
          table.settle();
          buffer = table.disk.read("main.py");
          break;
      }
    }
    table.disk.write("main.py", buffer);
    table.settle();
    const std::string text = table.text(doc);
    CAPTURE(text);
    CHECK(table.disk.read("main.py") == text);
    CHECK(table.room.documents().size() == 1);
    bool twice = false;
    for (size_t n = 0; n < mine + theirs; ++n) {
      const std::string typed = n < mine ? tag('<', n, '>') : tag('{', n - mine, '}');
      CAPTURE(typed);
      CHECK(count(text, typed) >= 1);
      twice = twice || count(text, typed) > 1;
    }
    repeated += twice;
  }
  INFO(repeated << " of " << cases << " texts have something twice");
  CHECK(repeated * 20 <= cases);
}
