#include "auth/jws.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "auth/json.h"
#include "auth/signature.h"
#include "interview/bytes.h"

namespace interview::auth {
namespace {

struct Header {
  TokenAlgorithm algorithm;
  std::optional<std::string> key_id;
};

// Media types ignore case (RFC 7515 §4.1.9).
bool is_jwt(std::string_view type) {
  constexpr std::string_view kJwt = "jwt";
  return std::equal(type.begin(), type.end(), kJwt.begin(), kJwt.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

Result<Header> read_header(std::string_view json, size_t max_depth) {
  const Result<rapidjson::Document> parsed = parse_object(json, max_depth);
  if (!parsed) return {Errc::token_malformed, "the header: " + parsed.error().message};
  // No extension is understood here, so every list of those that must be is refused (RFC 7515 §4.1.11).
  if (member(*parsed, "crit") != nullptr)
    return {Errc::token_malformed, "the header wants an extension that is not known here"};
  if (const rapidjson::Value* type = member(*parsed, "typ");
      type && (!type->IsString() || !is_jwt(text_of(*type))))
    return {Errc::token_malformed, "it is signed, but not as a JWT"};
  const rapidjson::Value* name = member(*parsed, "alg");
  if (name == nullptr || !name->IsString()) return {Errc::token_malformed, "the header names no algorithm"};
  const std::optional<TokenAlgorithm> algorithm = algorithm_named(text_of(*name));
  if (!algorithm) return {Errc::token_algorithm, "an algorithm that is not accepted"};
  Header header{*algorithm, std::nullopt};
  if (const rapidjson::Value* id = member(*parsed, "kid")) {
    if (!id->IsString()) return {Errc::token_malformed, "the key id is not a string"};
    header.key_id = std::string(text_of(*id));
  }
  return header;
}

Result<const TokenKey*> choose_key(const KeyRing& ring, const Header& header, int64_t now) {
  if (!header.key_id && ring.keys().size() != 1)
    return {Errc::unknown_key, "it does not say which key signed it"};
  const TokenKey* key = header.key_id ? ring.find(*header.key_id) : ring.keys().data();
  if (key == nullptr) return {Errc::unknown_key, "signed with a key that is not known"};
  if (key->until != 0 && now >= key->until) return {Errc::unknown_key, "signed with a key that is retired"};
  // The key decides on the algorithm, never the token: else a public key could be used as an HMAC secret.
  if (key->algorithm != header.algorithm) return {Errc::token_algorithm, "not the algorithm of its key"};
  return key;
}

}  // namespace

std::string make_jws(const TokenKey& key, std::string_view payload) {
  rapidjson::StringBuffer header;
  rapidjson::Writer<rapidjson::StringBuffer> writer(header);
  const auto put = [&](const char* name, std::string_view value) {
    writer.Key(name);
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  writer.StartObject();
  put("alg", algorithm_name(key.algorithm));
  put("kid", key.id);
  put("typ", "JWT");
  writer.EndObject();
  std::string jws = to_base64url({header.GetString(), header.GetSize()});
  jws += '.';
  jws += to_base64url(payload);
  const std::string signature = make_signature(key, jws);
  jws += '.';
  jws += to_base64url(signature);
  return jws;
}

Result<std::string> open_jws(const KeyRing& ring, std::string_view jws, int64_t now, size_t max_depth) {
  if (std::count(jws.begin(), jws.end(), '.') != 2) return {Errc::token_malformed, "not three parts"};
  const size_t first = jws.find('.'), second = jws.rfind('.');
  const Result<std::string> header_json = from_base64url(jws.substr(0, first));
  Result<std::string> payload = from_base64url(jws.substr(first + 1, second - first - 1));
  const Result<std::string> signature = from_base64url(jws.substr(second + 1));
  if (!header_json || !payload || !signature) return {Errc::token_malformed, "a part is not base64url"};
  const Result<Header> header = read_header(*header_json, max_depth);
  if (!header) return header.error();
  const Result<const TokenKey*> key = choose_key(ring, *header, now);
  if (!key) return key.error();
  if (!is_signature(**key, jws.substr(0, second), *signature))
    return {Errc::token_signature, "the signature is not that of its key"};
  return payload;
}

}  // namespace interview::auth
