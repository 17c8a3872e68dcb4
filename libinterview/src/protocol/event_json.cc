#include "protocol/event_json.h"

#include <cstring>
#include <limits>

#include "interview/text.h"
#include "protocol/operation_json.h"
#include "room/event_fields.h"

namespace interview::wire {
namespace {

constexpr std::string_view kKindNames[] = {
    "opened",       "joined",    "role_changed", "removed",     "doc_opened",   "doc_renamed",
    "doc_removed",  "edited",    "chat",         "note",        "language_set", "problem_set",
    "locked",       "unlocked",  "run_queued",   "run_started", "run_output",   "run_input",
    "run_stopping", "run_ended", "submitted",    "ended"};
static_assert(std::size(kKindNames) == std::variant_size_v<Event>);

// What the log keeps and nobody is shown: who stands behind a participant.
bool is_hidden(const char* name) {
  return std::strcmp(name, "subject") == 0;
}

// Writes the fields of an event (see EventFields).
class FieldsWriter {
 public:
  explicit FieldsWriter(JsonOut& out) : out_(out) {}

  template <typename Number>
  std::enable_if_t<std::is_integral_v<Number>> operator()(const char* name, const Number& value) {
    out_.key(name).number(static_cast<uint64_t>(value));
  }
  void operator()(const char* name, const bool& value) { out_.key(name).boolean(value); }
  void operator()(const char* name, const std::string& value) {
    if (!is_hidden(name)) out_.key(name).text(value);
  }
  // What an edit erased: those who see the edit have it before them.
  void operator()(const char*, const std::u16string&) {}
  void operator()(const char* name, const Operation& value) {
    out_.key(name);
    write_operation(out_, value);
  }
  void operator()(const char* name, const Role& value) { out_.key(name).text(to_string(value)); }
  void operator()(const char* name, const OutputStream& value) {
    out_.key(name).text(value == OutputStream::err ? "err" : "out");
  }
  void operator()(const char* name, const RunKind& value) { out_.key(name).text(to_string(value)); }
  void bytes(const char* name, const std::string& value) {
    out_.key(name).text(is_valid_utf8(value) ? value : to_valid_utf8(value));
  }
  void signed_number(const char* name, const int& value) { out_.key(name).integer(value); }
  void operator()(const char* name, const std::vector<event::Submitted::Doc>& docs) {
    out_.key(name).begin_array();
    for (const auto& doc : docs) {
      out_.begin_object();
      out_.key("doc").number(doc.doc);
      out_.key("rev").number(doc.rev);
      out_.end_object();
    }
    out_.end_array();
  }

 private:
  JsonOut& out_;
};

class FieldsReader {
 public:
  explicit FieldsReader(FieldsIn& in) : in_(in) {}

  template <typename Number>
  std::enable_if_t<std::is_integral_v<Number>> operator()(const char* name, Number& value) {
    value = static_cast<Number>(in_.number(name, static_cast<uint64_t>(std::numeric_limits<Number>::max())));
  }
  void operator()(const char* name, bool& value) { value = in_.boolean_or(name, false); }
  void operator()(const char* name, std::string& value) {
    if (!is_hidden(name)) value = in_.text(name);
  }
  void operator()(const char*, std::u16string&) {}
  void operator()(const char* name, Operation& value) {
    const Json* json = in_.required(name);
    if (!json) return;
    auto operation = read_operation(*json);
    if (operation)
      value = std::move(*operation);
    else
      in_.fail(operation.error());
  }
  void operator()(const char* name, Role& value) { take(role_from(in_.text(name)), value); }
  void operator()(const char* name, OutputStream& value) {
    const std::string stream = in_.text(name);
    if (stream != "out" && stream != "err") in_.fail("field 'stream' is neither out nor err");
    value = stream == "err" ? OutputStream::err : OutputStream::out;
  }
  void operator()(const char* name, RunKind& value) { take(run_kind_from(in_.text(name)), value); }
  void bytes(const char* name, std::string& value) { value = in_.text(name); }
  void signed_number(const char* name, int& value) { value = in_.integer32(name); }
  void operator()(const char* name, std::vector<event::Submitted::Doc>& docs) {
    for (const Json& item : in_.array(name).GetArray()) {
      FieldsIn fields(item);
      docs.push_back({fields.number32("doc"), fields.number("rev")});
      if (!fields.ok()) in_.fail(fields.error());
    }
  }

 private:
  template <typename T>
  void take(Result<T> result, T& value) {
    if (result)
      value = *result;
    else
      in_.fail(result.error());
  }

  FieldsIn& in_;
};

template <size_t Index = 0>
Event read_alternative(size_t index, FieldsIn& in) {
  if constexpr (Index < std::variant_size_v<Event>) {
    if (index != Index) return read_alternative<Index + 1>(index, in);
    std::variant_alternative_t<Index, Event> event;
    FieldsReader reader(in);
    EventFields::of(reader, event);
    return event;
  } else {
    in.fail({Errc::unknown_type, "unknown kind of event"});
    return event::Ended{};
  }
}

// What an event and a record's header say alike, and the event.
template <typename Header>
void write_fields(JsonOut& out, const Header& header, const Event& event, std::string_view name) {
  out.key("seq").number(header.seq);
  out.key("at").integer(header.at);
  out.key("by").number(header.by);
  write_audience(out, header.audience);
  out.key("kind").text(kKindNames[event.index()]);
  std::visit(
      [&](const auto& alternative) {
        FieldsWriter writer(out);
        EventFields::of(writer, alternative);
      },
      event);
  if (std::holds_alternative<event::Joined>(event)) out.key("name").text(name);
}

}  // namespace

void write_audience(JsonOut& out, const Audience& audience) {
  if (audience.kind == Audience::kInterviewers) out.key("to").text("interviewers");
  if (audience.kind == Audience::kPerson) out.key("to").number(audience.person);
}

Audience read_audience(FieldsIn& in) {
  const Json* to = in.optional("to");
  if (!to) return {};
  if (to->IsUint()) return {Audience::kPerson, to->GetUint()};
  if (to->IsString() && std::string_view(to->GetString(), to->GetStringLength()) == "interviewers")
    return {Audience::kInterviewers, 0};
  in.fail("field 'to' is not an audience");
  return {};
}

void write_event(JsonOut& out, const SeenEvent& seen) {
  out.begin_object();
  write_fields(out, seen, seen.event, seen.name);
  if (!seen.client.empty()) {
    out.key("client").text(seen.client);
    out.key("n").number(seen.n);
  }
  out.end_object();
}

EncodedEvent encode_event(const RecordHeader& header, const Event& event, const NameOf& name_of) {
  EncodedEvent encoded{header.seq, header.by, header.audience, header.client, {}, {}};
  encoded.json.reserve(160);
  JsonOut out(encoded.json);
  const auto* joined = std::get_if<event::Joined>(&event);
  out.begin_object();
  write_fields(out, header, event, joined ? name_of(joined->participant) : std::string_view());
  out.end_object();
  if (!header.client.empty()) {
    // A client id is plain ASCII (check_client_id): nothing in it wants escaping.
    encoded.own_json.reserve(encoded.json.size() + header.client.size() + 40);
    encoded.own_json.append(encoded.json, 0, encoded.json.size() - 1);
    encoded.own_json.append(",\"client\":\"").append(header.client).append("\",\"n\":");
    encoded.own_json.append(std::to_string(header.n)).append("}");
  }
  return encoded;
}

Result<SeenEvent> read_event(const Json& value) {
  FieldsIn in(value);
  SeenEvent seen;
  seen.seq = in.number("seq");
  seen.at = in.integer("at");
  seen.by = in.number32("by");
  seen.client = in.text_or("client", "");
  seen.n = in.number_or("n", 0);
  seen.audience = read_audience(in);
  const std::string kind = in.text("kind");
  size_t index = 0;
  while (index < std::size(kKindNames) && kind != kKindNames[index]) ++index;
  if (in.ok()) seen.event = read_alternative(index, in);
  if (in.ok() && std::holds_alternative<event::Joined>(seen.event)) seen.name = in.text_or("name", "");
  if (!in.ok()) return in.error();
  return seen;
}

}  // namespace interview::wire
