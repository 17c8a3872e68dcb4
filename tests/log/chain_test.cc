#include <doctest/doctest.h>

#include <vector>

#include "interview/record.h"
#include "support/random.h"

using namespace interview;

namespace {

Salt salt_of(uint8_t first) {
  Salt salt{};
  salt[0] = first;
  return salt;
}

std::vector<Record> some_records(Chain& chain) {
  std::vector<Record> records;
  for (int i = 1; i <= 5; ++i) {
    RecordHeader header;
    header.at = i * 10;
    header.by = static_cast<uint32_t>(i);
    header.client = "c_1";
    header.n = static_cast<uint64_t>(i);
    header.kind = RecordKind::chat;
    if (i == 3) header.audience = {Audience::kPerson, 2};
    records.push_back(chain.append(header, salt_of(static_cast<uint8_t>(i)), "body " + std::to_string(i)));
  }
  return records;
}

Errc accept_all(const std::vector<Record>& records) {
  Chain chain("r_1");
  for (const Record& record : records) {
    const auto accepted = chain.accept(record);
    if (!accepted) return accepted.error().code;
  }
  return Errc::internal;  // stands for: all accepted
}

}  // namespace

TEST_CASE("records are accepted in their order, and the heads agree") {
  Chain writer("r_1");
  const auto records = some_records(writer);
  Chain reader("r_1");
  for (const Record& record : records) REQUIRE(reader.accept(record).ok());
  CHECK(reader.seq() == 5);
  CHECK(reader.head() == writer.head());
}

TEST_CASE("nothing can be changed, left out, added or moved") {
  Chain writer("r_1");
  const auto records = some_records(writer);
  auto changed = records;
  changed[2].body[0] = 'B';
  CHECK(accept_all(changed) == Errc::chain_broken);
  changed = records;
  changed[2].salt[5] ^= 1;
  CHECK(accept_all(changed) == Errc::chain_broken);
  changed = records;
  changed.erase(changed.begin() + 2);
  CHECK(accept_all(changed) == Errc::gap);
  changed = records;
  std::swap(changed[1], changed[2]);
  CHECK(accept_all(changed) == Errc::gap);
  changed = records;
  RecordHeader forged = changed[2].header;
  forged.by = 9;
  changed[2].header_bytes = encode_header(forged);
  CHECK(accept_all(changed) == Errc::chain_broken);
  changed = records;
  changed[4].hash[0] ^= 1;
  CHECK(accept_all(changed) == Errc::chain_broken);
  Chain other_room("r_2");
  CHECK(other_room.accept(records[0]).error().code == Errc::chain_broken);
}

TEST_CASE("an erased body leaves the chain whole; its digest cannot be exchanged") {
  Chain writer("r_1");
  auto records = some_records(writer);
  records[2].body.clear();
  records[2].salt = {};
  records[2].erased = true;
  CHECK(accept_all(records) == Errc::internal);
  records[2].header.body[0] ^= 1;
  records[2].header_bytes = encode_header(records[2].header);
  CHECK(accept_all(records) == Errc::chain_broken);
}

TEST_CASE("a refused record changes nothing") {
  Chain writer("r_1");
  const auto records = some_records(writer);
  Chain reader("r_1");
  REQUIRE(reader.accept(records[0]).ok());
  const Digest head = reader.head();
  CHECK_FALSE(reader.accept(records[2]).ok());
  CHECK(reader.head() == head);
  CHECK(reader.accept(records[1]).ok());
}

TEST_CASE("headers come back from their bytes, and any cut or addition is refused") {
  Chain writer("r_1");
  for (const Record& record : some_records(writer)) {
    const auto header = decode_header(record.header_bytes);
    REQUIRE(header.ok());
    CHECK(encode_header(*header) == record.header_bytes);
    CHECK(header->audience.person == record.header.audience.person);
    for (size_t size = 0; size < record.header_bytes.size(); ++size)
      CHECK(decode_header(record.header_bytes.substr(0, size)).error().code == Errc::record_malformed);
    CHECK_FALSE(decode_header(record.header_bytes + "x").ok());
  }
  std::string newer = encode_header({});
  newer[0] = 2;
  CHECK(decode_header(newer).error().message.find("format 2") != std::string::npos);
}

TEST_CASE("a seal fits one room, one count, one head") {
  const auto key = make_seal_key(std::string(32, 'k'));
  REQUIRE(key.ok());
  Chain chain("r_1");
  some_records(chain);
  const auto made = seal("r_1", chain.seq(), chain.head(), key->secret_key);
  REQUIRE(made.ok());
  CHECK(made->key == key->public_key);
  CHECK(check_seal("r_1", *made).ok());
  CHECK(check_seal("r_2", *made).error().code == Errc::bad_signature);
  Seal changed = *made;
  changed.count = 4;
  CHECK_FALSE(check_seal("r_1", changed).ok());
  changed = *made;
  changed.head[31] ^= 1;
  CHECK_FALSE(check_seal("r_1", changed).ok());
  changed = *made;
  changed.signature.pop_back();
  CHECK_FALSE(check_seal("r_1", changed).ok());
  CHECK(seal("r_1", 1, chain.head(), "short").error().code == Errc::bad_argument);
  CHECK(make_seal_key("short").error().code == Errc::bad_argument);
}
