#include "ice_servers.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "interview/bytes.h"
#include "interview/turn.h"

namespace interview {
namespace {

bool is_address_with(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with && text.size() > with.size();
}

Result<TurnCredentials> credentials_of(const IceOptions& options, std::string_view user, int64_t now_ms) {
  TurnOptions turn;
  turn.lifetime = options.seconds;
  return turn_credentials(options.turn_secret, user, now_ms / 1000, turn);
}

}  // namespace

Result<void> check_ice_options(const IceOptions& options) {
  for (const std::string& url : options.turn_urls)
    if (!is_address_with(url, "turn:") && !is_address_with(url, "turns:"))
      return Error{Errc::bad_argument, "--turn-url wants turn:HOST:PORT or turns:HOST:PORT"};
  for (const std::string& url : options.stun_urls)
    if (!is_address_with(url, "stun:") && !is_address_with(url, "stuns:"))
      return Error{Errc::bad_argument, "--stun-url wants stun:HOST:PORT"};
  if (options.turn_urls.empty()) {
    if (!options.turn_secret.empty()) return Error{Errc::bad_argument, "--turn-secret wants a --turn-url"};
    return {};
  }
  const auto made = credentials_of(options, "somebody", 0);
  if (!made) return Error{Errc::bad_argument, "--turn-secret: " + made.error().message};
  return {};
}

std::string ice_servers(const IceOptions& options, std::string_view subject, int64_t now_ms) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  const auto text = [&](std::string_view value) {
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  const auto urls = [&](const std::vector<std::string>& list) {
    text("urls");
    out.StartArray();
    for (const std::string& url : list) text(url);
    out.EndArray();
  };
  out.StartArray();
  if (!options.stun_urls.empty()) {
    out.StartObject();
    urls(options.stun_urls);
    out.EndObject();
  }
  if (!options.turn_urls.empty()) {
    // A subject that coturn could not read back stands for itself by its digest.
    auto credentials = credentials_of(options, subject, now_ms);
    if (!credentials) credentials = credentials_of(options, to_base64url(bytes_of(blake2b(subject))), now_ms);
    if (credentials) {
      out.StartObject();
      urls(options.turn_urls);
      text("username");
      text(credentials->username);
      text("credential");
      text(credentials->credential);
      out.EndObject();
    }
  }
  out.EndArray();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace interview
