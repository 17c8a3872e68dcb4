// What a server reads of any client.
#include "fuzz/fuzz.h"
#include "interview/protocol.h"
#include "interview/text.h"
#include "protocol/json_in.h"

using namespace interview;

namespace {

bool is_promised(Errc code) {
  switch (code) {
    case Errc::bad_message:
    case Errc::unknown_type:
    case Errc::too_big:
    case Errc::too_deep:
    case Errc::bad_text:
    case Errc::bad_argument:
    case Errc::op_malformed:
    case Errc::op_carriage_return:
      return true;
    default:
      return false;
  }
}

// An operation is taken as it came, or not at all: to repair it would change how ties fall.
void check_unrepaired(std::string_view came, const std::string& json) {
  const auto message = wire::JsonMessage::parse(came, came.size(), 8);
  FUZZ_REQUIRE(message.ok());
  const std::string op = wire::FieldsIn(message->object()).json("op");
  FUZZ_REQUIRE(json.find("\"op\":" + op) != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const wire::MessageLimits limits{2'000, 8, 4, 100};
  const auto decoded = wire::decode_client_message(fuzz::text_of(data, size), limits);
  if (const auto* failure = std::get_if<wire::DecodeFailure>(&decoded)) {
    FUZZ_REQUIRE(is_promised(failure->error.code));
    FUZZ_REQUIRE(is_valid_utf8(failure->error.message));
    return 0;
  }
  FUZZ_REQUIRE(size <= limits.bytes);
  const auto& message = std::get<wire::ClientMessage>(decoded);
  if (const auto* signal = std::get_if<wire::Signal>(&message))
    FUZZ_REQUIRE(signal->data.size() <= limits.signal_bytes);
  if (const auto* select = std::get_if<wire::Select>(&message))
    FUZZ_REQUIRE(select->ranges.size() <= limits.selections);

  const std::string json = wire::encode(message);
  FUZZ_REQUIRE(is_valid_utf8(json));
  // Escapes may make it longer than what came.
  const auto again = wire::decode_client_message(json);
  const auto* same = std::get_if<wire::ClientMessage>(&again);
  FUZZ_REQUIRE(same && same->index() == message.index());
  FUZZ_REQUIRE(fuzz::holds_fraction(json) || wire::encode(*same) == json);
  if (const auto* numbered = std::get_if<wire::Numbered>(&message)) {
    const auto& other = std::get<wire::Numbered>(*same);
    FUZZ_REQUIRE(numbered->n > 0 && other.n == numbered->n);
    FUZZ_REQUIRE(other.command.index() == numbered->command.index());
    if (const auto* edit = std::get_if<command::Edit>(&numbered->command)) {
      FUZZ_REQUIRE(std::get<command::Edit>(other.command).op == edit->op);
      check_unrepaired(fuzz::text_of(data, size), json);
    }
  }
  return 0;
}
