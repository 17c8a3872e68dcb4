// Stale saves: what an editor saves is read as a difference from what it had loaded.
#include "sync/file_versions.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "ot/random_operation.h"
#include "support/random.h"

using namespace interview;
using cli::FileVersions;
using cli::VersionLimits;

namespace {

bool is_digit(char16_t unit) {
  return unit >= u'0' && unit <= u'9';
}

std::u16string without_digits(std::u16string text) {
  std::erase_if(text, is_digit);
  return text;
}

std::u16string digits_of(std::u16string text) {
  std::erase_if(text, [](char16_t unit) { return !is_digit(unit); });
  return text;
}

// The text in the room while another person inserts digits, and only those, and a program saves files without
// or with them.
struct SavedFile {
  explicit SavedFile(std::u16string_view text, const VersionLimits& limits = {}) : versions(text, limits) {
    ids.push_back(versions.written().id);
  }
  std::u16string present() const { return versions.present().text(); }
  void other_types(size_t at, std::u16string_view text) {
    versions.changed(Operation::splice(versions.present().size(), at, 0, text));
  }
  FileVersions::Save save(std::u16string_view text) {
    const FileVersions::Save read = versions.read(text);
    versions.saved(read);
    return read;
  }
  void write() { ids.push_back(versions.written().id); }

  FileVersions versions;
  std::vector<FileVersions::Id> ids;
};

// Characters that were nowhere before: if what the user types were there already, a save could be explained
// as well by text that was moved across what others typed.
struct Typewriter {
  char16_t next = 0x4E00;
  std::u16string type(size_t count) {
    std::u16string typed;
    for (; count > 0; --count) typed += next++;
    return typed;
  }
};

// A change by the user; digits stay.
std::u16string changed_by_user(test::Random& random, std::u16string text, Typewriter& typewriter) {
  for (size_t changes = random.between(1, 3); changes > 0; --changes) {
    text.insert(random.below(text.size() + 1), typewriter.type(random.below(8)));
    for (size_t at = random.below(text.size() + 1), left = random.below(12); left > 0 && at < text.size();
         --left)
      if (is_digit(text[at]))
        ++at;
      else
        text.erase(at, 1);
  }
  return text;
}

std::u16string some_text(test::Random& random) {
  std::u16string text;
  for (size_t left = random.below(80); left > 0; --left) text += u"abcdefghij \n("[random.below(13)];
  return text;
}

}  // namespace

TEST_CASE("a stale save keeps what others typed") {
  SavedFile scene(u"one\ntwo\nthree\n");
  const std::u16string typed(200, u'7');
  for (size_t i = 0; i < typed.size(); ++i) {
    scene.other_types(4 + i, typed.substr(i, 1));
    if (i % 10 == 0) scene.write();
  }
  scene.write();
  scene.save(u"one\ntwo\nthree, and more\n");
  CHECK(scene.present() == u"one\n" + typed + u"two\nthree, and more\n");
}

TEST_CASE("of two insertions at one place the save's stands left") {
  SavedFile scene(u"ab");
  scene.other_types(1, u"7");
  scene.write();
  scene.save(u"axb");
  CHECK(scene.present() == u"ax7b");
}

TEST_CASE("the newest of versions that are equally near is taken") {
  SavedFile scene(u"x");
  scene.other_types(1, u"7");
  scene.write();
  scene.versions.changed(Operation().retain(1).erase(1));
  scene.write();
  const auto save = scene.versions.read(u"x");
  CHECK(save.base == scene.ids[2]);
  CHECK(save.op.is_identity());
}

TEST_CASE("a stale save from any version keeps every digit typed since, and makes the saver's change") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  const size_t cases = test::test_cases(1'500);
  size_t older = 0;
  for (size_t i = cases; i > 0; --i) {
    SavedFile scene(some_text(random));
    Typewriter typewriter;
    std::vector<std::u16string> texts{scene.present()};
    for (size_t writes = random.below(30); writes > 0; --writes) {
      for (size_t edits = random.between(1, 3); edits > 0; --edits)
        scene.other_types(random.below(scene.present().size() + 1),
                          std::u16string(random.between(1, 3), u"0123456789"[random.below(10)]));
      scene.write();
      texts.push_back(scene.present());
    }
    const std::u16string before = scene.present();
    const size_t loaded = random.below(texts.size());
    const std::u16string buffer = changed_by_user(random, texts[loaded], typewriter);
    const auto save = scene.save(buffer);
    CHECK(applied(save.op, before) == scene.present());
    CHECK(digits_of(scene.present()).size() >=
          digits_of(before).size());  // nothing that others typed is lost
    if (save.base != scene.ids[loaded]) {
      ++older;
      CHECK(save.base < scene.ids[loaded]);
      continue;
    }
    CHECK(digits_of(scene.present()).size() == digits_of(before).size());
    CHECK(without_digits(scene.present()) == without_digits(buffer));
    CHECK(applied(save.from_base, texts[loaded]) == buffer);
  }
  INFO(older << " of " << cases << " saves were read from an older version");
  CHECK(older * 50 <= cases);
}

TEST_CASE("an editor that never loads again, takes back changes, and saves often") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  for (size_t i = test::test_cases(400); i > 0; --i) {
    SavedFile scene(some_text(random));
    Typewriter typewriter;
    std::vector<std::u16string> buffers{scene.present()};
    std::u16string typed;
    for (size_t steps = random.between(2, 25); steps > 0; --steps) {
      if (random.chance(0.6)) {
        const char16_t digit = u"0123456789"[random.below(10)];
        const size_t count = random.chance(0.2) ? 60 : random.between(1, 3);
        scene.other_types(random.below(scene.present().size() + 1), std::u16string(count, digit));
        typed.append(count, digit);
        if (random.chance(0.8)) scene.write();
        continue;
      }
      std::u16string next = random.chance(0.4) ? buffers[random.below(buffers.size())]
                                               : changed_by_user(random, buffers.back(), typewriter);
      buffers.push_back(next);
      scene.save(next);
      REQUIRE(without_digits(scene.present()) == next);
      REQUIRE(digits_of(scene.present()).size() == typed.size());
      if (random.chance(0.8)) scene.write();
    }
  }
}

TEST_CASE("an editor that loads again, and takes back changes that are older than that") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  size_t saves = 0, wrong = 0;
  for (size_t i = test::test_cases(400); i > 0; --i) {
    SavedFile scene(some_text(random));
    Typewriter typewriter;
    size_t typed = 0;
    std::u16string buffer = scene.present();
    const auto load = [&] {
      scene.write();
      buffer = scene.present();
    };
    for (size_t steps = random.between(4, 25); steps > 0; --steps) {
      if (random.chance(0.4)) {
        const size_t count = random.between(1, 3);
        scene.other_types(random.below(scene.present().size() + 1), std::u16string(count, u'7'));
        typed += count;
        if (random.chance(0.8)) load();
        continue;
      }
      // Large blocks come and go: larger than what the other person types.
      std::u16string next = buffer;
      const size_t at = random.below(next.size() + 1);
      if (random.chance(0.5)) {
        next.insert(at, typewriter.type(random.between(1, 40)));
      } else {
        for (size_t left = random.below(60), p = at; left > 0 && p < next.size(); --left) {
          if (is_digit(next[p]))
            ++p;
          else
            next.erase(p, 1);
        }
      }
      buffer = next;
      scene.save(buffer);
      ++saves;
      const size_t digits = digits_of(scene.present()).size();
      REQUIRE(digits >= typed);  // what others typed is never lost
      if (digits != typed || without_digits(scene.present()) != without_digits(buffer)) ++wrong;
      typed = digits;
      if (random.chance(0.7)) load();
    }
  }
  INFO(wrong << " of " << saves << " saves were read from another version");
  CHECK(wrong * 50 <= saves);
}

TEST_CASE("a block is taken out after what others typed was seen: that is not typed again") {
  SavedFile scene(u"start\nend\n");
  const std::u16string block(500, u'b');
  scene.save(u"start\n" + block + u"\nend\n");
  scene.other_types(0, u"77777");
  scene.write();
  scene.save(u"77777start\nend\n");
  CHECK(scene.present() == u"77777start\nend\n");
}

TEST_CASE("what the user takes back goes, although the file was like that before") {
  SavedFile scene(u"ab");
  scene.save(u"axb");
  CHECK(scene.present() == u"axb");
  scene.save(u"ab");
  CHECK(scene.present() == u"ab");
  scene.save(u"axb");
  scene.other_types(0, u"7");
  scene.write();
  scene.save(u"ab");
  CHECK(scene.present() == u"7ab");
}

TEST_CASE("the last 64 versions are kept, and those that were read apart from them") {
  SavedFile scene(u"a");
  for (int i = 0; i < 64; ++i) {
    scene.other_types(scene.present().size(), u"7");
    scene.write();
  }
  CHECK_FALSE(scene.versions.text(scene.ids[0]));
  CHECK(scene.versions.text(scene.ids[1]) == u"a7");
  CHECK(scene.versions.text(scene.ids[64]) == u"a" + std::u16string(64, u'7'));
  for (int i = 0; i < 70; ++i)
    scene.save(std::u16string(u"a7") + std::u16string(static_cast<size_t>(i + 1), u'x'));
  CHECK(scene.versions.text(scene.ids[1]) == u"a7");
  CHECK(scene.present() == u"a7" + std::u16string(70, u'x') + std::u16string(63, u'7'));
}

TEST_CASE("versions that nobody read make room for those that somebody may have") {
  SavedFile scene(u"a");
  for (int i = 0; i < 500; ++i) {
    scene.other_types(1, u"7");
    scene.write();
    scene.versions.unread(scene.ids[scene.ids.size() - 2]);
  }
  CHECK_FALSE(scene.versions.text(scene.ids[400]));
  CHECK(scene.versions.read(u"a77x").base != scene.ids[2]);
  scene.versions.was_read(scene.ids[scene.ids.size() - 3]);
  CHECK(scene.versions.read(std::u16string(u"ax").append(scene.ids.size() - 3, u'7')).base ==
        scene.ids[scene.ids.size() - 3]);
  CHECK(scene.versions.text(scene.ids[scene.ids.size() - 9]));
  CHECK_FALSE(scene.versions.text(scene.ids[scene.ids.size() - 10]));
  const auto newest = scene.versions.text(scene.ids.back());
  CHECK(newest == scene.present());
}

TEST_CASE("joined changes read a save like single ones") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  for (size_t i = test::test_cases(300); i > 0; --i) {
    SavedFile scene(some_text(random), {64, 2, 4});
    Typewriter typewriter;
    const std::u16string loaded = scene.present();
    std::u16string typed;
    for (int edits = 0; edits < 40; ++edits) {
      scene.other_types(random.below(scene.present().size() + 1), u"7");
      typed += u'7';
      if (random.chance(0.5)) {
        scene.write();
        if (scene.ids.size() > 2) scene.versions.unread(scene.ids[scene.ids.size() - 2]);
      }
    }
    CHECK(scene.versions.text(scene.ids[0]) == loaded);
    const std::u16string buffer = changed_by_user(random, loaded, typewriter);
    scene.save(buffer);
    CHECK(without_digits(scene.present()) == buffer);
    CHECK(digits_of(scene.present()) == typed);
    scene.save(loaded);
    CHECK(without_digits(scene.present()) == loaded);
    CHECK(digits_of(scene.present()) == typed);
  }
}

TEST_CASE("after a refusal a save is compared with what was written") {
  SavedFile scene(u"ab");
  scene.save(u"axb");
  scene.versions.changed(Operation().retain(1).erase(1).retain(1));
  CHECK(scene.versions.text_before_last() == u"axb");
  scene.versions.forget_saves();
  const auto save = scene.versions.read(u"axyb");
  CHECK(save.base == scene.ids[0]);
  CHECK(save.op == Operation().retain(1).insert(u"xy").retain(1));
}

TEST_CASE("a text of an earlier run is a version") {
  FileVersions versions(u"a7b");
  versions.known(u"ab");
  const auto save = versions.read(u"abc");
  CHECK(applied(save.op, u"a7b") == u"a7bc");
}

TEST_CASE("two people write at one place: a stale save keeps both, though the texts are alike") {
  const std::u16string start = u"def start():\n    pass\n";
  const std::u16string mine = u"\ndef area(w, h):\n    result = w * h\n    return result\n";
  const std::u16string theirs = u"\nfor name in names:\n    print(name, end=' ')\n    count += 1\n";
  for (const size_t length : {size_t{8}, size_t{20}, mine.size()}) {
    CAPTURE(length);
    SavedFile scene(start);
    for (size_t i = 0; i < theirs.size(); ++i) {
      scene.other_types(start.size() + i, theirs.substr(i, 1));
      scene.write();
      if (i > 0) scene.versions.unread(scene.ids[i]);
    }
    const auto save = scene.save(start + mine.substr(0, length));
    CHECK(save.base == scene.ids[0]);
    CHECK(scene.present() == start + mine.substr(0, length) + theirs);
  }
}

TEST_CASE("what others typed may be erased by who has seen it") {
  const std::u16string comment = u"# why not a dictionary?\n";
  SavedFile scene(u"a = 1\nb = 2\n");
  scene.other_types(6, comment);
  scene.write();
  scene.save(u"a = 1\n" + comment + u"b = 23\n");
  scene.save(u"a = 1\nb = 23\n");
  CHECK(scene.present() == u"a = 1\nb = 23\n");
}

TEST_CASE("all is erased, or replaced, by who has seen it") {
  SavedFile scene(u"a = 1\n");
  scene.other_types(6, u"# theirs\n");
  scene.write();
  scene.save(u"a = 1\n# theirs\nb = 2\n");
  scene.save(u"");
  CHECK(scene.present().empty());
  scene.save(u"print(1)\n");
  scene.other_types(0, u"# more\n");
  scene.write();
  scene.save(u"# more\nprint(12)\n");
  scene.save(u"class Other:\n    pass\n");
  CHECK(scene.present() == u"class Other:\n    pass\n");
}
