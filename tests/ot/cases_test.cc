// Cases as data, shared by all implementations of operations (this one, and that of bindings/js).
#include <doctest/doctest.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <sstream>

#include "interview/text.h"
#include "ot/random_operation.h"
#include "ot/unit_model.h"
#include "protocol/json_in.h"
#include "protocol/operation_json.h"

using namespace interview;
using wire::Json;
using wire::JsonMessage;

namespace {

constexpr const char* kFiles[] = {"hand.json", "seeded.json"};

std::string contents(const char* name) {
  std::ifstream file(std::string(INTERVIEW_OT_CASES "/") + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Calls `check` with each case of that kind in all files.
template <typename Check>
void for_each_case(const char* kind, Check check) {
  size_t count = 0;
  for (const char* name : kFiles) {
    const std::string text = contents(name);
    REQUIRE(text.size() > 100);
    REQUIRE(text.size() < 200'000);
    const auto file = JsonMessage::parse(text, text.size(), 10);
    REQUIRE(file.ok());
    const auto cases = file->object().FindMember(kind);
    if (cases == file->object().MemberEnd()) continue;
    for (const Json& one : cases->value.GetArray()) {
      rapidjson::StringBuffer json;
      rapidjson::Writer<rapidjson::StringBuffer> writer(json);
      one.Accept(writer);
      CAPTURE(json.GetString());
      check(one);
      ++count;
    }
  }
  CHECK(count > 0);
}

std::u16string text_of(const Json& one, const char* key) {
  const auto text = utf8_to_utf16({one[key].GetString(), one[key].GetStringLength()});
  REQUIRE(text.ok());
  return *text;
}

Operation op_of(const Json& one, const char* key) {
  const auto op = wire::read_operation(one[key]);
  REQUIRE(op.ok());
  return *op;
}

}  // namespace

TEST_CASE("cases: apply, and take back") {
  for_each_case("apply", [](const Json& one) {
    const Operation op = op_of(one, "op");
    TextBuffer text(text_of(one, "text"));
    REQUIRE(check(op, text).ok());
    std::u16string erased;
    apply(op, text, &erased);
    CHECK(text.text() == text_of(one, "result"));
    CHECK(invert(op, erased) == op_of(one, "inverse"));
  });
}

TEST_CASE("cases: compose") {
  for_each_case("compose", [](const Json& one) {
    CHECK(compose(op_of(one, "a"), op_of(one, "b")) == op_of(one, "result"));
  });
}

TEST_CASE("cases: transform, for either side") {
  for_each_case("transform", [](const Json& one) {
    const Operation a = op_of(one, "a"), b = op_of(one, "b");
    CHECK(transform(a, b, Side::left) == op_of(one, "a_left"));
    CHECK(transform(a, b, Side::right) == op_of(one, "a_right"));
    CHECK(transform(b, a, Side::left) == op_of(one, "b_left"));
    CHECK(transform(b, a, Side::right) == op_of(one, "b_right"));
  });
}

TEST_CASE("cases: positions") {
  for_each_case("position", [](const Json& one) {
    const Operation op = op_of(one, "op");
    const size_t position = one["position"].GetUint();
    CHECK(transform_position(position, op, Side::left) == one["left"].GetUint());
    CHECK(transform_position(position, op, Side::right) == one["right"].GetUint());
  });
}

TEST_CASE("cases: selections") {
  for_each_case("selection", [](const Json& one) {
    const Selection moved =
        transform(Selection{one["anchor"].GetUint(), one["head"].GetUint()}, op_of(one, "op"));
    CHECK(moved.anchor == one["to"][0].GetUint());
    CHECK(moved.head == one["to"][1].GetUint());
  });
}

TEST_CASE("cases: what is refused") {
  for_each_case("refused", [](const Json& one) {
    const auto op = wire::read_operation(one["op"]);
    const size_t limit = one.HasMember("limit") ? one["limit"].GetUint() : Operation::kMaxLength;
    const auto fits = op ? check(*op, TextBuffer(text_of(one, "text")), limit) : Result<void>(op.error());
    REQUIRE_FALSE(fits.ok());
    CHECK(std::string(wire_code(fits.error().code)) == std::string(one["code"].GetString()));
  });
}

TEST_CASE("law: operations do what a plain model of them says") {
  const uint64_t seed = test::test_seed();
  for (size_t i = test::test_cases(100'000); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    test::Random random(case_seed);
    const std::u16string text = random.text(12);
    const Operation a = test::random_operation(random, text), b = test::random_operation(random, text);
    const std::u16string after = applied(a, text);
    REQUIRE(after == test::model_apply(a, text));
    const Operation then = test::random_operation(random, after);
    REQUIRE(compose(a, then) == test::model_compose(a, then));
    for (const Side side : {Side::left, Side::right}) {
      REQUIRE(transform(a, b, side) == test::model_transform(a, b, side));
      const size_t position = random.below(text.size() + 1);
      REQUIRE(transform_position(position, a, side) == test::model_position(position, a, side));
    }
  }
}
