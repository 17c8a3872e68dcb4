// Edits: by revision, concurrent in every order, refused, and taken back from the log alone.
#include <doctest/doctest.h>

#include <algorithm>

#include "interview/text.h"
#include "ot/random_operation.h"
#include "room/scene.h"
#include "support/random.h"

using namespace interview;
using test::Random;
using test::Scene;
using test::text_of;

namespace {

std::string edit(Scene& scene, uint32_t doc, uint64_t base, const Operation& op) {
  return scene.ask(scene.interviewer, command::Edit{doc, base, op});
}

std::string without_upper_case(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; }),
             text.end());
  return text;
}

}  // namespace

TEST_CASE("an edit makes the next revision, and its record says what it erased") {
  Scene scene;
  const uint32_t doc = scene.open("a", "hello world");
  REQUIRE(edit(scene, doc, 0, Operation::splice(11, 0, 5, u"bye")) == "ok");
  CHECK(text_of(scene.room, doc) == "bye world");
  CHECK(scene.room.document(doc)->rev == 1);
  const auto& edited = std::get<event::Edited>(scene.log.back().event);
  CHECK(edited.doc == doc);
  CHECK(edited.rev == 1);
  CHECK((edited.erased == u"hello"));
  CHECK((edited.op == Operation::splice(11, 0, 5, u"bye")));
}

TEST_CASE("an edit of an older revision is brought to the head") {
  Scene scene;
  const uint32_t doc = scene.open("a", "abc");
  REQUIRE(edit(scene, doc, 0, Operation::splice(3, 0, 1, u"")) == "ok");
  REQUIRE(edit(scene, doc, 1, Operation::splice(2, 2, 0, u"!")) == "ok");
  REQUIRE(edit(scene, doc, 0, Operation::splice(3, 3, 0, u"?")) == "ok");
  CHECK(text_of(scene.room, doc) == "bc?!");
  const auto& edited = std::get<event::Edited>(scene.log.back().event);
  CHECK((edited.op == Operation::splice(3, 2, 0, u"?")));
  REQUIRE(edit(scene, doc, 0, Operation::splice(3, 0, 2, u"")) == "ok");
  CHECK((std::get<event::Edited>(scene.log.back().event).erased == u"b"));
}

TEST_CASE("of insertions at one place the one committed later stands left") {
  std::vector<std::u16string> letters = {u"A", u"B", u"C"};
  do {
    Scene scene;
    const uint32_t doc = scene.open("a", "xy");
    std::string expected;
    for (const std::u16string& letter : letters) {
      REQUIRE(edit(scene, doc, 0, Operation::splice(2, 1, 0, letter)) == "ok");
      expected.insert(expected.begin(), static_cast<char>(letter[0]));
    }
    CHECK(text_of(scene.room, doc) == "x" + expected + "y");
  } while (std::next_permutation(letters.begin(), letters.end()));
}

TEST_CASE("concurrent edits in every order erase the same and keep every insertion, once") {
  std::vector<Operation> edits = {
      Operation::splice(8, 2, 3, u"A"),
      Operation::splice(8, 3, 0, u"B"),
      Operation::splice(8, 1, 2, u"C"),
      Operation().retain(1).insert(u"D").retain(3).erase(2).retain(1).insert(u"E").retain(1),
  };
  std::vector<size_t> order = {0, 1, 2, 3};
  do {
    Scene scene;
    const uint32_t doc = scene.open("a", "abcdefgh");
    for (const size_t i : order) REQUIRE(edit(scene, doc, 0, edits[i]) == "ok");
    const std::string text = text_of(scene.room, doc);
    CAPTURE(text);
    CHECK(without_upper_case(text) == "agh");  // b c d e f were erased
    for (const char letter : {'A', 'B', 'C', 'D', 'E'})
      CHECK(std::count(text.begin(), text.end(), letter) == 1);
    CHECK(text.find('g') < text.find('E'));
    CHECK(text.find('E') < text.find('h'));
    CHECK(text.find('a') < text.find('D'));
    CHECK(scene.room.document(doc)->rev == 4);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("edits that do not fit are refused") {
  Scene scene;
  const uint32_t doc = scene.open("a",
                                  "a\xF0\x9F\x98\x80"
                                  "b");  // 4 units
  CHECK(edit(scene, doc, 1, Operation::identity(4)) == "op_out_of_range");
  CHECK(edit(scene, doc, UINT64_MAX, Operation::identity(4)) == "op_out_of_range");
  CHECK(edit(scene, doc, 0, Operation::identity(3)) == "op_out_of_range");
  CHECK(edit(scene, doc, 0, Operation::identity(5)) == "op_out_of_range");
  CHECK(edit(scene, doc, 0, Operation()) == "op_out_of_range");
  CHECK(edit(scene, doc, 0, Operation::splice(4, 2, 0, u"x")) == "op_splits_pair");
  CHECK(edit(scene, doc, 0, Operation::splice(4, 1, 1, u"")) == "op_splits_pair");
  CHECK(edit(scene, doc, 0, Operation::splice(4, 0, 2, u"")) == "op_splits_pair");
  CHECK(edit(scene, doc, 0, Operation::splice(4, 0, 0, u"\r\n")) == "op_carriage_return");
  CHECK(edit(scene, doc, 0, Operation::splice(4, 0, 0, std::u16string(1, 0xD83D))) == "bad_text");
  CHECK(edit(scene, doc, 0, Operation::splice(4, 0, 0, std::u16string(1, 0xDE00))) == "bad_text");
  CHECK(edit(scene, 9, 0, Operation()) == "no_such_document");
  REQUIRE(edit(scene, doc, 0, Operation::splice(4, 1, 2, u"")) == "ok");
  CHECK(edit(scene, doc, 0, Operation::identity(2)) == "op_out_of_range");
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"b", "x\r\n", 0}) == "op_carriage_return");
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"b", "\xED\xA0\x80", 0}) == "bad_text");
}

TEST_CASE("an edit that changes nothing is logged, and has its number") {
  Scene scene;
  const uint32_t doc = scene.open("a", "x");
  CHECK(edit(scene, doc, 0, Operation::identity(1)) == "ok");
  CHECK(scene.room.document(doc)->rev == 1);
  const uint32_t empty = scene.open("b");
  CHECK(edit(scene, empty, 0, Operation()) == "ok");
  CHECK(scene.room.document(empty)->rev == 1);
}

TEST_CASE("after a restore older revisions are stale, the head is not") {
  Scene scene;
  const uint32_t doc = scene.open("a", "x");
  REQUIRE(edit(scene, doc, 0, Operation::splice(1, 1, 0, u"y")) == "ok");
  Room room = Room::restore("r_1", scene.room.snapshot()).value();
  const auto edit_at = [&](uint64_t base, size_t length) {
    return test::code_of(room.apply({scene.interviewer, "client_B", base + 1},
                                    command::Edit{doc, base, Operation::splice(length, 0, 0, u"z")}, {}));
  };
  CHECK(edit_at(0, 1) == "stale");
  CHECK(edit_at(1, 2) == "ok");
  CHECK(text_of(room, doc) == "zxy");
}

TEST_CASE("a log is played backwards to the first text, from its records alone") {
  const uint64_t seed = test::test_seed();
  for (size_t i = test::test_cases(100); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    Random random(case_seed);
    Scene scene;
    const uint32_t doc = scene.open("a");
    std::vector<std::u16string> texts = {u""};
    for (int n = 0; n < 40; ++n) {
      const size_t base = texts.size() - 1 - random.below(std::min<size_t>(texts.size(), 4));
      REQUIRE(edit(scene, doc, base, random_operation(random, texts[base])) == "ok");
      texts.push_back(scene.room.document(doc)->text.text());
    }
    std::u16string text = texts.back();
    for (auto entry = scene.log.rbegin(); entry != scene.log.rend(); ++entry) {
      const Record& record = entry->record;
      if (record.header.kind != RecordKind::edited) continue;
      const auto edited = std::get<event::Edited>(decode_event(record.header.kind, record.body).value());
      CHECK((text == texts[edited.rev]));
      text = applied(invert(edited.op, edited.erased), text);
      CHECK((text == texts[edited.rev - 1]));
    }
    CHECK(text.empty());
  }
}
