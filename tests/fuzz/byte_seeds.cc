// Seeds that are written down by hand: operations, tokens, requests, frames, terminal texts, files.
#include "auth/forge.h"
#include "fuzz/seed_files.h"
#include "interview/operation.h"
#include "sync/kept_files.h"

namespace interview::fuzz {
namespace {

using std::string;

std::vector<string> operations() {
  std::vector<string> seeds;
  for (const Operation& op :
       {Operation(), Operation::identity(9), Operation::splice(9, 3, 0, u"x"),
        Operation::splice(9, 3, 2, u"\U0001F600\u00e9"), Operation::splice(9, 0, 9, u""),
        Operation().retain(1).insert(u"ab").erase(2).retain(3).insert(u"\n").retain(4).erase(1),
        Operation().retain(Operation::kMaxLength)})
    seeds.push_back(string(1, '\0') + encode_operation(op));
  // Choices of the author of operations.cc: of texts, and of operations on them.
  string choices = "\x01";
  for (int i = 0; i < 120; ++i) choices += static_cast<char>(i * 37 + i / 7);
  for (size_t length = 8; length <= choices.size(); length += 14) {
    seeds.push_back(choices.substr(0, length));
    seeds.push_back(string("\x01") + choices.substr(choices.size() - length));
  }
  return seeds;
}

std::vector<string> tokens() {
  const string header = R"({"alg":"HS256","kid":"first","typ":"JWT"})";
  const string claims =
      R"({"iss":"interviewd","sub":"u_7","room":"r_1","role":"reviewer","name":"Zo\u00eb",)"
      R"("aud":"rooms","iat":1000,"nbf":1000,"exp":2000,"permissions":["edit","chat"],"jti":"t_1"})";
  const string least =
      R"({"iss":"interviewd","sub":"u","room":"r_1","role":"observer","aud":["x","rooms"],"exp":1600})";
  std::vector<string> seeds;
  for (const TokenKey& key : {test::hmac_key("first"), test::ed25519_key("second")}) {
    seeds.push_back("t" + sign(test::ring_of(key), test::good_claims()).value());
    seeds.push_back("k" + test::ring_of(key).save());
  }
  seeds.push_back("t" + test::forge(R"({"alg":"none","typ":"JWT"})", claims, test::hmac_key("first")));
  seeds.push_back("t" + test::forge(R"({"alg":"HS256","kid":"second"})", claims, test::hmac_key("second")));
  seeds.push_back("t" + test::forge(header, claims, test::hmac_key("other")));
  seeds.push_back("teyJhbGciOiJub25lIn0..");
  for (const string& one : {claims, least, string(R"({"exp":1600})"), string("{}")})
    seeds.push_back("s" + header + "\n" + one);
  for (const char* odd :
       {R"({"alg":"EdDSA","kid":"first"})", R"({"alg":"HS256"})",
        R"({"alg":"HS256","kid":"first","crit":["b64"]})", R"({"typ":"at+jwt","alg":"HS256","kid":"first"})",
        R"({"alg":"HS512","kid":"first"})"})
    seeds.push_back(string("s") + odd + "\n" + claims);
  KeyRing both = test::ring_of(test::ed25519_key("second"));
  (void)both.rotate(test::hmac_key("first"), 5000);
  seeds.push_back("k" + both.save());
  seeds.push_back(R"(k{"keys":[],"signing":""})");
  return seeds;
}

std::vector<string> requests() {
  const string cut("\x02\x0f\x00\x07", 4), get = "GET /a/b?q=c%20d&e HTTP/1.1\r\nHost: h\r\n";
  const string post = "POST /p HTTP/1.1\r\nHost: h\r\n",
               chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  std::vector<string> seeds{
      get + "\r\n",
      get + "Connection: close\r\nX:  y \r\n\r\n",
      get + "\r\n" + get + "\r\n",
      "\r\n" + get + "\r\nGET",
      "GET http://h/x HTTP/1.1\r\nHost: h\r\n\r\n",
      "OPTIONS * HTTP/1.0\r\n\r\n",
      "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
      post + "Content-Length: 5\r\n\r\nhello",
      post + "Content-Length: 0\r\n\r\n" + get + "\r\n",
      post + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello" + get + "\r\n",
      chunked + "5\r\nhello\r\n0\r\n\r\n",
      chunked + "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n" + get + "\r\n",
      post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      post + "Content-Length: +5\r\n\r\nhello",
      post + "Transfer-Encoding: gzip, chunked\r\n\r\n",
      post + "Transfer-Encoding : chunked\r\n\r\n",
      post + "Transfer-Encoding-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\nHost: h\n\n",
      "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
      "GET / HTTP/2.0\r\n\r\n",
      "GET /s HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
      "websocket\r\nSec-WebSocket-Version: "
      "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x05hello",
      "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n",
  };
  for (string& seed : seeds) seed.insert(0, cut);
  return seeds;
}

string frame(int first, string payload, int mask_bit = 0x80) {
  string bytes{static_cast<char>(first), static_cast<char>(mask_bit | static_cast<int>(payload.size()))};
  if (mask_bit == 0) return bytes + payload;
  const char mask[] = {0x11, 0x22, 0x33, 0x44};
  bytes.append(mask, 4);
  for (size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
  return bytes;
}

std::vector<string> frames() {
  const string head("\x01\x03\x00\x0f\x06", 5), bye("\x03\xe8"
                                                    "bye",
                                                    5);
  std::vector<string> seeds{
      frame(0x81, "hello"),
      frame(0x81, "\xc3\xa9") + frame(0x89, "p") + frame(0x88, bye),
      frame(0x01, "a\xc3") + frame(0x8a, "") + frame(0x80, "\xa9"),
      frame(0x01, "") + frame(0x00, "") + frame(0x80, ""),
      frame(0x81, "a\xff"),
      frame(0x82, "binary"),
      frame(0x81, "no mask", 0),
      frame(0xC1, "deflated"),
      frame(0x83, "reserved"),
      frame(0x80, "of nothing"),
      frame(0x09, "cut ping"),
      frame(0x88, ""),
      frame(0x88, "x"),
      frame(0x88, string("\x03\xed", 2)),
      string("\x81\xfe\x01\x00mask", 8) + string(256, 'x'),
      string("\x81\xfe\x00\x05maskhello", 13),
      string("\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00mask", 14),
      frame(0x01, "abc") +
          string("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe"
                 "mask",
                 14) +
          string(20, 'a'),
  };
  for (string& seed : seeds) seed.insert(0, head);
  for (const char* said :
       {"hello there", "\xc3\xa9t\xc3\xa9 \\ and so on", "0123456789abcdefghijklmnopqrstuvwxyz"})
    seeds.push_back(string("\x02\x01\x05\x09\x02", 5) + said);
  return seeds;
}

std::vector<string> terminal_texts() {
  std::vector<string> seeds;
  const std::vector<string> texts{
      "plain\ttext\n",
      "\x1b[31mred\x1b[0m and \x1b[1;38;5;200mbright\x1b[m",
      "\x1b[38;2;1;2;3mtrue\x1b[48;5;9mback",
      "\x1b]0;title\x07\x1b]52;c;aGk=\x1b\\",
      "\x1b[2J\x1b[H\x1bPq\x1b\\\x9b"
      "31m",
      "\r\b\x7f\x0e",
      string("\0", 1),
      "a\u202eb\u2066c\u200bd\ufeff",
      "e\u0301\u0301\u0301\u0301\u0301\u0301",
      "\u4e2d\U0001F600\ue000\U000E0041",
      "\xc3(\xed\xa0\x80\xf4\x90\x80\x80\xe4\xb8",
      "\x1b[8mhidden\x1b[5mblink",
      "\x1b[1;2",
      "\x1b",
  };
  for (const string& text : texts)
    for (const char options : {'\xC0', '\x41'})
      seeds.push_back(options + string("\x00\x03\x0f\x01", 4) + text);
  return seeds;
}

std::vector<string> files() {
  std::vector<string> seeds{
      "",
      "one\ntwo\nthree\n\xFFone\n2\nthree\n",
      "one\r\ntwo\r\n\xFFone\r\ntwo\r\nthree",
      "one\r\ntwo\nthree\n",
      "lone\rreturn",
      "end\r",
      string("nul\0", 4),
      "\xc3(",
      "\xF0\x9F\x98\x80 \xC3\xA9\n\xFF\xF0\x9F\x9A\x80 e\n",
      "def f(a, b):\n    return a + b\n\xFF"
      "def f(a, b, c):\n    # sum\n    return a + b + c\n",
      "a b c d e f\n\xFF"
      "f e d c b a\n",
      "same\nsame\nsame\n\xFFsame\nsame\n",
      "\xFFnew file\n",
      "old file\n\xFF",
  };
  cli::KeptFiles kept{"r_1", {{1, "main.py", true, {u"a\n", u"a\U0001F600\n"}}, {2, "b", false, {}}}};
  seeds.push_back("k" + cli::encode(kept));
  kept.files.clear();
  seeds.push_back("k" + cli::encode(kept));
  seeds.push_back("k1:1,3:r_1,20:99999999999999999999,");
  return seeds;
}

}  // namespace

void add_byte_seeds(Seeds& seeds) {
  seeds["operation"] = operations();
  seeds["token"] = tokens();
  seeds["http_request"] = requests();
  seeds["websocket"] = frames();
  seeds["terminal"] = terminal_texts();
  seeds["file_text"] = files();
}

}  // namespace interview::fuzz
