#include "store/sql_address.h"

#include <libpq-fe.h>

#include <cctype>
#include <map>
#include <memory>

namespace interview {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr const char* kForms = "a store is sqlite:PATH or postgresql://user:password@host:port/database";

// In place of libpq's own, unless the URL says otherwise: a server that is gone is noticed within a minute.
const std::map<std::string, std::string> kPostgresDefaults = {
    {"connect_timeout", "10"}, {"fallback_application_name", "libinterview"},
    {"keepalives_idle", "30"}, {"keepalives_interval", "10"},
    {"keepalives_count", "3"}, {"tcp_user_timeout", "30000"}};

Result<SqlAddress> sqlite_address(std::string_view path) {
  if (path.empty()) return {Errc::bad_argument, std::string("no file after sqlite: - ") + kForms};
  if (path == ":memory:")
    return {Errc::bad_argument, "sqlite::memory: cannot be shared: use the memory store"};
  if (path.find('\0') != path.npos || path.find('"') != path.npos)
    return {Errc::bad_argument, "the file of a store has no quotation mark in its path"};
  // Relative paths are kept from being read as SQLite's file: URIs.
  const std::string file = (path.starts_with("file:") ? "./" : "") + std::string(path);
  return SqlAddress{&sqlite_dialect(), "dbname=\"" + file + "\"", file};
}

// An '@' after the first '/' or '?' belongs to a password that was not percent-encoded.
bool has_stray_at(std::string_view after_scheme) {
  const size_t at = after_scheme.rfind('@'), end = after_scheme.find_first_of("/?");
  return at != after_scheme.npos && (after_scheme.find('@') != at || at > end);
}

// Everything but letters and digits, so that nothing is left which SOCI could take for a delimiter.
std::string percent_encoded(std::string_view value) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) && byte < 0x80)
      out += c;
    else
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return out;
}

Result<SqlAddress> postgres_address(std::string_view url) {
  static const Error kMalformed{
      Errc::bad_argument,
      "the PostgreSQL URL is malformed: percent-encode what is special in user and password "
      "(@ as %40, / as %2F, : as %3A, ? as %3F)"};
  if (url.find('\0') != url.npos || has_stray_at(url.substr(url.find("://") + 3))) return kMalformed;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(std::string(url).c_str(), nullptr), PQconninfoFree);
  if (!options) return kMalformed;

  // SOCI splits what it is given at blanks and double quotes, drops both, and joins keys and values by '='
  // for libpq. A URI with all its parts as parameters has none of those inside, and comes through as it is.
  SqlAddress address{&postgres_dialect(), "postgresql:///?client_encoding=UTF8", ""};
  std::string host = "localhost", port, database;
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    const std::string keyword = option->keyword;
    if (keyword == "client_encoding") continue;
    const auto standard = kPostgresDefaults.find(keyword);
    if (!option->val && standard == kPostgresDefaults.end()) continue;
    const std::string value = option->val ? option->val : standard->second;
    if (keyword == "port" && value.find_first_not_of("0123456789,") != value.npos) return kMalformed;
    if (keyword == "host" && !value.empty()) host = value;
    if (keyword == "port") port = value;
    if (keyword == "dbname") database = value;
    address.connect += "&" + keyword + "=" + percent_encoded(value);
  }
  address.shown = host + (port.empty() ? "" : ":" + port) + (database.empty() ? "" : "/" + database);
  return address;
}

}  // namespace

Result<SqlAddress> parse_sql_url(std::string_view url) {
  if (url.starts_with(kSqlite)) return sqlite_address(url.substr(kSqlite.size()));
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return postgres_address(url);
  return {Errc::bad_argument, kForms};
}

}  // namespace interview
