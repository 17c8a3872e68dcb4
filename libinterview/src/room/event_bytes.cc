// The canonical bytes of record bodies: for each kind its fields in order, as numbers and length-prefixed
// bytes (base/wire.h). Fields are only ever added with a new kind.
#include <limits>
#include <type_traits>

#include "base/wire.h"
#include "interview/event.h"
#include "interview/text.h"
#include "room/event_fields.h"

namespace interview {
namespace {

class Writer {
 public:
  explicit Writer(std::string& out) : wire_(out) {}

  template <typename Number>
  std::enable_if_t<std::is_integral_v<Number>> operator()(const char*, const Number& value) {
    wire_.number(static_cast<uint64_t>(value));
  }
  void operator()(const char*, const std::string& value) { wire_.bytes(value); }
  void operator()(const char*, const std::u16string& value) {
    wire_.sized([&](std::string& bytes) { append_utf8(bytes, value); });
  }
  void operator()(const char*, const Operation& value) {
    wire_.sized([&](std::string& bytes) { append_operation(bytes, value); });
  }
  void operator()(const char*, const Role& value) { wire_.number(static_cast<uint64_t>(value)); }
  void operator()(const char*, const OutputStream& value) { wire_.number(static_cast<uint64_t>(value)); }
  void operator()(const char*, const RunKind& value) { wire_.number(static_cast<uint64_t>(value)); }
  // Program output is bytes; everything else is text.
  void bytes(const char*, const std::string& value) { wire_.bytes(value); }
  void signed_number(const char*, const int& value) { wire_.number(static_cast<uint32_t>(value)); }
  void operator()(const char*, const std::vector<event::Submitted::Doc>& docs) {
    wire_.number(docs.size());
    for (const auto& doc : docs) wire_.number(doc.doc), wire_.number(doc.rev);
  }

 private:
  WireWriter wire_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : wire_(in) {}

  template <typename Number>
  std::enable_if_t<std::is_integral_v<Number>> operator()(const char*, Number& value) {
    value = static_cast<Number>(wire_.number(static_cast<uint64_t>(std::numeric_limits<Number>::max())));
  }
  void operator()(const char*, std::string& value) {
    value = wire_.bytes();
    if (!is_valid_utf8(value)) wire_.fail();
  }
  void operator()(const char*, std::u16string& value) {
    auto utf16 = utf8_to_utf16(wire_.bytes());
    if (utf16)
      value = std::move(*utf16);
    else
      wire_.fail();
  }
  void operator()(const char*, Operation& value) {
    auto operation = decode_operation(wire_.bytes());
    if (operation)
      value = std::move(*operation);
    else
      wire_.fail();
  }
  void operator()(const char*, Role& value) {
    value = static_cast<Role>(wire_.number(static_cast<uint64_t>(Role::student)));
    if (static_cast<int>(value) == 0) wire_.fail();
  }
  void operator()(const char*, OutputStream& value) {
    value = static_cast<OutputStream>(wire_.number(static_cast<uint64_t>(OutputStream::err)));
    if (static_cast<int>(value) == 0) wire_.fail();
  }
  void operator()(const char*, RunKind& value) {
    value = static_cast<RunKind>(wire_.number(static_cast<uint64_t>(RunKind::internal_error)));
    if (static_cast<int>(value) == 0) wire_.fail();
  }
  void bytes(const char*, std::string& value) { value = wire_.bytes(); }
  void signed_number(const char*, int& value) {
    value = static_cast<int>(static_cast<uint32_t>(wire_.number(UINT32_MAX)));
  }
  void operator()(const char*, std::vector<event::Submitted::Doc>& docs) {
    for (uint64_t left = wire_.number(); left > 0 && wire_.ok(); --left) {
      event::Submitted::Doc doc;
      (*this)("doc", doc.doc), (*this)("rev", doc.rev);
      docs.push_back(doc);
    }
  }

  bool done() const { return wire_.done(); }

 private:
  WireReader wire_;
};

template <size_t Index = 0>
Result<Event> decode_alternative(size_t index, std::string_view body) {
  if constexpr (Index < std::variant_size_v<Event>) {
    if (index != Index) return decode_alternative<Index + 1>(index, body);
    std::variant_alternative_t<Index, Event> event;
    Reader reader(body);
    EventFields::of(reader, event);
    if (!reader.done()) return Error{Errc::record_malformed, "record body is malformed"};
    return Event(std::move(event));
  } else {
    return Error{Errc::record_malformed, "record has an unknown kind"};
  }
}

}  // namespace

std::string encode_event(const Event& event) {
  std::string bytes;
  bytes.reserve(64);
  Writer writer(bytes);
  std::visit([&](const auto& alternative) { EventFields::of(writer, alternative); }, event);
  return bytes;
}

Result<Event> decode_event(RecordKind kind, std::string_view body) {
  return decode_alternative(static_cast<size_t>(kind) - 1, body);
}

}  // namespace interview
