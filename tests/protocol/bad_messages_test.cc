// Messages that are none: each with its error, and the number of the command that waits for an answer.
#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <sstream>

#include "interview/protocol.h"
#include "support/random.h"

using namespace interview;

namespace {

std::string cases_file() {
  std::ifstream file(INTERVIEW_PROTOCOL_CASES "/bad_client_messages.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

wire::DecodeFailure failure_of(std::string_view json, const wire::MessageLimits& limits = {}) {
  const auto decoded = wire::decode_client_message(json, limits);
  REQUIRE(std::holds_alternative<wire::DecodeFailure>(decoded));
  return std::get<wire::DecodeFailure>(decoded);
}

bool is_message(std::string_view json, const wire::MessageLimits& limits = {}) {
  return std::holds_alternative<wire::ClientMessage>(wire::decode_client_message(json, limits));
}

}  // namespace

TEST_CASE("bad messages, from a file") {
  const std::string text = cases_file();
  rapidjson::Document cases;
  cases.Parse(text.data(), text.size());
  REQUIRE(cases.IsArray());
  REQUIRE(cases.Size() > 100);
  for (const auto& one : cases.GetArray()) {
    const std::string why = one["why"].GetString();
    const std::string message(one["message"].GetString(), one["message"].GetStringLength());
    CAPTURE(why);
    CAPTURE(message);
    const auto decoded = wire::decode_client_message(message);
    const auto* failure = std::get_if<wire::DecodeFailure>(&decoded);
    REQUIRE(failure);
    CHECK(std::string(wire_code(failure->error.code)) == std::string(one["code"].GetString()));
    CHECK(failure->n == one["n"].GetUint64());
    CHECK_FALSE(failure->error.message.empty());
  }
}

TEST_CASE("bytes that are not UTF-8") {
  for (const std::string& bytes :
       {std::string("\x80"), std::string("\xC3"), std::string("\xC0\xAF"), std::string("\xE0\x80\xAF"),
        std::string("\xED\xA0\x80"), std::string("\xED\xB0\x80"), std::string("\xF0\x80\x80\xAF"),
        std::string("\xF4\x90\x80\x80"), std::string("\xF5\x80\x80\x80"), std::string("\xFF"),
        std::string("\xE2\x82")}) {
    for (const std::string& message :
         {R"({"type":"chat","n":3,"text":")" + bytes + R"("})",
          R"({"type":"edit","n":3,"doc":1,"base":0,"op":[")" + bytes + R"("]})",
          R"({"type":"signal","to":1,"data":")" + bytes + R"("})", R"({"type":")" + bytes + R"("})",
          R"({"type":"ping","ignored":")" + bytes + R"("})"}) {
      CAPTURE(message);
      CHECK(failure_of(message).error.code == Errc::bad_text);
    }
    CHECK(failure_of(R"({"type":"ping"})" + bytes).error.code == Errc::bad_message);
  }
}

TEST_CASE("a carriage return stands in chat, never in a document") {
  CHECK(is_message(R"({"type":"chat","n":1,"text":"a\r\n"})"));
  CHECK(failure_of(R"({"type":"edit","n":1,"doc":1,"base":0,"op":["\r"]})").error.code ==
        Errc::op_carriage_return);
}

TEST_CASE("two hundred thousand nested arrays are refused before they are parsed") {
  wire::MessageLimits limits;
  limits.bytes = 1u << 20;
  const std::string nested = std::string(200'000, '[') + std::string(200'000, ']');
  CHECK(failure_of(nested, limits).error.code == Errc::too_deep);
  CHECK(failure_of(R"({"type":"signal","to":1,"data":)" + nested + "}", limits).error.code == Errc::too_deep);
  CHECK(failure_of(std::string(200'000, '['), limits).error.code == Errc::too_deep);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(failure_of(objects, limits).error.code == Errc::too_deep);
  CHECK(failure_of(nested).error.code == Errc::too_big);
}

TEST_CASE("brackets in strings do not nest") {
  CHECK(is_message(R"({"type":"chat","n":1,"text":")" + std::string(1000, '[') + R"("})"));
  CHECK(is_message(R"({"type":"chat","n":1,"text":"\")" + std::string(1000, '{') + R"("})"));
  CHECK(failure_of(R"({"type":"chat","n":1,"text":"\\",)" + std::string(100, '[')).error.code ==
        Errc::too_deep);
}

TEST_CASE("a number that no double can hold is refused, for it could not be handed on") {
  const auto signal = [](const std::string& number) {
    return R"({"type":"signal","to":1,"data":{"a":[1,)" + number + "]}}";
  };
  // RapidJSON refuses the last two only.
  for (const char* number : {"18e307", "-18e307", "518044600e00308", "1.8e308", "1e309", "9e99999999999"}) {
    CAPTURE(number);
    CHECK(failure_of(signal(number)).error.code == Errc::bad_message);
  }
  for (const char* number : {"1e308", "-1.7e308", "1e-400", "0.0000001", "12345678901234567890123"}) {
    CAPTURE(number);
    const auto decoded = wire::decode_client_message(signal(number));
    REQUIRE(std::holds_alternative<wire::ClientMessage>(decoded));
    CHECK(is_message(wire::encode(std::get<wire::ClientMessage>(decoded))));
  }
}

TEST_CASE("each limit can be set, and holds exactly") {
  wire::MessageLimits limits;
  SUBCASE("bytes") {
    const std::string message = R"({"type":"chat","n":1,"text":"hi"})";
    limits.bytes = message.size();
    CHECK(is_message(message, limits));
    limits.bytes = message.size() - 1;
    CHECK(failure_of(message, limits).error.code == Errc::too_big);
    // By default 256 KiB.
    const size_t left = (256u << 10) - message.size();
    CHECK(is_message(message + std::string(left, ' ')));
    CHECK(failure_of(message + std::string(left + 1, ' ')).error.code == Errc::too_big);
  }
  SUBCASE("depth") {
    const auto signal = [](size_t depth) {
      return R"({"type":"signal","to":1,"data":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    limits.depth = 5;
    CHECK(is_message(signal(4), limits));
    CHECK(failure_of(signal(5), limits).error.code == Errc::too_deep);
    CHECK(is_message(signal(31)));
    CHECK(failure_of(signal(32)).error.code == Errc::too_deep);
  }
  SUBCASE("selections") {
    const auto select = [](size_t count) {
      std::string ranges;
      for (size_t i = 0; i < count; ++i) ranges += i == 0 ? "[0,1]" : ",[0,1]";
      return R"({"type":"select","doc":1,"base":1,"ranges":[)" + ranges + "]}";
    };
    limits.selections = 2;
    CHECK(is_message(select(2), limits));
    CHECK(failure_of(select(3), limits).error.code == Errc::too_big);
    CHECK(is_message(select(64)));
    CHECK(failure_of(select(65)).error.code == Errc::too_big);
  }
  SUBCASE("bytes of a signal") {
    const auto signal = [](size_t bytes) {
      return R"({"type":"signal","to":1,"data":")" + std::string(bytes - 2, 'x') + R"("})";
    };
    limits.signal_bytes = 10;
    CHECK(is_message(signal(10), limits));
    CHECK(failure_of(signal(11), limits).error.code == Errc::too_big);
    CHECK(is_message(signal(32u << 10)));
    CHECK(failure_of(signal((32u << 10) + 1)).error.code == Errc::too_big);
  }
}

TEST_CASE("an error can always be sent, whatever it quotes") {
  // The name of the role is quoted up to within a character.
  const auto failure =
      failure_of(R"({"type":"set_role","n":1,"participant":1,"role":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)"
                 "\xF0\x9F\x98\x80\"}");
  CHECK(failure.error.code == Errc::bad_argument);
  for (const std::string& text : {failure.error.message, std::string("disk \xFF is full")}) {
    const auto back =
        wire::decode_server_message(wire::encode(wire::Refusal{1, Errc::bad_argument, text, false}));
    REQUIRE(back.ok());
    CHECK(std::get<wire::Refusal>(*back).n == 1);
  }
}

TEST_CASE("property: changed bytes of messages are refused, or decoded to what can be encoded again") {
  static const std::string kGood[] = {
      R"({"type":"edit","n":18,"doc":2,"base":231,"op":[120,"print(",-3,44]})",
      R"({"type":"hello","token":"jwt","room":"r_1","client":"client-1","seen":8,"head":"h","pending":true})",
      R"({"type":"chat","n":19,"text":"\u00e9 \\ \n","to":"all"})",
      R"({"type":"select","doc":2,"base":231,"after":18,"ranges":[[5,9],[42,0]]})",
      R"({"type":"signal","to":9,"data":{"sdp":["v=0\r\n",1,-2.5,true,null,{"a":[]}]}})"};
  static const std::string kBytes = "{}[]\",:\\0123456789.-eutrfalsnd\x80\xED\xF0";
  const std::string text = cases_file();
  rapidjson::Document cases;
  cases.Parse(text.data(), text.size());
  REQUIRE(cases.IsArray());
  const uint64_t seed = test::test_seed();
  size_t good_ones = 0;
  for (size_t i = test::test_cases(200'000); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    test::Random random(case_seed);
    const auto& bad = cases[static_cast<rapidjson::SizeType>(random.below(cases.Size()))]["message"];
    std::string message = random.chance(0.7) ? kGood[random.below(std::size(kGood))]
                                             : std::string(bad.GetString(), bad.GetStringLength());
    if (message.empty()) continue;
    for (size_t changes = random.below(4); changes > 0; --changes)
      message[random.below(message.size())] = kBytes[random.below(kBytes.size())];
    // The same bytes at the client.
    (void)wire::decode_server_message(message);
    const auto decoded = wire::decode_client_message(message);
    const auto* good = std::get_if<wire::ClientMessage>(&decoded);
    if (!good) continue;
    ++good_ones;
    const std::string again = wire::encode(*good);
    const auto back = wire::decode_client_message(again);
    REQUIRE(std::holds_alternative<wire::ClientMessage>(back));
    REQUIRE(wire::encode(std::get<wire::ClientMessage>(back)) == again);
  }
  CHECK(good_ones > 0);
}
