#include "bindings/oracle/sessions.h"

#include "bindings/oracle/notices.h"
#include "interview/text.h"
#include "protocol/operation_json.h"
#include "protocol/view_json.h"

namespace interview::test {
namespace {

using wire::FieldsIn;
using wire::JsonOut;

void write_message(JsonOut& out, const std::optional<std::string>& message) {
  if (message) out.key("message").raw(*message, rapidjson::kObjectType);
}

void write_op(JsonOut& out, const std::optional<Operation>& op) {
  if (!op) return;
  out.key("op");
  wire::write_operation(out, *op);
}

void write_outcome(JsonOut& out, const Result<void>& done) {
  if (!done) out.key("error").text(wire_code(done.error().code));
}

void receive(ClientSession& session, FieldsIn& in, JsonOut& out) {
  const auto notices = session.receive(in.text("json"));
  if (!notices) return write_outcome(out, notices.error());
  out.key("notices").begin_array();
  for (const Notice& notice : *notices) write_notice(out, notice);
  out.end_array();
}

void edit(ClientSession& session, FieldsIn& in, JsonOut& out) {
  const auto* json = in.required("op");
  const auto op = json ? wire::read_operation(*json) : Result<Operation>(Errc::op_malformed, "");
  if (!op) return write_outcome(out, op.error());
  write_outcome(out, session.edit(in.number32("doc"), *op, in.boolean_or("joins", false)));
}

// `json`: the command as a message.
void send(ClientSession& session, FieldsIn& in, JsonOut& out) {
  const auto decoded = wire::decode_client_message(in.text("json"));
  const auto* message = std::get_if<wire::ClientMessage>(&decoded);
  const auto* numbered = message ? std::get_if<wire::Numbered>(message) : nullptr;
  if (!numbered) return in.fail("not a command");
  write_outcome(out, session.send(numbered->command));
}

void select(const ClientSession& session, FieldsIn& in, JsonOut& out) {
  const Selection range{in.number("anchor"), in.number("head")};
  write_message(out, session.select(in.number32("doc"), {range}));
}

void write_state(JsonOut& out, const ClientSession& session) {
  out.key("you").number(session.you());
  out.key("connection").number(session.connection());
  out.key("role").text(to_string(session.role()));
  out.key("seen").number(session.seen());
  out.key("live").boolean(session.live());
  out.key("pending").number(session.pending_edits());
  out.key("has_pending").boolean(session.has_pending());
  out.key("last_command").number(session.last_command());
  out.key("view");
  wire::write_view(out, session.view());
}

}  // namespace

void Sessions::open(FieldsIn& in, JsonOut& out) {
  const uint32_t id = in.number32("id");
  ClientOptions options;
  options.message_bytes = in.number_or("message_bytes", options.message_bytes);
  options.undo_steps = in.number_or("undo_steps", options.undo_steps);
  options.document_units = in.number_or("document_units", options.document_units);
  options_[id] = options;
  sessions_.erase(id);
  sessions_.emplace(id, ClientSession(in.text("room"), in.text("client"), options));
  out.key("ok").boolean(true);
}

// As after the end of the process; "kept": of one that stored nothing after its last "keep".
void Sessions::reopen(FieldsIn& in, JsonOut& out) {
  const uint32_t id = in.number32("id");
  auto restored = ClientSession::restore(in.boolean_or("kept", false) ? kept_.at(id) : session(in).outbox(),
                                         options_.at(id));
  if (restored)
    session(in) = std::move(*restored);
  else
    write_outcome(out, restored.error());
}

bool Sessions::answer(const std::string& what, FieldsIn& in, JsonOut& out) {
  out.begin_object();
  bool known = true;
  if (what == "open")
    open(in, out);
  else if (what == "connected")
    write_message(out, session(in).connected(in.text("token")));
  else if (what == "receive")
    receive(session(in), in, out);
  else if (what == "disconnected")
    session(in).disconnected();
  else if (what == "next")
    write_message(out, session(in).next());
  else if (what == "retry")
    session(in).retry();
  else if (what == "edit")
    edit(session(in), in, out);
  else if (what == "send")
    send(session(in), in, out);
  else if (what == "undo")
    write_op(out, session(in).undo(in.number32("doc")));
  else if (what == "redo")
    write_op(out, session(in).redo(in.number32("doc")));
  else if (what == "select")
    select(session(in), in, out);
  else if (what == "state")
    write_state(out, session(in));
  else if (what == "keep")
    kept_[in.number32("id")] = session(in).outbox();
  else if (what == "reopen")
    reopen(in, out);
  else
    known = false;
  out.end_object();
  return known;
}

}  // namespace interview::test
