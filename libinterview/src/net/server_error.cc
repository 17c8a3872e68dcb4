#include "net/server_error.h"

#include "protocol/json_in.h"

namespace interview::net {
namespace {

constexpr size_t kMostErrorBytes = 64u << 10;
constexpr size_t kMostDepth = 8;

Errc errc_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return Errc::not_permitted;
    case 404:
      return Errc::not_found;
    case 413:
      return Errc::too_big;
    case 429:
      return Errc::too_fast;
    case 502:
    case 503:
    case 504:
      return Errc::busy;
    default:
      return Errc::protocol;
  }
}

}  // namespace

Error error_of(const HttpResponse& response) {
  const Error by_status{errc_of(response.status),
                        "the server answered with status " + std::to_string(response.status)};
  const auto message = wire::JsonMessage::parse(response.body, kMostErrorBytes, kMostDepth);
  if (!message) return by_status;
  wire::FieldsIn in(message->object());
  const wire::Json* object = in.required("error");
  if (!object) return by_status;
  wire::FieldsIn error(*object);
  const std::string code = error.text("code");
  std::string text = error.text("message");
  if (!error.ok()) return by_status;
  const Errc known = errc_from_wire(code);
  return {known == Errc::internal ? by_status.code : known, std::move(text)};
}

}  // namespace interview::net
