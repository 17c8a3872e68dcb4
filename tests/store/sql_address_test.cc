// URLs of stores.
#include "store/sql_address.h"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <map>

#include "interview/store.h"

using namespace interview;

namespace {

// What libpq understands of the connect string.
std::map<std::string, std::string> understood(const std::string& url) {
  const auto address = parse_sql_url(url);
  if (!address) FAIL(address.error().message);
  char* error = nullptr;
  PQconninfoOption* options = PQconninfoParse(address->connect.c_str(), &error);
  REQUIRE_MESSAGE(options, error);
  std::map<std::string, std::string> values;
  for (PQconninfoOption* option = options; option->keyword; ++option)
    if (option->val) values[option->keyword] = option->val;
  PQconninfoFree(options);
  return values;
}

}  // namespace

TEST_CASE("a PostgreSQL URL keeps every character of its parts") {
  auto values = understood(
      "postgresql://some%20user:it%27s%20a%20%22pass%5Cword%22%20100%25%2F%40%3A%3F%23@[::1]:5433/my%20db"
      "?application_name=a%27b&options=-csearch_path%3Dx");
  CHECK(values["user"] == "some user");
  CHECK(values["password"] == "it's a \"pass\\word\" 100%/@:?#");
  CHECK(values["host"] == "::1");
  CHECK(values["port"] == "5433");
  CHECK(values["dbname"] == "my db");
  CHECK(values["application_name"] == "a'b");
  CHECK(values["options"] == "-csearch_path=x");
  CHECK(understood("postgres://h/d")["host"] == "h");
  CHECK(understood("postgresql://%2Fvar%2Frun/d")["host"] == "/var/run");
  CHECK(understood("postgresql:///d?host=/var/run&port=5432")["host"] == "/var/run");
  CHECK(understood("postgresql://a:1,b:2/d")["host"] == "a,b");
  CHECK(understood("postgresql://u:@h/d").count("host") == 1);
}

TEST_CASE("a server that is gone is noticed, unless the URL says otherwise") {
  auto values = understood("postgresql://h/d");
  CHECK(values["connect_timeout"] == "10");
  CHECK(values["tcp_user_timeout"] == "30000");
  CHECK(values["client_encoding"] == "UTF8");
  values = understood("postgresql://h/d?connect_timeout=3&tcp_user_timeout=4&client_encoding=LATIN1");
  CHECK(values["connect_timeout"] == "3");
  CHECK(values["tcp_user_timeout"] == "4");
  CHECK(values["client_encoding"] == "UTF8");
}

TEST_CASE("what is shown has no user and no password") {
  CHECK(parse_sql_url("postgresql://ann:secret@db.example:5433/rooms?sslmode=require")->shown ==
        "db.example:5433/rooms");
  CHECK(parse_sql_url("postgresql://ann:secret@/rooms")->shown == "localhost/rooms");
  CHECK(parse_sql_url("sqlite:a b/c.db")->shown == "a b/c.db");
}

TEST_CASE("malformed URLs are refused, and nothing of them is repeated") {
  for (const std::string url : {
           "",
           "secret",
           "mysql://u:secret@h/d",
           "SQLITE:secret",
           "postgresql:secret",
           "postgresql://u:se/secret@h/d",
           "postgresql://u:1/secret@h/d",
           "postgresql://u:se?secret@h/d",
           "postgresql://u:se@secret@h/d",
           "postgresql://u:secret",
           "postgresql://h:secret/d",
           "postgresql://u:%zzsecret@h/d",
           "postgresql://u:secret@h/d?nonsense=1",
           "postgresql://u:secret@h/d?port=secret",
       }) {
    INFO(url);
    REQUIRE(!parse_sql_url(url).ok());
    for (const Error& error : {parse_sql_url(url).error(), open_sql_store({.url = url}).error()}) {
      CHECK(error.code == Errc::bad_argument);
      CHECK(error.message.find("secret") == std::string::npos);
      CHECK(!error.message.empty());
    }
  }
  for (const std::string& url :
       {std::string("sqlite:"), std::string("sqlite::memory:"), std::string("sqlite:a\"b"),
        std::string("sqlite:a\0b", 10), std::string("postgresql://h/\0", 16)})
    CHECK(parse_sql_url(url).error().code == Errc::bad_argument);
}

TEST_CASE("a store has at least one reader") {
  CHECK(open_sql_store({.url = "sqlite:never made.db", .readers = 0}).error().code == Errc::bad_argument);
}
