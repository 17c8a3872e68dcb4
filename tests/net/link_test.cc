#include "interview/link.h"

#include <doctest/doctest.h>

#include <string>

using namespace interview;

TEST_CASE("links that are read") {
  struct Case {
    const char* url;
    bool tls;
    const char* host;
    int port;
    const char* base;
    const char* room;
    const char* code;
    const char* server;
  };
  const Case cases[] = {
      {"http://localhost:8080/r/r_abc#i=CODE-_1", false, "localhost", 8080, "", "r_abc", "CODE-_1",
       "http://localhost:8080"},
      {"https://interview.example/r/R#i=c", true, "interview.example", 443, "", "R", "c",
       "https://interview.example"},
      {"http://10.0.0.1/r/R#i=c", false, "10.0.0.1", 80, "", "R", "c", "http://10.0.0.1"},
      {"http://[::1]:9/r/R#i=c", false, "::1", 9, "", "R", "c", "http://[::1]:9"},
      {"https://h/sub/path/r/R#i=c", true, "h", 443, "/sub/path", "R", "c", "https://h/sub/path"},
      {"http://h/#i=c", false, "h", 80, "", "", "c", "http://h"},
      {"http://h#i=c", false, "h", 80, "", "", "c", "http://h"},
      {"https://h:443/r/r/r/R#i=c", true, "h", 443, "/r/r", "R", "c", "https://h/r/r"},
      {" \n http://h/r/R#i=c\r\n", false, "h", 80, "", "R", "c", "http://h"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.url);
    const auto link = parse_link(c.url);
    REQUIRE(link.ok());
    CHECK(link->server.tls == c.tls);
    CHECK(link->server.host == c.host);
    CHECK(link->server.port == c.port);
    CHECK(link->server.base == c.base);
    CHECK(link->room == c.room);
    CHECK(link->code == c.code);
    CHECK(to_url(link->server) == c.server);
  }
}

TEST_CASE("links that are refused, without repeating the code") {
  const std::string cases[] = {"",
                               "h/r/R#i=SECRET",
                               "ftp://h/r/R#i=SECRET",
                               "http:///r/R#i=SECRET",
                               "http://h/r/R",
                               "http://h/r/R#SECRET",
                               "http://h/r/R#i=",
                               "http://h/r/R#i=SECRET x",
                               "http://h/r/R#i=SECRET%41",
                               "http://h/r/#i=SECRET",
                               "http://h/r/a b#i=SECRET",
                               "http://h/r/R/x#i=SECRET",
                               "http://h/r/R?x#i=SECRET",
                               "http://h:0/r/R#i=SECRET",
                               "http://h:65536/r/R#i=SECRET",
                               "http://h:1x/r/R#i=SECRET",
                               "http://h:/r/R#i=SECRET",
                               "http://u@h/r/R#i=SECRET",
                               "http://[::1/r/R#i=SECRET",
                               "http://[::1]x/r/R#i=SECRET",
                               "http://a\r\nb/r/R#i=SECRET",
                               "http://h/\r\n/r/R#i=SECRET",
                               "http://h/%0d/r/R#i=SECRET",
                               "http://h/r/" + std::string(65, 'R') + "#i=SECRET",
                               "http://h/r/R#i=" + std::string(129, 'S'),
                               "http://" + std::string(254, 'h') + "/r/R#i=SECRET",
                               "http://h/" + std::string(3000, 'x') + "/r/R#i=SECRET"};
  for (const std::string& url : cases) {
    CAPTURE(url);
    const auto link = parse_link(url);
    REQUIRE(!link.ok());
    CHECK(link.error().code == Errc::bad_argument);
    CHECK(link.error().message.find("SECRET") == std::string::npos);
  }
}

TEST_CASE("endpoints") {
  const auto server = parse_endpoint("https://h:8443/base/");
  REQUIRE(server.ok());
  CHECK(to_url(*server) == "https://h:8443/base");
  CHECK(!parse_endpoint("https://h/#i=c").ok());
  CHECK(!parse_endpoint("h:80").ok());
}
