#include "protocol/operation_json.h"

#include <algorithm>

#include "interview/text.h"

namespace interview::wire {

void write_operation(JsonOut& out, const Operation& operation) {
  out.begin_array();
  std::string utf8;
  operation.for_each([&](const Operation::Part& part) {
    switch (part.kind) {
      case Operation::Kind::retain:
        out.number(part.length);
        break;
      case Operation::Kind::insert:
        utf8.clear();
        append_utf8(utf8, part.text);
        out.text(utf8);
        break;
      case Operation::Kind::erase:
        out.integer(-static_cast<int64_t>(part.length));
        break;
    }
  });
  out.end_array();
}

Result<Operation> read_operation(const Json& value) {
  const Error malformed{Errc::op_malformed, "operation is not canonical"};
  if (!value.IsArray()) return Error{Errc::op_malformed, "an operation is a list"};
  Operation operation;
  for (const Json& part : value.GetArray()) {
    const size_t parts_before = operation.part_count();
    if (part.IsString()) {
      if (operation.ends_with_erase()) return malformed;
      auto text = utf8_to_utf16({part.GetString(), part.GetStringLength()});
      if (!text) return text.error();
      if (text->find(u'\r') != std::u16string::npos)
        return Error{Errc::op_carriage_return, "operation inserts a carriage return"};
      if (operation.target_length() + text->size() > Operation::kMaxLength) return malformed;
      operation.insert(*text);
    } else if (part.IsInt64()) {
      const int64_t length = part.GetInt64();
      constexpr auto kMost = static_cast<int64_t>(Operation::kMaxLength);
      if (length == 0 || length > kMost || length < -kMost) return malformed;
      const size_t units = static_cast<size_t>(length < 0 ? -length : length);
      if (std::max(operation.base_length(), operation.target_length()) + units > Operation::kMaxLength)
        return malformed;
      if (length > 0)
        operation.retain(units);
      else
        operation.erase(units);
    } else {
      return malformed;
    }
    if (operation.part_count() == parts_before) return malformed;  // empty text, or merged with its neighbour
  }
  return operation;
}

}  // namespace interview::wire
