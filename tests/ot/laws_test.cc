// The algebra of operations, for any input.
#include <doctest/doctest.h>

#include "interview/operation.h"
#include "interview/text.h"
#include "ot/random_operation.h"

using namespace interview;
using test::Random;
using test::random_operation;

namespace {

constexpr size_t kCases = 500'000;

// Runs `law` on many random texts, each case with a generator of its own, so that a failure can be run alone.
template <typename Law>
void for_random_texts(Law law) {
  const uint64_t seed = test::test_seed();
  for (size_t i = test::test_cases(kCases); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    Random random(case_seed);
    law(random, random.text(random.chance(0.2) ? 0 : 12));
  }
}

bool is_canonical(const Operation& operation) {
  bool canonical = true;
  bool first = true;
  Operation::Kind before{};
  operation.for_each([&](const Operation::Part& part) {
    canonical &= part.length > 0;
    canonical &= first || part.kind != before;
    canonical &= first || !(before == Operation::Kind::erase && part.kind == Operation::Kind::insert);
    before = part.kind;
    first = false;
  });
  return canonical;
}

}  // namespace

TEST_CASE("law: apply gives the target length, and the same text in a buffer and a string") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    REQUIRE(is_canonical(a));
    TextBuffer buffer(text);
    REQUIRE(check(a, buffer).ok());
    apply(a, buffer);
    REQUIRE(buffer.size() == a.target_length());
    REQUIRE(buffer.text() == applied(a, text));
    REQUIRE(is_valid_utf16(buffer.text()));
  });
}

TEST_CASE("law: apply(apply(s, a), b) = apply(s, compose(a, b))") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    const std::u16string after_a = applied(a, text);
    const Operation b = random_operation(random, after_a);
    const Operation composed = compose(a, b);
    REQUIRE(is_canonical(composed));
    REQUIRE(applied(composed, text) == applied(b, after_a));
  });
}

TEST_CASE("law: compose is associative") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    const std::u16string after_a = applied(a, text);
    const Operation b = random_operation(random, after_a);
    const std::u16string after_b = applied(b, after_a);
    const Operation c = random_operation(random, after_b);
    REQUIRE(applied(compose(compose(a, b), c), text) == applied(compose(a, compose(b, c)), text));
  });
}

TEST_CASE("law: transform satisfies TP1, with the tie given to an explicit side") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    const Operation b = random_operation(random, text);
    const Operation a_after_b = transform(a, b, Side::left);
    const Operation b_after_a = transform(b, a, Side::right);
    REQUIRE(is_canonical(a_after_b));
    REQUIRE(is_canonical(b_after_a));
    const std::u16string one = applied(b_after_a, applied(a, text));
    REQUIRE(one == applied(a_after_b, applied(b, text)));
    REQUIRE(is_valid_utf16(one));
    REQUIRE(applied(compose(a, b_after_a), text) == applied(compose(b, a_after_b), text));
  });
}

TEST_CASE("law: apply(apply(s, a), invert(a)) = s") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    TextBuffer buffer(text);
    std::u16string erased;
    apply(a, buffer, &erased);
    const Operation inverse = invert(a, erased);
    REQUIRE(is_canonical(inverse));
    REQUIRE(check(inverse, buffer).ok());
    apply(inverse, buffer);
    REQUIRE(buffer.text() == text);
    REQUIRE(buffer.lines() == TextBuffer(text).lines());
  });
}

TEST_CASE("law: a position moves with the text around it") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    const size_t position = random.below(text.size() + 1);
    const size_t left = transform_position(position, a, Side::left);
    const size_t right = transform_position(position, a, Side::right);
    REQUIRE(left <= right);
    REQUIRE(right <= a.target_length());
    // A mark typed at the position is found again between the two, by the transformation of operations
    // itself.
    const Operation mark = Operation::splice(text.size(), position, 0, u"\u2020");
    for (const Side side : {Side::left, Side::right}) {
      const std::u16string marked = applied(transform(mark, a, side), applied(a, text));
      REQUIRE(marked.find(u'\u2020') == transform_position(position, a, side));
    }
  });
}

TEST_CASE("law: equal operations have equal bytes, and bytes lead back to the operation") {
  for_random_texts([](Random& random, const std::u16string& text) {
    const Operation a = random_operation(random, text);
    const auto back = decode_operation(encode_operation(a));
    REQUIRE(back.ok());
    REQUIRE(*back == a);
    REQUIRE(back->base_length() == a.base_length());
    REQUIRE(back->target_length() == a.target_length());
    const Operation b = random_operation(random, text);
    REQUIRE((a == b) == (encode_operation(a) == encode_operation(b)));
  });
}
