// The canonical bytes of record bodies: for each kind its fields in order, as numbers and length-prefixed bytes
// (base/wire.h). Fields are only ever added with a new kind.
#include <limits>
#include <type_traits>

#include "base/wire.h"
#include "interview/event.h"
#include "interview/text.h"

namespace interview {
namespace {

class Writer {
 public:
  explicit Writer(std::string& out) : wire_(out) {}

  template <typename Number>
  std::enable_if_t<std::is_integral_v<Number>> operator()(const Number& value) {
    wire_.number(static_cast<uint64_t>(value));
  }
  void operator()(const std::string& value) { wire_.bytes(value); }
  void operator()(const std::u16string& value) {
    std::string utf8;
    append_utf8(utf8, value);
    wire_.bytes(utf8);
  }
  void operator()(const Operation& value) { wire_.bytes(encode_operation(value)); }
  void operator()(const Role& value) { wire_.number(static_cast<uint64_t>(value)); }
  void operator()(const OutputStream& value) { wire_.number(static_cast<uint64_t>(value)); }
  void operator()(const RunKind& value) { wire_.number(static_cast<uint64_t>(value)); }
  // Program output is bytes; everything else is text.
  void raw(const std::string& value) { wire_.bytes(value); }
  void signed_number(const int& value) { wire_.number(static_cast<uint32_t>(value)); }
  void list(const std::vector<event::Submitted::Doc>& docs) {
    wire_.number(docs.size());
    for (const auto& doc : docs) (*this)(doc.doc), (*this)(doc.rev);
  }

 private:
  WireWriter wire_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : wire_(in) {}

  template <typename Number>
  std::enable_if_t<std::is_integral_v<Number>> operator()(Number& value) {
    value = static_cast<Number>(wire_.number(static_cast<uint64_t>(std::numeric_limits<Number>::max())));
  }
  void operator()(std::string& value) {
    value = wire_.bytes();
    if (!is_valid_utf8(value)) wire_.fail();
  }
  void operator()(std::u16string& value) {
    auto utf16 = utf8_to_utf16(wire_.bytes());
    if (utf16)
      value = std::move(*utf16);
    else
      wire_.fail();
  }
  void operator()(Operation& value) {
    auto operation = decode_operation(wire_.bytes());
    if (operation)
      value = std::move(*operation);
    else
      wire_.fail();
  }
  void operator()(Role& value) {
    value = static_cast<Role>(wire_.number(static_cast<uint64_t>(Role::student)));
    if (static_cast<int>(value) == 0) wire_.fail();
  }
  void operator()(OutputStream& value) {
    value = static_cast<OutputStream>(wire_.number(static_cast<uint64_t>(OutputStream::err)));
    if (static_cast<int>(value) == 0) wire_.fail();
  }
  void operator()(RunKind& value) {
    value = static_cast<RunKind>(wire_.number(static_cast<uint64_t>(RunKind::internal_error)));
    if (static_cast<int>(value) == 0) wire_.fail();
  }
  void raw(std::string& value) { value = wire_.bytes(); }
  void signed_number(int& value) { value = static_cast<int>(static_cast<uint32_t>(wire_.number(UINT32_MAX))); }
  void list(std::vector<event::Submitted::Doc>& docs) {
    for (uint64_t left = wire_.number(1u << 16); left > 0 && wire_.ok(); --left) {
      event::Submitted::Doc doc;
      (*this)(doc.doc), (*this)(doc.rev);
      docs.push_back(doc);
    }
  }

  bool done() const { return wire_.done(); }

 private:
  WireReader wire_;
};

// The fields of each event, for writing and reading alike.
struct Fields {
  template <typename A, typename E>
  static void of(A& a, E& e) {
    using Plain = std::remove_const_t<E>;
    if constexpr (std::is_same_v<Plain, event::Opened>) {
      a(e.title), a(e.language);
    } else if constexpr (std::is_same_v<Plain, event::Joined>) {
      a(e.participant), a(e.role), a(e.subject);
    } else if constexpr (std::is_same_v<Plain, event::RoleChanged>) {
      a(e.participant), a(e.role);
    } else if constexpr (std::is_same_v<Plain, event::Removed>) {
      a(e.participant);
    } else if constexpr (std::is_same_v<Plain, event::DocOpened>) {
      a(e.doc), a(e.name), a(e.owner), a(e.text);
    } else if constexpr (std::is_same_v<Plain, event::DocRenamed>) {
      a(e.doc), a(e.name);
    } else if constexpr (std::is_same_v<Plain, event::DocRemoved>) {
      a(e.doc);
    } else if constexpr (std::is_same_v<Plain, event::Edited>) {
      a(e.doc), a(e.rev), a(e.op), a(e.erased);
    } else if constexpr (std::is_same_v<Plain, event::Chat> || std::is_same_v<Plain, event::Note>) {
      a(e.text);
    } else if constexpr (std::is_same_v<Plain, event::LanguageSet>) {
      a(e.language);
    } else if constexpr (std::is_same_v<Plain, event::ProblemSet>) {
      a(e.id), a(e.title), a(e.statement);
    } else if constexpr (std::is_same_v<Plain, event::RunQueued>) {
      a(e.run), a(e.doc), a(e.rev), a(e.language), a(e.input);
    } else if constexpr (std::is_same_v<Plain, event::RunStarted>) {
      a(e.run), a(e.language_version), a(e.image), a(e.cold);
    } else if constexpr (std::is_same_v<Plain, event::RunOutput>) {
      a(e.run), a(e.stream), a.raw(e.data);
    } else if constexpr (std::is_same_v<Plain, event::RunInput>) {
      a(e.run), a(e.text), a(e.end);
    } else if constexpr (std::is_same_v<Plain, event::RunStopping>) {
      a(e.run);
    } else if constexpr (std::is_same_v<Plain, event::RunEnded>) {
      a(e.run), a(e.result.kind), a.signed_number(e.result.exit_code), a.signed_number(e.result.signal);
      a(e.result.wall_ms), a(e.result.cpu_ms), a(e.result.memory_kb), a(e.result.truncated), a(e.result.message);
      a(e.dropped_bytes);
    } else if constexpr (std::is_same_v<Plain, event::Submitted>) {
      a.list(e.docs);
    } else {
      static_assert(std::is_empty_v<Plain>, "an event whose fields are not listed");
    }
  }
};

template <size_t Index = 0>
Result<Event> decode_alternative(size_t index, std::string_view body) {
  if constexpr (Index < std::variant_size_v<Event>) {
    if (index != Index) return decode_alternative<Index + 1>(index, body);
    std::variant_alternative_t<Index, Event> event;
    Reader reader(body);
    Fields::of(reader, event);
    if (!reader.done()) return Error{Errc::record_malformed, "record body is malformed"};
    return Event(std::move(event));
  } else {
    return Error{Errc::record_malformed, "record has an unknown kind"};
  }
}

}  // namespace

std::string encode_event(const Event& event) {
  std::string bytes;
  Writer writer(bytes);
  std::visit([&](const auto& alternative) { Fields::of(writer, alternative); }, event);
  return bytes;
}

Result<Event> decode_event(RecordKind kind, std::string_view body) {
  return decode_alternative(static_cast<size_t>(kind) - 1, body);
}

}  // namespace interview
