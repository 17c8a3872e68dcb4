// The canonical bytes of an operation.
//
//   operation := part*
//   part      := number(length << 2 | kind) [text]     kind: 0 retain, 1 insert, 2 erase
//   text      := number(size) UTF-8 bytes              of an insertion; `length` counts its UTF-16 units
#include <algorithm>

#include "base/wire.h"
#include "interview/operation.h"
#include "interview/text.h"

namespace interview {

void append_operation(std::string& out, const Operation& operation) {
  WireWriter writer(out);
  operation.for_each([&](const Operation::Part& part) {
    writer.number(part.length << 2 | static_cast<uint64_t>(part.kind));
    if (part.kind == Operation::Kind::insert)
      writer.sized([&](std::string& bytes) { append_utf8(bytes, part.text); });
  });
}

std::string encode_operation(const Operation& operation) {
  std::string bytes;
  append_operation(bytes, operation);
  return bytes;
}

Result<Operation> decode_operation(std::string_view bytes) {
  const Error malformed{Errc::op_malformed, "operation is not canonical"};
  Operation operation;
  WireReader reader(bytes);
  while (!reader.done()) {
    const uint64_t tag = reader.number();
    const uint64_t length = tag >> 2;
    if (!reader.ok() || length == 0 || length > Operation::kMaxLength) return malformed;
    if (std::max(operation.base_length(), operation.target_length()) + length > Operation::kMaxLength)
      return malformed;
    const size_t parts_before = operation.part_count();
    const bool after_erase = operation.ends_with_erase();
    switch (tag & 3) {
      case 0:
        operation.retain(length);
        break;
      case 1: {
        const std::string_view utf8 = reader.bytes();
        if (!reader.ok() || after_erase) return malformed;
        auto text = utf8_to_utf16(utf8);
        if (!text) return text.error();
        if (text->size() != length) return malformed;
        if (text->find(u'\r') != std::u16string::npos)
          return Error{Errc::op_carriage_return, "operation inserts a carriage return"};
        operation.insert(*text);
        break;
      }
      case 2:
        operation.erase(length);
        break;
      default:
        return malformed;
    }
    if (operation.part_count() == parts_before) return malformed;  // merged with its neighbour
  }
  return operation;
}

}  // namespace interview
