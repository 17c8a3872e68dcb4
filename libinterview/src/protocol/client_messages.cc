// Messages from client to server.
#include <cstring>

#include "interview/protocol.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"
#include "protocol/operation_json.h"

namespace interview::wire {
namespace {

Role read_role(FieldsIn& in) {
  const auto role = role_from(in.text("role"));
  if (!role) in.fail(role.error());
  return role ? *role : Role::observer;
}

Operation read_op(FieldsIn& in) {
  const Json* json = in.required("op");
  if (!json) return {};
  auto operation = read_operation(*json);
  if (operation) return std::move(*operation);
  in.fail(operation.error());
  return {};
}

bool read_to_interviewers(FieldsIn& in) {
  const std::string to = in.text_or("to", "all");
  if (to != "all" && to != "interviewers") in.fail("field 'to' is neither all nor interviewers");
  return to == "interviewers";
}

using ReadCommand = Command (*)(FieldsIn&);

struct CommandRow {
  std::string_view type;
  ReadCommand read;
};

// In the order of the alternatives of Command, for both directions.
const CommandRow kCommands[] = {
    {"edit",
     [](FieldsIn& in) -> Command {
       const uint32_t doc = in.number32("doc");
       const uint64_t base = in.number("base");
       return command::Edit{doc, base, read_op(in)};
     }},
    {"chat",
     [](FieldsIn& in) -> Command {
       std::string text = in.text("text");
       return command::Chat{std::move(text), read_to_interviewers(in)};
     }},
    {"note", [](FieldsIn& in) -> Command { return command::Note{in.text("text")}; }},
    {"open_doc",
     [](FieldsIn& in) -> Command {
       std::string name = in.text("name"), text = in.text_or("text", "");
       return command::OpenDoc{std::move(name), std::move(text),
                               static_cast<uint32_t>(in.number_or("owner", 0, UINT32_MAX))};
     }},
    {"rename_doc",
     [](FieldsIn& in) -> Command {
       const uint32_t doc = in.number32("doc");
       return command::RenameDoc{doc, in.text("name")};
     }},
    {"remove_doc", [](FieldsIn& in) -> Command { return command::RemoveDoc{in.number32("doc")}; }},
    {"set_language", [](FieldsIn& in) -> Command { return command::SetLanguage{in.text("language")}; }},
    {"set_problem",
     [](FieldsIn& in) -> Command {
       std::string id = in.text("id"), title = in.text("title");
       return command::SetProblem{std::move(id), std::move(title), in.text("statement")};
     }},
    {"lock", [](FieldsIn&) -> Command { return command::Lock{}; }},
    {"unlock", [](FieldsIn&) -> Command { return command::Unlock{}; }},
    {"run",
     [](FieldsIn& in) -> Command {
       const uint32_t doc = in.number32("doc");
       std::string language = in.text_or("language", ""), input = in.text_or("stdin", "");
       return command::Run{doc, std::move(language), std::move(input), in.boolean_or("interactive", false)};
     }},
    {"run_input",
     [](FieldsIn& in) -> Command {
       const uint32_t run = in.number32("run");
       std::string text = in.text_or("data", "");
       return command::RunInput{run, std::move(text), in.boolean_or("end", false)};
     }},
    {"run_stop", [](FieldsIn& in) -> Command { return command::RunStop{in.number32("run")}; }},
    {"submit", [](FieldsIn&) -> Command { return command::Submit{}; }},
    {"set_role",
     [](FieldsIn& in) -> Command {
       const uint32_t participant = in.number32("participant");
       return command::SetRole{participant, read_role(in)};
     }},
    {"remove", [](FieldsIn& in) -> Command { return command::Remove{in.number32("participant")}; }},
    {"end", [](FieldsIn&) -> Command { return command::End{}; }},
};
static_assert(std::size(kCommands) == std::variant_size_v<Command>);

class CommandWriter {
 public:
  explicit CommandWriter(JsonOut& out) : out_(out) {}

  void operator()(const command::Edit& c) {
    out_.key("doc").number(c.doc);
    out_.key("base").number(c.base);
    out_.key("op");
    write_operation(out_, c.op);
  }
  void operator()(const command::Chat& c) {
    out_.key("text").text(c.text);
    out_.key("to").text(c.to_interviewers ? "interviewers" : "all");
  }
  void operator()(const command::Note& c) { out_.key("text").text(c.text); }
  void operator()(const command::OpenDoc& c) {
    out_.key("name").text(c.name);
    out_.key("text").text(c.text);
    if (c.owner != 0) out_.key("owner").number(c.owner);
  }
  void operator()(const command::RenameDoc& c) {
    out_.key("doc").number(c.doc);
    out_.key("name").text(c.name);
  }
  void operator()(const command::RemoveDoc& c) { out_.key("doc").number(c.doc); }
  void operator()(const command::SetLanguage& c) { out_.key("language").text(c.language); }
  void operator()(const command::SetProblem& c) {
    out_.key("id").text(c.id);
    out_.key("title").text(c.title);
    out_.key("statement").text(c.statement);
  }
  void operator()(const command::Lock&) {}
  void operator()(const command::Unlock&) {}
  void operator()(const command::Run& c) {
    out_.key("doc").number(c.doc);
    if (!c.language.empty()) out_.key("language").text(c.language);
    out_.key("stdin").text(c.input);
    if (c.keep_input_open) out_.key("interactive").boolean(true);
  }
  void operator()(const command::RunInput& c) {
    out_.key("run").number(c.run);
    out_.key("data").text(c.text);
    if (c.end) out_.key("end").boolean(true);
  }
  void operator()(const command::RunStop& c) { out_.key("run").number(c.run); }
  void operator()(const command::Submit&) {}
  void operator()(const command::SetRole& c) {
    out_.key("participant").number(c.participant);
    out_.key("role").text(to_string(c.role));
  }
  void operator()(const command::Remove& c) { out_.key("participant").number(c.participant); }
  void operator()(const command::End&) {}

 private:
  JsonOut& out_;
};

class ClientMessageWriter {
 public:
  explicit ClientMessageWriter(JsonOut& out) : out_(out) {}

  void operator()(const Hello& m) {
    out_.key("type").text("hello");
    out_.key("token").text(m.token);
    out_.key("room").text(m.room);
    out_.key("client").text(m.client);
    out_.key("seen").number(m.seen);
    out_.key("head").text(m.head);
    out_.key("pending").boolean(m.pending);
  }
  void operator()(const Numbered& m) {
    out_.key("type").text(kCommands[m.command.index()].type);
    out_.key("n").number(m.n);
    std::visit(CommandWriter(out_), m.command);
  }
  void operator()(const Select& m) {
    out_.key("type").text("select");
    out_.key("doc").number(m.doc);
    out_.key("base").number(m.base);
    if (m.after != 0) out_.key("after").number(m.after);
    out_.key("ranges").begin_array();
    for (const Selection& range : m.ranges) {
      out_.begin_array();
      out_.number(range.anchor);
      out_.number(range.head);
      out_.end_array();
    }
    out_.end_array();
  }
  void operator()(const Signal& m) {
    out_.key("type").text("signal");
    out_.key("to").number(m.to);
    out_.key("data").raw(m.data, rapidjson::kObjectType);
  }
  void operator()(const Renew&) { out_.key("type").text("renew"); }
  void operator()(const Ping&) { out_.key("type").text("ping"); }

 private:
  JsonOut& out_;
};

ClientMessage read_hello(FieldsIn& in) {
  Hello hello;
  hello.token = in.text("token");
  hello.room = in.text("room");
  hello.client = in.text("client");
  hello.seen = in.number_or("seen", 0);
  hello.head = in.text_or("head", "");
  hello.pending = in.boolean_or("pending", false);
  return hello;
}

ClientMessage read_select(FieldsIn& in, const MessageLimits& limits) {
  Select select;
  select.doc = in.number32("doc");
  select.base = in.number("base");
  select.after = in.number_or("after", 0);
  const Json& ranges = in.array("ranges");
  if (ranges.Size() > limits.selections) in.fail({Errc::too_big, "too many selections"});
  for (const Json& range : ranges.GetArray()) {
    if (!in.ok()) break;
    if (!range.IsArray() || range.Size() != 2 || !range[0].IsUint() || !range[1].IsUint())
      in.fail("a selection is a pair of positions");
    else
      select.ranges.push_back({range[0].GetUint(), range[1].GetUint()});
  }
  return select;
}

ClientMessage read_signal(FieldsIn& in, const MessageLimits& limits) {
  Signal signal;
  signal.to = in.number32("to");
  signal.data = in.json("data");
  if (signal.data.size() > limits.signal_bytes)
    in.fail({Errc::too_big, "a signal has at most " + std::to_string(limits.signal_bytes) + " bytes"});
  return signal;
}

ClientMessage read_message(std::string_view type, FieldsIn& in, const MessageLimits& limits, uint64_t& n) {
  for (const CommandRow& row : kCommands) {
    if (type != row.type) continue;
    n = in.number("n");
    if (in.ok() && n == 0) in.fail("commands are numbered from 1");
    return Numbered{n, row.read(in)};
  }
  if (type == "hello") return read_hello(in);
  if (type == "select") return read_select(in, limits);
  if (type == "signal") return read_signal(in, limits);
  if (type == "renew") return Renew{};
  if (type == "ping") return Ping{};
  // A command of a later version, perhaps: its sender waits for an answer to it.
  if (const Json* number = in.optional("n"); number && number->IsUint64()) n = number->GetUint64();
  in.fail({Errc::unknown_type, "there is no such message type"});
  return Ping{};
}

}  // namespace

std::variant<ClientMessage, DecodeFailure> decode_client_message(std::string_view json,
                                                                 const MessageLimits& limits) {
  const auto message = JsonMessage::parse(json, limits.bytes, limits.depth);
  if (!message) return DecodeFailure{message.error(), 0};
  FieldsIn in(message->object());
  const std::string type = in.text("type");
  uint64_t n = 0;
  ClientMessage decoded;
  if (in.ok()) decoded = read_message(type, in, limits, n);
  if (!in.ok()) return DecodeFailure{in.error(), n};
  return decoded;
}

std::string encode(const ClientMessage& message) {
  std::string json;
  JsonOut out(json);
  out.begin_object();
  std::visit(ClientMessageWriter(out), message);
  out.end_object();
  return json;
}

}  // namespace interview::wire
