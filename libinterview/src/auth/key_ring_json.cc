// A ring as text, a JWK Set (RFC 7517, RFC 8037 §2):
//
//   { "signing": kid,
//     "keys": [ { "kty": "oct", "alg": "HS256", "kid": kid, "k": secret },
//               { "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": kid, "x": public key,
//                 "d": secret, "until": date } ] }
//
// "signing", "d" and "until" may be missing. Bytes are base64url.
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <initializer_list>

#include "auth/json.h"
#include "auth/signature.h"
#include "interview/bytes.h"
#include "interview/token.h"

namespace interview {
namespace {

using auth::member;
using auth::text_member;
using auth::text_of;
using rapidjson::Value;

constexpr size_t kDepth = 3;  // the set, its list, a key

bool has_only(const Value& object, std::initializer_list<std::string_view> names) {
  return std::all_of(object.MemberBegin(), object.MemberEnd(), [&](const Value::Member& each) {
    return std::find(names.begin(), names.end(), text_of(each.name)) != names.end();
  });
}

// The bytes that a member holds in base64url; empty if there is none.
std::optional<std::string> bytes_member(const Value& object, std::string_view name) {
  const std::optional<std::string> text = text_member(object, name);
  if (!text) return std::nullopt;
  Result<std::string> bytes = from_base64url(*text);
  if (!bytes) return std::nullopt;
  return *std::move(bytes);
}

bool says(const Value& object, std::string_view name, std::string_view text) {
  const Value* value = member(object, name);
  return value != nullptr && value->IsString() && text_of(*value) == text;
}

Result<TokenKey> read_key(const Value& jwk) {
  if (!jwk.IsObject()) return {Errc::bad_message, "a key is not an object"};
  TokenKey key;
  std::optional<std::string> id = text_member(jwk, "kid"), secret, public_key = std::string();
  if (says(jwk, "kty", "oct") && says(jwk, "alg", "HS256") &&
      has_only(jwk, {"kty", "alg", "kid", "k", "until"})) {
    key.algorithm = TokenAlgorithm::hs256;
    secret = bytes_member(jwk, "k");
  } else if (says(jwk, "kty", "OKP") && says(jwk, "crv", "Ed25519") && says(jwk, "alg", "EdDSA") &&
             has_only(jwk, {"kty", "crv", "alg", "kid", "x", "d", "until"})) {
    key.algorithm = TokenAlgorithm::eddsa;
    secret = bytes_member(jwk, "d");
    public_key = bytes_member(jwk, "x");
  } else {
    return {Errc::bad_message, "a key is neither HS256 nor EdDSA, or has members that are not known"};
  }
  if (!id || !secret || !public_key) return {Errc::bad_message, "a key has a member of the wrong type"};
  if (const Value* until = member(jwk, "until")) {
    if (!until->IsInt64() || until->GetInt64() <= 0) return {Errc::bad_message, "until is not a date"};
    key.until = until->GetInt64();
  }
  key.id = *std::move(id);
  key.secret = *std::move(secret);
  key.public_key = *std::move(public_key);
  return key;
}

}  // namespace

std::string KeyRing::save() const {
  rapidjson::StringBuffer json;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(json);
  const auto put = [&](const char* name, std::string_view value) {
    writer.Key(name);
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  writer.StartObject();
  if (!signing_.empty()) put("signing", signing_);
  writer.Key("keys");
  writer.StartArray();
  for (const TokenKey& key : keys_) {
    const bool symmetric = key.algorithm == TokenAlgorithm::hs256;
    writer.StartObject();
    put("kty", symmetric ? "oct" : "OKP");
    if (!symmetric) put("crv", "Ed25519");
    put("alg", auth::algorithm_name(key.algorithm));
    put("kid", key.id);
    if (symmetric) put("k", to_base64url(key.secret));
    if (!symmetric) put("x", to_base64url(key.public_key));
    if (!symmetric && !key.secret.empty()) put("d", to_base64url(key.secret));
    if (key.until != 0) {
      writer.Key("until");
      writer.Int64(key.until);
    }
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return std::string(json.GetString(), json.GetSize()) + "\n";
}

Result<KeyRing> KeyRing::load(std::string_view json, const KeyRingLimits& limits) {
  if (json.size() > limits.saved_bytes) return {Errc::too_big, "the saved keys are too long"};
  const Result<rapidjson::Document> parsed = auth::parse_object(json, kDepth);
  if (!parsed) return {Errc::bad_message, "the saved keys: " + parsed.error().message};
  const Value* keys = member(*parsed, "keys");
  if (keys == nullptr || !keys->IsArray() || !has_only(*parsed, {"signing", "keys"}))
    return {Errc::bad_message, "the saved keys are not a set of keys"};
  KeyRing ring(limits);
  for (const Value& jwk : keys->GetArray()) {
    Result<TokenKey> key = read_key(jwk);
    if (!key) return key.error();
    if (Result<void> added = ring.add(*std::move(key)); !added) return added.error();
  }
  if (const Value* signing = member(*parsed, "signing")) {
    if (!signing->IsString()) return {Errc::bad_message, "the signing key is not named by a string"};
    if (Result<void> done = ring.sign_with(text_of(*signing)); !done) return done.error();
  }
  return ring;
}

}  // namespace interview
