#include "bindings/oracle/op_cases.h"

#include <optional>

#include "interview/text.h"
#include "protocol/operation_json.h"

namespace interview::test {
namespace {

using wire::FieldsIn;
using wire::Json;
using wire::JsonOut;

void write_text(JsonOut& out, const char* key, std::u16string_view text) {
  std::string utf8;
  append_utf8(utf8, text);
  out.key(key).text(utf8);
}

void write_op(JsonOut& out, const char* key, const Operation& op) {
  out.key(key);
  wire::write_operation(out, op);
}

// The operation of a case, if it fits `text`; its code is written.
std::optional<Operation> read_fitting(FieldsIn& in, JsonOut& out, const char* key, const TextBuffer& text,
                                      size_t limit) {
  const Json* json = in.required(key);
  if (!json) return std::nullopt;
  const auto op = wire::read_operation(*json);
  const auto fits = op ? check(*op, text, limit) : Result<void>(op.error());
  out.key(key).text(fits ? "" : wire_code(fits.error().code));
  if (!fits) return std::nullopt;
  return *op;
}

void write_positions(JsonOut& out, FieldsIn& in, const Operation& a) {
  const size_t position = in.number("position");
  out.key("positions").begin_array();
  out.number(transform_position(position, a, Side::left));
  out.number(transform_position(position, a, Side::right));
  const Selection moved = transform(Selection{in.number("anchor"), in.number("head")}, a);
  out.number(moved.anchor);
  out.number(moved.head);
  out.end_array();
}

void answer_case(const Json& one, JsonOut& out) {
  FieldsIn in(one);
  out.begin_object();
  const auto units = utf8_to_utf16(in.text("text"));
  const size_t limit = in.number("limit");
  const TextBuffer text(units ? std::u16string_view(*units) : std::u16string_view());
  const auto a = read_fitting(in, out, "a", text, limit), b = read_fitting(in, out, "b", text, limit);
  if (a) {
    TextBuffer after = text;
    std::u16string erased;
    apply(*a, after, &erased);
    write_text(out, "after", after.text());
    write_op(out, "inverse", invert(*a, erased));
    write_positions(out, in, *a);
    if (const auto next = read_fitting(in, out, "next", after, limit))
      write_op(out, "composed", compose(*a, *next));
  }
  if (a && b) {
    write_op(out, "left", transform(*a, *b, Side::left));
    write_op(out, "right", transform(*a, *b, Side::right));
  }
  out.key("ok").boolean(in.ok());
  out.end_object();
}

}  // namespace

void answer_op_cases(FieldsIn& in, JsonOut& out) {
  out.begin_array();
  for (const Json& one : in.array("cases").GetArray()) answer_case(one, out);
  out.end_array();
}

}  // namespace interview::test
