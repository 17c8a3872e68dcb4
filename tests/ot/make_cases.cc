// Writes cases/seeded.json: cases for every implementation of operations, with what a slow and plain model of
// them says. `make_ot_cases > tests/ot/cases/seeded.json`; always the same.
#include <cstdio>

#include "interview/text.h"
#include "ot/random_operation.h"
#include "ot/unit_model.h"
#include "protocol/operation_json.h"

using namespace interview;
using namespace interview::test;

namespace {

constexpr uint64_t kSeed = 20'240'601;
constexpr size_t kCases = 60;  // of each kind

class Line {
 public:
  Line() : out_(json_) { out_.begin_object(); }
  Line& text(const char* key, std::u16string_view text) {
    std::string utf8;
    append_utf8(utf8, text);
    out_.key(key).text(utf8);
    return *this;
  }
  Line& op(const char* key, const Operation& op) {
    out_.key(key);
    wire::write_operation(out_, op);
    return *this;
  }
  Line& number(const char* key, size_t number) {
    out_.key(key).number(number);
    return *this;
  }
  std::string done() {
    out_.end_object();
    return json_;
  }

 private:
  std::string json_;
  wire::JsonOut out_;
};

std::string apply_case(Random& random) {
  const std::u16string text = random.text(12);
  const Operation op = random_operation(random, text);
  return Line()
      .text("text", text)
      .op("op", op)
      .text("result", model_apply(op, text))
      .op("inverse", model_invert(op, text))
      .done();
}

std::string compose_case(Random& random) {
  const std::u16string text = random.text(12);
  const Operation a = random_operation(random, text);
  const Operation b = random_operation(random, model_apply(a, text));
  return Line().op("a", a).op("b", b).op("result", model_compose(a, b)).done();
}

std::string transform_case(Random& random) {
  const std::u16string text = random.text(12);
  const Operation a = random_operation(random, text), b = random_operation(random, text);
  return Line()
      .op("a", a)
      .op("b", b)
      .op("a_left", model_transform(a, b, Side::left))
      .op("a_right", model_transform(a, b, Side::right))
      .op("b_left", model_transform(b, a, Side::left))
      .op("b_right", model_transform(b, a, Side::right))
      .done();
}

std::string position_case(Random& random) {
  const std::u16string text = random.text(12);
  const Operation op = random_operation(random, text);
  const size_t position = random.below(text.size() + 1);
  return Line()
      .op("op", op)
      .number("position", position)
      .number("left", model_position(position, op, Side::left))
      .number("right", model_position(position, op, Side::right))
      .done();
}

void print(const char* kind, std::string (*make)(Random&), Random& random, const char* after) {
  std::printf("\"%s\": [\n", kind);
  for (size_t i = 0; i < kCases; ++i) std::printf("%s%s\n", make(random).c_str(), i + 1 < kCases ? "," : "");
  std::printf("]%s\n", after);
}

}  // namespace

int main() {
  Random random(kSeed);
  std::printf("{\n");
  print("apply", apply_case, random, ",");
  print("compose", compose_case, random, ",");
  print("transform", transform_case, random, ",");
  print("position", position_case, random, "");
  std::printf("}\n");
}
