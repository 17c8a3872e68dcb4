#include "protocol/view_json.h"

#include <algorithm>
#include <iterator>

#include "interview/text.h"
#include "protocol/event_json.h"

namespace interview::wire {
namespace {

constexpr std::string_view kStates[] = {"queued", "running", "ended"};

void write_run(JsonOut& out, const RoomRun& run) {
  out.begin_object();
  out.key("run").number(run.id);
  out.key("by").number(run.by);
  out.key("doc").number(run.doc);
  out.key("at").integer(run.at);
  out.key("state").text(kStates[run.state]);
  out.key("stopping").boolean(run.stopping);
  out.key("language").text(run.language);
  out.key("language_version").text(run.language_version);
  out.key("image").text(run.image);
  out.key("output").begin_array();
  for (const RoomRun::Output& output : run.output) {
    out.begin_object();
    out.key("stream").text(output.stream == OutputStream::err ? "err" : "out");
    out.key("data").text(to_valid_utf8(output.data));
    out.end_object();
  }
  out.end_array();
  if (run.state == RoomRun::kEnded) {
    out.key("result").text(to_string(run.result.kind));
    out.key("exit_code").integer(run.result.exit_code);
    out.key("signal").integer(run.result.signal);
    out.key("wall_ms").number(run.result.wall_ms);
    out.key("cpu_ms").number(run.result.cpu_ms);
    out.key("memory_kb").number(run.result.memory_kb);
    out.key("truncated").boolean(run.result.truncated);
    out.key("message").text(run.result.message);
  }
  out.end_object();
}

RoomRun read_run(FieldsIn& in) {
  RoomRun run;
  run.id = in.number32("run");
  run.by = in.number32("by");
  run.doc = in.number32("doc");
  run.at = in.integer("at");
  const std::string word = in.text("state");
  const auto* state = std::find(std::begin(kStates), std::end(kStates), word);
  if (state == std::end(kStates))
    in.fail("field 'state' is none of a run");
  else
    run.state = static_cast<RoomRun::State>(state - std::begin(kStates));
  run.stopping = in.boolean_or("stopping", false);
  run.language = in.text("language");
  run.language_version = in.text_or("language_version", "");
  run.image = in.text_or("image", "");
  for (const Json& item : in.array("output").GetArray()) {
    FieldsIn output(item);
    const std::string stream = output.text("stream");
    if (stream != "out" && stream != "err") output.fail("field 'stream' is neither out nor err");
    run.output.push_back({stream == "err" ? OutputStream::err : OutputStream::out, output.text("data")});
    run.kept_bytes += run.output.back().data.size();
    if (!output.ok()) in.fail(output.error());
  }
  if (run.state != RoomRun::kEnded) return run;
  const auto kind = run_kind_from(in.text("result"));
  if (!kind) in.fail(kind.error());
  if (kind) run.result.kind = *kind;
  run.result.exit_code = in.integer32("exit_code");
  run.result.signal = in.integer32("signal");
  run.result.wall_ms = in.number("wall_ms");
  run.result.cpu_ms = in.number("cpu_ms");
  run.result.memory_kb = in.number("memory_kb");
  run.result.truncated = in.boolean_or("truncated", false);
  run.result.message = in.text_or("message", "");
  return run;
}

// Reads each object of a list; what `read` finds wrong is wrong with the whole.
template <typename Read>
void for_each_object(FieldsIn& in, const char* name, Read read) {
  for (const Json& item : in.array(name).GetArray()) {
    FieldsIn fields(item);
    read(fields);
    if (!fields.ok()) in.fail(fields.error());
  }
}

}  // namespace

void write_connections(JsonOut& out, const std::vector<std::pair<uint32_t, uint32_t>>& connections) {
  out.key("connections").begin_array();
  for (const auto& [connection, person] : connections) {
    out.begin_object();
    out.key("connection").number(connection);
    out.key("by").number(person);
    out.end_object();
  }
  out.end_array();
}

std::vector<std::pair<uint32_t, uint32_t>> read_connections(FieldsIn& in) {
  std::vector<std::pair<uint32_t, uint32_t>> connections;
  for_each_object(in, "connections", [&](FieldsIn& fields) {
    const uint32_t connection = fields.number32("connection");
    connections.emplace_back(connection, fields.number32("by"));
  });
  return connections;
}

void write_view(JsonOut& out, const RoomView& view) {
  out.begin_object();
  out.key("id").text(view.id);
  out.key("title").text(view.title);
  out.key("language").text(view.language);
  out.key("problem").begin_object();
  out.key("id").text(view.problem.id);
  out.key("title").text(view.problem.title);
  out.key("statement").text(view.problem.statement);
  out.end_object();
  out.key("locked").boolean(view.locked);
  out.key("ended").boolean(view.ended);
  out.key("submissions").number(view.submissions);
  out.key("now").integer(view.now);
  if (view.began) out.key("began").integer(*view.began);
  out.key("people").begin_array();
  for (const auto& [number, person] : view.people) {
    out.begin_object();
    out.key("participant").number(number);
    out.key("name").text(person.name);
    out.key("role").text(to_string(person.role));
    out.key("removed").boolean(person.removed);
    out.end_object();
  }
  out.end_array();
  write_connections(out, {view.connections.begin(), view.connections.end()});
  out.key("docs").begin_array();
  std::string text;
  for (const auto& [id, doc] : view.docs) {
    text.clear();
    append_utf8(text, doc.text.text());
    out.begin_object();
    out.key("doc").number(id);
    out.key("name").text(doc.name);
    out.key("owner").number(doc.owner);
    out.key("rev").number(doc.rev);
    out.key("text").text(text);
    out.end_object();
  }
  out.end_array();
  out.key("chat").begin_array();
  for (const ChatLine& line : view.chat) {
    out.begin_object();
    out.key("seq").number(line.seq);
    out.key("at").integer(line.at);
    out.key("by").number(line.by);
    out.key("note").boolean(line.note);
    write_audience(out, line.audience);
    out.key("text").text(line.text);
    out.end_object();
  }
  out.end_array();
  out.key("runs").begin_array();
  for (const auto& [id, run] : view.runs) write_run(out, run);
  out.end_array();
  out.end_object();
}

Result<RoomView> read_view(const Json& value) {
  FieldsIn in(value);
  RoomView view;
  view.id = in.text("id");
  view.title = in.text("title");
  view.language = in.text("language");
  if (const Json* problem = in.required("problem")) {
    FieldsIn fields(*problem);
    view.problem = {fields.text("id"), fields.text("title"), fields.text("statement")};
    if (!fields.ok()) in.fail(fields.error());
  }
  view.locked = in.boolean_or("locked", false);
  view.ended = in.boolean_or("ended", false);
  view.submissions = in.number("submissions");
  view.now = in.integer("now");
  if (in.has("began")) view.began = in.integer("began");
  for_each_object(in, "people", [&](FieldsIn& fields) {
    RoomView::Person person{fields.number32("participant"), fields.text("name"), Role::observer, false};
    const auto role = role_from(fields.text("role"));
    if (!role) return fields.fail(role.error());
    person.role = *role;
    person.removed = fields.boolean_or("removed", false);
    view.people[person.number] = std::move(person);
  });
  for (const auto& [connection, person] : read_connections(in)) view.connections[connection] = person;
  for_each_object(in, "docs", [&](FieldsIn& fields) {
    const uint32_t id = fields.number32("doc");
    std::string name = fields.text("name");
    const uint32_t owner = fields.number32("owner");
    const uint64_t rev = fields.number("rev");
    const auto text = utf8_to_utf16(fields.text("text"));
    if (!text) return fields.fail(text.error());
    view.docs.emplace(id, RoomView::Doc{id, std::move(name), owner, rev, TextBuffer(*text)});
  });
  for_each_object(in, "chat", [&](FieldsIn& fields) {
    ChatLine line;
    line.seq = fields.number("seq");
    line.at = fields.integer("at");
    line.by = fields.number32("by");
    line.note = fields.boolean_or("note", false);
    line.audience = read_audience(fields);
    line.text = fields.text("text");
    view.chat.push_back(std::move(line));
  });
  for_each_object(in, "runs", [&](FieldsIn& fields) {
    RoomRun run = read_run(fields);
    view.runs.emplace(run.id, std::move(run));
  });
  if (!in.ok()) return in.error();
  return view;
}

}  // namespace interview::wire
