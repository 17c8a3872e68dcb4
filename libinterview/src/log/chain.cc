// The canonical bytes of a record's header, and the chain of hashes.
//
//   header   := number(1) number(seq) number(at) number(by) bytes(client) number(n) number(kind)
//               number(audience) number(person) body-digest[32]
//   first previous hash := BLAKE2b("interview log 1" ‖ room id)
#include <algorithm>

#include "base/wire.h"
#include "interview/record.h"

namespace interview {
namespace {

constexpr uint64_t kFormat = 1;
constexpr std::string_view kDomain = "interview log 1";
constexpr size_t kLongestClient = 256;

std::string_view bytes_of_salt(const Salt& salt) {
  return {reinterpret_cast<const char*>(salt.data()), salt.size()};
}

// The header ends with the digest of the body, so this covers both.
Digest link(const Digest& previous, std::string_view header) {
  return blake2b(bytes_of(previous), header);
}

}  // namespace

std::string encode_header(const RecordHeader& header) {
  // Each edit has one: into room enough for all of it, then cut to length.
  constexpr size_t kNumbers = 9;
  std::string bytes(kNumbers * kLongestNumber + header.client.size() + header.body.size(), '\0');
  char* at = bytes.data();
  const auto number = [&](uint64_t value) { put_number(value, [&](char byte) { *at++ = byte; }); };
  number(kFormat);
  number(header.seq);
  number(static_cast<uint64_t>(header.at));
  number(header.by);
  number(header.client.size());
  at = std::copy(header.client.begin(), header.client.end(), at);
  number(header.n);
  number(static_cast<uint64_t>(header.kind));
  number(header.audience.kind);
  number(header.audience.person);
  at = std::copy(header.body.begin(), header.body.end(), at);
  bytes.resize(static_cast<size_t>(at - bytes.data()));
  return bytes;
}

Result<RecordHeader> decode_header(std::string_view bytes) {
  WireReader reader(bytes);
  RecordHeader header;
  const uint64_t format = reader.number();
  header.seq = reader.number();
  header.at = static_cast<int64_t>(reader.number(INT64_MAX));
  header.by = static_cast<uint32_t>(reader.number(UINT32_MAX));
  header.client = reader.bytes();
  header.n = reader.number();
  const uint64_t kind = reader.number(static_cast<uint64_t>(RecordKind::ended));
  const uint64_t audience = reader.number(Audience::kPerson);
  header.audience.person = static_cast<uint32_t>(reader.number(UINT32_MAX));
  const std::string_view digest = reader.raw(header.body.size());
  if (!reader.done()) return Error{Errc::record_malformed, "record header is malformed"};
  if (format != kFormat)
    return Error{Errc::record_malformed, "record has format " + std::to_string(format) + ", not 1"};
  if (header.seq == 0 || kind == 0 || header.client.size() > kLongestClient ||
      (header.audience.person != 0) != (audience == Audience::kPerson))
    return Error{Errc::record_malformed, "record header has a value out of range"};
  header.kind = static_cast<RecordKind>(kind);
  header.audience.kind = static_cast<Audience::Kind>(audience);
  digest.copy(reinterpret_cast<char*>(header.body.data()), header.body.size());
  return header;
}

Chain::Chain(std::string_view room) : head_(blake2b(kDomain, room)) {}

Record Chain::append(RecordHeader header, const Salt& salt, std::string body) {
  Record record;
  record.header = std::move(header);
  record.header.seq = seq_ + 1;
  record.header.body = blake2b(bytes_of_salt(salt), body);
  record.header_bytes = encode_header(record.header);
  record.salt = salt;
  record.body = std::move(body);
  record.hash = link(head_, record.header_bytes);
  seq_ = record.header.seq;
  head_ = record.hash;
  return record;
}

Result<void> Chain::accept(const Record& record) {
  const auto header = decode_header(record.header_bytes);
  if (!header) return header.error();
  if (header->seq != seq_ + 1)
    return Error{Errc::gap,
                 "record " + std::to_string(header->seq) + " does not follow record " + std::to_string(seq_)};
  const bool body_fits = record.erased || blake2b(bytes_of_salt(record.salt), record.body) == header->body;
  if (!body_fits || link(head_, record.header_bytes) != record.hash)
    return Error{Errc::chain_broken, "record " + std::to_string(header->seq) + " was changed"};
  seq_ = header->seq;
  head_ = record.hash;
  return {};
}

}  // namespace interview
