#include "interview/password.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "forge.h"
#include "support/skip.h"

namespace interview::test {
namespace {

// As cheap as argon2 can be: what is tested here is not its strength.
PasswordOptions cheap() {
  PasswordOptions options;
  options.operations = 1;
  options.memory_bytes = 8192;
  return options;
}

std::string verdict(const Result<bool>& result) {
  return result.ok() ? (*result ? "yes" : "no") : outcome(result);
}

TEST_CASE("a password is verified against its hash, at the default cost") {
  const Result<std::string> hash = hash_password("correct horse battery staple");
  REQUIRE(hash.ok());
  CHECK(hash->rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0) == 0);
  CHECK(verdict(verify_password(*hash, "correct horse battery staple")) == "yes");
  CHECK(verdict(verify_password(*hash, "correct horse battery stapl")) == "no");
  CHECK(verdict(verify_password(*hash, "correct horse battery staple ")) == "no");
  CHECK(verdict(verify_password(*hash, "Correct horse battery staple")) == "no");
  CHECK(verdict(verify_password(*hash, "")) == "no");
}

TEST_CASE("every hash has a salt of its own") {
  const std::string first = *hash_password("12345678", cheap()), second = *hash_password("12345678", cheap());
  CHECK(first != second);
  CHECK(verdict(verify_password(first, "12345678", cheap())) == "yes");
  CHECK(verdict(verify_password(second, "12345678", cheap())) == "yes");
}

TEST_CASE("all bytes of a password count") {
  const std::string with_nul("12345678\0abc", 12);
  const std::string hash = *hash_password(with_nul, cheap());
  CHECK(verdict(verify_password(hash, with_nul, cheap())) == "yes");
  CHECK(verdict(verify_password(hash, "12345678", cheap())) == "no");
  CHECK(verdict(verify_password(hash, std::string("12345678\0abd", 12), cheap())) == "no");
  const std::string accents = *hash_password("p\u00e4ssw\u00f6rd", cheap());
  CHECK(verdict(verify_password(accents, "p\u00e4ssw\u00f6rd", cheap())) == "yes");
}

TEST_CASE("a hash made elsewhere") {
  // Of `printf password | argon2 0123456789abcdef -id -t 2 -m 14 -p 1 -l 32 -e`, the reference
  // implementation.
  const std::string hash =
      "$argon2id$v=19$m=16384,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$/T5LYAqt765T64Brg0XAKXa8IAjKcrkH2L/nlKN0Ghg";
  CHECK(verdict(verify_password(hash, "password")) == "yes");
  CHECK(verdict(verify_password(hash, "passwore")) == "no");
}

TEST_CASE("lengths") {
  CHECK(outcome(hash_password("1234567", cheap())) == "bad_argument");
  CHECK(outcome(hash_password("12345678", cheap())) == "ok");
  CHECK(outcome(hash_password(std::string(1024, 'x'), cheap())) == "ok");
  CHECK(outcome(hash_password(std::string(1025, 'x'), cheap())) == "too_big");
  PasswordOptions options = cheap();
  options.min_length = 0;
  options.max_length = 4;
  const Result<std::string> empty = hash_password("", options);
  REQUIRE(empty.ok());
  CHECK(verdict(verify_password(*empty, "", options)) == "yes");
  CHECK(verdict(verify_password(*empty, "1234", options)) == "no");
  CHECK(verdict(verify_password(*empty, "12345", options)) == "too_big");
  CHECK(outcome(hash_password("12345", options)) == "too_big");
  CHECK(verdict(verify_password(*empty, std::string(1025, 'x'))) == "too_big");
}

TEST_CASE("costs") {
  const struct {
    std::string what;
    uint64_t operations;
    size_t memory_bytes;
    std::string code;
  } rows[] = {
      {"the least", 1, 8192, "ok"},
      {"no operations", 0, 8192, "bad_argument"},
      {"too little memory", 1, 8191, "bad_argument"},
      {"the most operations", 16, 8192, "ok"},
      {"too many operations", 17, 8192, "bad_argument"},
      {"too much memory", 1, (256u << 20) + 1024, "bad_argument"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    PasswordOptions options = cheap();
    options.operations = row.operations, options.memory_bytes = row.memory_bytes;
    CHECK(outcome(hash_password("12345678", options)) == row.code);
  }
  PasswordOptions strict = cheap(), dear = cheap();
  dear.operations = 2, dear.memory_bytes = 16384;
  const std::string hash = *hash_password("12345678", dear);
  strict.max_operations = 2, strict.max_memory_bytes = 16384;
  CHECK(verdict(verify_password(hash, "12345678", strict)) == "yes");
  strict.max_operations = 1;
  CHECK(verdict(verify_password(hash, "12345678", strict)) == "too_big");
  strict.max_operations = 2, strict.max_memory_bytes = 16383;
  CHECK(verdict(verify_password(hash, "12345678", strict)) == "too_big");
}

TEST_CASE("a hash that was tampered with cannot ask for more than the maximum") {
  std::string hash = *hash_password("12345678", cheap());
  const size_t at = hash.find("m=8,t=1");
  REQUIRE(at != hash.npos);
  CHECK(verdict(verify_password(std::string(hash).replace(at, 7, "m=4194304,t=1"), "12345678")) == "too_big");
  CHECK(verdict(verify_password(std::string(hash).replace(at, 7, "m=8,t=4000000"), "12345678")) == "too_big");
}

TEST_CASE("needs_rehash") {
  const std::string hash = *hash_password("12345678", cheap());
  CHECK(verdict(needs_rehash(hash, cheap())) == "no");
  CHECK(verdict(needs_rehash(hash)) == "yes");
  PasswordOptions options = cheap();
  options.operations = 2;
  CHECK(verdict(needs_rehash(hash, options)) == "yes");
  options = cheap();
  options.memory_bytes = 9216;
  CHECK(verdict(needs_rehash(hash, options)) == "yes");
  options.memory_bytes = 8192 + 1023;  // whole KiB count
  CHECK(verdict(needs_rehash(hash, options)) == "no");
}

TEST_CASE("what is not an argon2id hash") {
  const std::string hash = *hash_password("12345678", cheap());
  const std::string tail = hash.substr(hash.find("$v="));
  const std::string salt_and_digest = hash.substr(hash.find("p=1$") + 4);
  REQUIRE(verdict(verify_password("$argon2id$v=19$m=8,t=1,p=1$" + salt_and_digest, "12345678", cheap())) ==
          "yes");
  for (const std::string& wrong : {std::string(),
                                   std::string("12345678"),
                                   std::string("$argon2id$"),
                                   std::string("$argon2id$v=19$m=8,t=1,p=1"),
                                   "$argon2i" + tail,
                                   "$argon2d" + tail,
                                   "$ARGON2ID" + tail,
                                   " " + hash,
                                   hash + std::string("\0", 1),
                                   hash + std::string("\0more", 5),
                                   hash.substr(0, hash.size() / 2),
                                   std::string(200, '$'),
                                   hash + std::string(200, 'A'),
                                   std::string("$argon2id$v=19$m=99999999999,t=1,p=1$c29tZXNhbHQ$aGFzaA"),
                                   std::string("$argon2id$v=19$m=-8,t=1,p=1$c29tZXNhbHQ$aGFzaA"),
                                   std::string("$2b$12$abcdefghijklmnopqrstuv"),
                                   std::string("$argon2id$v=16$m=8,t=1,p=1$") + salt_and_digest,
                                   std::string("$argon2id$v=19$m=8,t=1,p=2$") + salt_and_digest,
                                   std::string("$argon2id$v=19$m=7,t=1,p=1$") + salt_and_digest,
                                   std::string("$argon2id$v=19$m=8,t=0,p=1$") + salt_and_digest,
                                   std::string("$argon2id$v=19$t=1,m=8,p=1$") + salt_and_digest,
                                   hash + "=",
                                   hash + "A",
                                   hash + "$",
                                   std::string("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ") +
                                       salt_and_digest.substr(salt_and_digest.find('$'))}) {
    CAPTURE(wrong);
    CHECK(verdict(verify_password(wrong, "12345678", cheap())) == "bad_argument");
    CHECK(verdict(needs_rehash(wrong, cheap())) == "bad_argument");
  }
}

TEST_CASE("a lack of memory is not a wrong password") {
#ifdef INTERVIEW_SANITIZED
  INTERVIEW_SKIP("sanitizers need more address space than this test leaves");
#else
  PasswordOptions options = cheap();
  options.memory_bytes = 64u << 20;
  const std::string hash = *hash_password("12345678", options);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  rlimit tight = before;
  tight.rlim_cur = 48u << 20;
  REQUIRE(setrlimit(RLIMIT_AS, &tight) == 0);
  const std::string verified = verdict(verify_password(hash, "12345678", options));
  const std::string hashed = outcome(hash_password("12345678", options));
  REQUIRE(setrlimit(RLIMIT_AS, &before) == 0);
  CHECK(verified == "busy");
  CHECK(hashed == "busy");
  CHECK(verdict(verify_password(hash, "12345678", options)) == "yes");
#endif
}

}  // namespace
}  // namespace interview::test
