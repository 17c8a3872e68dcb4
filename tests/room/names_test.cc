// Names of documents, of people, of clients.
#include <doctest/doctest.h>

#include "room/scene.h"

using namespace interview;
using test::code_of;
using test::Scene;

namespace {

struct Named {
  const char* why;
  std::string name;
};

std::string e_acute_nfc() {
  return "\xC3\xA9";
}
std::string e_acute_nfd() {
  return "e\xCC\x81";
}

}  // namespace

TEST_CASE("good names of documents") {
  const Named names[] = {
      {"plain", "main.py"},
      {"a space", "my file.txt"},
      {"4 parts", "a/b/c/d.h"},
      {"128 bytes", std::string(128, 'x')},
      {"a dot inside and at the end", "a.b."},
      {"two dots inside", "a..b"},
      {"composed", e_acute_nfc() + ".py"},
      {"Japanese", "\xE6\x97\xA5\xE6\x9C\xAC/\xE8\xAA\x9E"},
      {"astral", "\xF0\x9F\x98\x80"},
      {"U+00A0, just above the C1 controls",
       "a\xC2\xA0"
       "b"},
      {"a minus", "-x"},
      {"a colon", "C:x"},
  };
  for (const Named& row : names) {
    CAPTURE(row.why);
    CHECK(code_of(check_document_name(row.name)) == "ok");
  }
}

TEST_CASE("bad names of documents") {
  const Named names[] = {
      {"empty", ""},
      {"129 bytes", std::string(129, 'x')},
      {"129 bytes with characters of two", std::string(127, 'x') + e_acute_nfc()},
      {"dot", "."},
      {"dot dot", ".."},
      {"dot dot first", "../etc/passwd"},
      {"dot dot inside", "a/../b"},
      {"dot dot last", "a/.."},
      {"a part that begins with a dot", "a/.git"},
      {"a leading dot", ".bashrc"},
      {"absolute", "/etc/passwd"},
      {"ends with a slash", "a/"},
      {"only a slash", "/"},
      {"an empty part", "a//b"},
      {"5 parts", "a/b/c/d/e"},
      {"a backslash", "a\\b"},
      {"NUL", std::string("a\0b", 3)},
      {"a newline", "a\nb"},
      {"a carriage return", "a\r"},
      {"a tab", "a\tb"},
      {"escape", "\x1B[31m"},
      {"delete", "a\x7F"},
      {"the first C1 control", "a\xC2\x80"},
      {"the last C1 control", "a\xC2\x9F"},
      {"next line, a C1 control",
       "a\xC2\x85"
       "b"},
      {"decomposed", e_acute_nfd() + ".py"},
      {"a character with a canonical equivalent: the Kelvin sign", "\xE2\x84\xAA"},
      {"decomposed Hangul", "\xE1\x84\x80\xE1\x85\xA1"},
      {"not assigned: its normal form may change", "\xF3\xA0\x82\x80"},
      {"a noncharacter", "\xEF\xBF\xBF"},
      {"invalid UTF-8", "a\xFF"},
      {"truncated UTF-8", "a\xC3"},
      {"overlong slash",
       "a\xC0\xAF"
       "b"},
      {"a surrogate", "\xED\xA0\x80"},
  };
  for (const Named& row : names) {
    CAPTURE(row.why);
    CHECK(code_of(check_document_name(row.name)) == "bad_name");
    Scene scene;
    const uint32_t doc = scene.open("fine");
    CHECK(scene.ask(scene.interviewer, command::OpenDoc{row.name, "", 0}) == "bad_name");
    CHECK(scene.ask(scene.interviewer, command::RenameDoc{doc, row.name}) == "bad_name");
  }
}

TEST_CASE("names clash when they are equal, differ in case only, or are file and folder") {
  const struct {
    const char* first;
    const char* second;
    bool clash;
  } pairs[] = {
      {"a", "a", true},
      {"Main.py", "main.PY", true},
      {"\xC3\x84.c", "\xC3\xA4.c", true},  // Ä ä
      {"Stra\xC3\x9F"
       "e",
       "STRASSE", true},  // ß SS
      {"Stra\xC3\x9F"
       "e",
       "Stra\xE1\xBA\x9E"
       "e",
       true},                                                                          // ß ẞ
      {"\xCE\xBF\xCE\xB4\xCF\x8C\xCF\x82", "\xCE\x9F\xCE\x94\xCE\x8C\xCE\xA3", true},  // οδός ΟΔΌΣ
      {"a", "a/b", true},
      {"a/b", "a", true},
      {"A/b/c", "a/B", true},
      {"a/b", "a/c", false},
      {"a", "ab", false},
      {"a/b", "a.b", false},
      {"a", "b/a", false},
      {"a", "\xC3\xA4", false},
      {"i", "\xC4\xB1", false},  // dotless i
  };
  for (const auto& pair : pairs) {
    CAPTURE(pair.first);
    CAPTURE(pair.second);
    const std::string answer = pair.clash ? "name_taken" : "ok";
    for (const bool swapped : {false, true}) {
      Scene scene;
      scene.open(swapped ? pair.second : pair.first);
      const uint32_t doc = scene.open("something else");
      const std::string name = swapped ? pair.first : pair.second;
      CHECK(scene.ask(scene.interviewer, command::RenameDoc{doc, name}) == answer);
      Scene fresh;
      fresh.open(swapped ? pair.second : pair.first);
      CHECK(fresh.ask(fresh.interviewer, command::OpenDoc{name, "", 0}) == answer);
    }
  }
}

TEST_CASE("a document may be renamed to its own name in another case, and under its own path") {
  Scene scene;
  const uint32_t doc = scene.open("main.py");
  CHECK(scene.ask(scene.interviewer, command::RenameDoc{doc, "Main.py"}) == "ok");
  CHECK(scene.ask(scene.interviewer, command::RenameDoc{doc, "main.py/x"}) == "ok");
  CHECK(scene.room.document(doc)->name == "main.py/x");
}

TEST_CASE("a name is free again when its document is gone; its id is not") {
  Scene scene;
  const uint32_t first = scene.open("a");
  REQUIRE(scene.ask(scene.interviewer, command::RemoveDoc{first}) == "ok");
  const uint32_t second = scene.open("a");
  CHECK(second == first + 1);
  CHECK(scene.room.document(first) == nullptr);
  for (const Command& command :
       {Command(command::RemoveDoc{first}), Command(command::RenameDoc{first, "b"}),
        Command(command::Run{first, "", "", false}), Command(command::Edit{first, 0, Operation()})})
    CHECK(scene.ask(scene.interviewer, command) == "no_such_document");
}

TEST_CASE("a document belongs to somebody who is there") {
  Scene scene;
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"a", "", 9}) == "no_such_participant");
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"a", "", 1}) == "ok");
}

TEST_CASE("names of people") {
  for (const std::string& good : {std::string("Ada"), std::string(64, 'x'), e_acute_nfd(), std::string(" x"),
                                  std::string("\xF0\x9F\x98\x80")})
    CHECK(code_of(check_person_name(good)) == "ok");
  const Named names[] = {
      {"empty", ""},
      {"65 bytes", std::string(65, 'x')},
      {"blank", "   "},
      {"a newline", "A\nB"},
      {"a C1 control", "A\xC2\x9B"},
      {"delete", "A\x7F"},
      {"NUL", std::string("A\0", 2)},
      {"invalid UTF-8", "A\x80"},
  };
  for (const Named& row : names) {
    CAPTURE(row.why);
    CHECK(code_of(check_person_name(row.name)) == "bad_name");
  }
}

TEST_CASE("ids of clients") {
  for (const std::string& good : {std::string("abcdefgh"), std::string(64, 'x'), std::string("AZaz09_-")})
    CHECK(code_of(check_client_id(good)) == "ok");
  const std::string bad[] = {"",         "abcdefg",  std::string(65, 'x'),        "abcdefg ",
                             "abcdefg.", "abcdefg/", std::string("abcdefg\0", 8), "abcdefg\xC3\xA9"};
  Scene scene;
  for (const std::string& client : bad) {
    CAPTURE(client);
    CHECK(code_of(check_client_id(client)) == "bad_argument");
    CHECK(scene.ask({scene.interviewer, client, 1}, command::Lock{}) == "bad_argument");
  }
}
