// Operations from any bytes, and their algebra: against their laws, and against a model that works unit by
// unit.
#include "interview/operation.h"
#include "fuzz/fuzz.h"
#include "interview/history.h"
#include "interview/text.h"
#include "ot/unit_model.h"

using namespace interview;

namespace {

constexpr size_t kLongestText = 200;

// Bytes that decode are the bytes of what they decode to, and of nothing else.
void decode(std::string_view bytes) {
  const auto operation = decode_operation(bytes);
  if (!operation) return;
  FUZZ_REQUIRE(encode_operation(*operation) == bytes);
  FUZZ_REQUIRE(is_valid_utf16(operation->inserted()));
  FUZZ_REQUIRE(operation->inserted().find(u'\r') == std::u16string::npos);
  const size_t length = operation->base_length();
  if (length > kLongestText) return;
  TextBuffer buffer(std::u16string(length, u'a'));
  FUZZ_REQUIRE(check(*operation, buffer).ok());
  apply(*operation, buffer);
  FUZZ_REQUIRE(buffer.size() == operation->target_length());
}

class Author {
 public:
  explicit Author(FuzzedDataProvider& input) : input_(input) {}

  std::u16string text(size_t most) {
    static const std::u16string kCharacters[] = {u"a",      u"b",      u"\n",         u" ",
                                                 u"\u00e9", u"\u4e2d", u"\U0001F600", u"\U0001F680"};
    std::u16string out;
    for (size_t left = input_.ConsumeIntegralInRange<size_t>(0, most); left > 0; --left)
      out += kCharacters[input_.ConsumeIntegral<uint8_t>() % std::size(kCharacters)];
    return out;
  }

  // An operation on `text` that splits no character.
  Operation operation(std::u16string_view text) {
    Operation made;
    size_t at = 0;
    for (size_t left = input_.ConsumeIntegralInRange<size_t>(0, 5); left > 0; --left) {
      const size_t length = whole(text, at, input_.ConsumeIntegralInRange<size_t>(0, text.size() - at));
      switch (input_.ConsumeIntegral<uint8_t>() % 3) {
        case 0:
          made.retain(length), at += length;
          break;
        case 1:
          made.erase(length), at += length;
          break;
        default:
          made.insert(this->text(4));
      }
    }
    return made.retain(text.size() - at);
  }

 private:
  static size_t whole(std::u16string_view text, size_t at, size_t length) {
    const size_t end = at + length;
    return end < text.size() && is_low_surrogate(text[end]) ? length + 1 : length;
  }

  FuzzedDataProvider& input_;
};

void positions(const Operation& a, const std::u16string& text) {
  for (size_t position = 0; position <= text.size(); ++position)
    for (const Side side : {Side::left, Side::right}) {
      const size_t moved = transform_position(position, a, side);
      FUZZ_REQUIRE(moved <= a.target_length());
      FUZZ_REQUIRE(moved == test::model_position(position, a, side));
    }
}

void bring_to_head(const Operation& late, const Operation& first, const Operation& second) {
  History history(7, {});
  history.push(first);
  history.push(second);
  const auto brought = history.bring_to_head(late, 7);
  FUZZ_REQUIRE(brought.ok());
  FUZZ_REQUIRE(*brought == transform(transform(late, first, Side::left), second, Side::left));
}

void laws(FuzzedDataProvider& input) {
  Author author(input);
  const std::u16string text = author.text(20);
  const Operation a = author.operation(text), b = author.operation(text);
  const std::u16string after_a = applied(a, text);
  const Operation next = author.operation(after_a);

  TextBuffer buffer(text);
  FUZZ_REQUIRE(check(a, buffer).ok());
  std::u16string erased;
  apply(a, buffer, &erased);
  FUZZ_REQUIRE(buffer.text() == after_a && after_a == test::model_apply(a, text));
  FUZZ_REQUIRE(is_valid_utf16(after_a) && buffer.lines() == TextBuffer(after_a).lines());

  const Operation back = invert(a, erased);
  FUZZ_REQUIRE(back == test::model_invert(a, text) && applied(back, after_a) == text);

  const Operation both = compose(a, next);
  FUZZ_REQUIRE(both == test::model_compose(a, next) && applied(both, text) == applied(next, after_a));

  const Operation a_after_b = transform(a, b, Side::left), b_after_a = transform(b, a, Side::right);
  FUZZ_REQUIRE(a_after_b == test::model_transform(a, b, Side::left));
  FUZZ_REQUIRE(b_after_a == test::model_transform(b, a, Side::right));
  FUZZ_REQUIRE(applied(b_after_a, after_a) == applied(a_after_b, applied(b, text)));
  FUZZ_REQUIRE(check(b_after_a, buffer).ok());

  const auto decoded = decode_operation(encode_operation(a));
  FUZZ_REQUIRE(decoded.ok() && *decoded == a);
  positions(a, text);
  bring_to_head(b, a, next);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  if (data[0] % 2 == 0) {
    decode(fuzz::text_of(data + 1, size - 1));
  } else {
    FuzzedDataProvider input(data + 1, size - 1);
    laws(input);
  }
  return 0;
}
