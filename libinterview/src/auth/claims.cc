#include "auth/claims.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "auth/json.h"
#include "interview/text.h"

namespace interview::auth {
namespace {

struct TextClaim {
  const char* name;
  std::string Claims::*text;
  bool required;  // by sign() not to be empty
};

// All but the audience, which may be a list.
constexpr TextClaim kTextClaims[] = {{"iss", &Claims::issuer, true}, {"sub", &Claims::subject, true},
                                     {"room", &Claims::room, false}, {"role", &Claims::role, true},
                                     {"name", &Claims::name, false}, {"jti", &Claims::id, false}};

struct DateClaim {
  const char* name;
  int64_t Claims::*date;
};

constexpr DateClaim kDateClaims[] = {
    {"iat", &Claims::issued_at}, {"nbf", &Claims::not_before}, {"exp", &Claims::expires_at}};

bool is_date(int64_t date) {
  return date >= 0 && date <= kLastDate;
}

bool is_good_text(std::string_view text) {
  return is_plain(text) && is_valid_utf8(text);
}

Result<void> check_claims(const Claims& claims) {
  const Error bad_text{Errc::bad_text, "a claim has control characters or is not valid UTF-8"};
  for (const TextClaim& claim : kTextClaims) {
    if (claim.required && (claims.*claim.text).empty())
      return {Errc::bad_argument, std::string("the claim is empty: ") + claim.name};
    if (!is_good_text(claims.*claim.text)) return bad_text;
  }
  if (claims.audience.empty()) return {Errc::bad_argument, "the claim is empty: aud"};
  if (!is_good_text(claims.audience)) return bad_text;
  if (claims.permissions &&
      !std::all_of(claims.permissions->begin(), claims.permissions->end(), is_good_text))
    return bad_text;
  for (const DateClaim& claim : kDateClaims)
    if (!is_date(claims.*claim.date))
      return {Errc::bad_argument, std::string("the date is out of range: ") + claim.name};
  if (claims.expires_at <= claims.not_before || claims.expires_at <= claims.issued_at)
    return {Errc::bad_argument, "the token would end before it begins"};
  return {};
}

// A list of strings without control characters, or nullopt.
std::optional<std::vector<std::string>> text_list(const rapidjson::Value& list) {
  if (!list.IsArray()) return std::nullopt;
  std::vector<std::string> texts;
  for (const rapidjson::Value& element : list.GetArray()) {
    if (!element.IsString() || !is_plain(text_of(element))) return std::nullopt;
    texts.emplace_back(text_of(element));
  }
  return texts;
}

Result<std::string> read_audience(const rapidjson::Value& object, std::string_view expected) {
  const rapidjson::Value* audience = member(object, "aud");
  if (audience == nullptr || audience->IsString()) {
    if (std::optional<std::string> text = text_member(object, "aud")) return *std::move(text);
  } else if (const std::optional<std::vector<std::string>> list = text_list(*audience)) {
    return std::string(std::find(list->begin(), list->end(), expected) == list->end() ? "" : expected);
  }
  return {Errc::token_malformed, "aud is neither a plain string nor a list of them"};
}

}  // namespace

Result<std::string> write_claims(const Claims& claims) {
  if (Result<void> good = check_claims(claims); !good) return good.error();
  rapidjson::StringBuffer json;
  rapidjson::Writer<rapidjson::StringBuffer> writer(json);
  const auto put = [&](std::string_view text) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  };
  writer.StartObject();
  for (const TextClaim& claim : kTextClaims) {
    if ((claims.*claim.text).empty()) continue;
    put(claim.name);
    put(claims.*claim.text);
  }
  put("aud");
  put(claims.audience);
  for (const DateClaim& claim : kDateClaims) {
    if (claims.*claim.date == 0) continue;
    put(claim.name);
    writer.Int64(claims.*claim.date);
  }
  if (claims.permissions) {
    put("permissions");
    writer.StartArray();
    for (const std::string& permission : *claims.permissions) put(permission);
    writer.EndArray();
  }
  writer.EndObject();
  return std::string(json.GetString(), json.GetSize());
}

Result<Claims> read_claims(std::string_view json, std::string_view audience, size_t max_depth) {
  const Result<rapidjson::Document> parsed = parse_object(json, max_depth);
  if (!parsed) return {Errc::token_malformed, "the claims: " + parsed.error().message};
  const rapidjson::Value& object = *parsed;
  Claims claims;
  for (const TextClaim& claim : kTextClaims) {
    std::optional<std::string> text = text_member(object, claim.name);
    if (!text) return {Errc::token_malformed, std::string("not a plain string: ") + claim.name};
    claims.*claim.text = *std::move(text);
  }
  Result<std::string> found = read_audience(object, audience);
  if (!found) return found.error();
  claims.audience = *std::move(found);
  for (const DateClaim& claim : kDateClaims) {
    const rapidjson::Value* date = member(object, claim.name);
    if (date == nullptr) continue;
    if (!date->IsInt64() || !is_date(date->GetInt64()))
      return {Errc::token_malformed, std::string("not whole seconds in range: ") + claim.name};
    claims.*claim.date = date->GetInt64();
  }
  if (const rapidjson::Value* permissions = member(object, "permissions")) {
    claims.permissions = text_list(*permissions);
    if (!claims.permissions) return {Errc::token_malformed, "permissions is not a list of plain strings"};
  }
  if (member(object, "exp") == nullptr || claims.subject.empty() || claims.role.empty())
    return {Errc::token_malformed, "exp, sub or role is missing"};
  return claims;
}

}  // namespace interview::auth
