#include "store/room_log.h"

#include <doctest/doctest.h>

namespace interview::test {

Append RoomLog::next(const std::vector<std::string>& bodies) {
  Append append;
  append.room = room_;
  for (const std::string& body : bodies) {
    const uint64_t n = chain_.seq() + 1;
    RecordHeader header;
    header.at = static_cast<int64_t>(n) * 10;
    header.by = static_cast<uint32_t>(n % 3);
    header.client = "client '\"\\" + std::to_string(n % 2);
    header.n = n;
    header.kind = n == 1 ? RecordKind::opened : RecordKind::edited;
    Salt salt;
    for (size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<uint8_t>(n * 31 + i * 7);
    records_.push_back(chain_.append(header, salt, body));
    append.records.push_back(records_.back());
  }
  return append;
}

Append RoomLog::next(size_t count) {
  std::vector<std::string> bodies;
  for (size_t i = 0; i < count; ++i) bodies.push_back("body " + std::to_string(records_.size() + i + 1));
  return next(bodies);
}

void RoomLog::forget(size_t count) {
  records_.resize(records_.size() - count);
  chain_ = records_.empty() ? Chain(room_) : Chain(records_.size(), records_.back().hash);
}

RoomRow room_row(const std::string& id) {
  return {.id = id, .title = "Title of " + id, .owner = "owner", .created_at = 1'700'000'000'000};
}

void create(Store& store, RoomLog& log, size_t count) {
  const auto created = store.create_room(room_row(log.room()), log.next(count));
  if (!created) FAIL(created.error().message);
}

std::vector<Record> read_all(Store& store, const std::string& room, size_t page) {
  std::vector<Record> all;
  for (;;) {
    auto records = store.read(room, all.size(), page, SIZE_MAX);
    if (!records) FAIL(records.error().message);
    if (records->empty()) return all;
    all.insert(all.end(), records->begin(), records->end());
  }
}

void check_same(const Record& stored, const Record& made) {
  CHECK(stored.header_bytes == made.header_bytes);
  CHECK(encode_header(stored.header) == made.header_bytes);
  CHECK(stored.salt == made.salt);
  CHECK((stored.body == made.body));
  CHECK(stored.erased == made.erased);
  CHECK(stored.hash == made.hash);
}

void check_holds(Store& store, const RoomLog& log) {
  const auto stored = read_all(store, log.room());
  REQUIRE(stored.size() == log.records().size());
  Chain chain(log.room());
  for (size_t i = 0; i < stored.size(); ++i) {
    check_same(stored[i], log.records()[i]);
    CHECK(chain.accept(stored[i]).ok());
  }
  const auto head = store.head(log.room());
  REQUIRE(head.ok());
  CHECK(head->seq == log.records().size());
  CHECK(head->hash == log.hash());
}

}  // namespace interview::test
