// A client's session, whatever its server says and its outbox holds. If the first byte is 'o', the rest is an
// outbox. Else each line is a step: a message of the server if it begins with a brace, or what a person does,
// a letter and up to two digits.
#include "interview/client_session.h"
#include "fuzz/fuzz.h"
#include "interview/text.h"

using namespace interview;

namespace {

const ClientOptions kOptions{512, 8, 4'000};

void check_view(const ClientSession& session) {
  for (const auto& [id, doc] : session.view().docs) {
    const std::u16string text = doc.text.text();
    FUZZ_REQUIRE(is_valid_utf16(text) && doc.id == id);
  }
}

// Another process goes on where this one is.
void restart(ClientSession& session) {
  const std::string outbox = session.outbox();
  auto restored = ClientSession::restore(outbox, kOptions);
  FUZZ_REQUIRE(restored.ok());
  FUZZ_REQUIRE(restored->outbox() == outbox);
  FUZZ_REQUIRE(restored->has_pending() == session.has_pending());
  FUZZ_REQUIRE(restored->last_command() == session.last_command());
  if (session.has_pending())
    for (const auto& [id, doc] : session.view().docs)
      FUZZ_REQUIRE(restored->view().docs.at(id).text == doc.text);
  session = std::move(*restored);
}

size_t digit(std::string_view step, size_t at) {
  return at < step.size() && step[at] >= '0' && step[at] <= '9' ? static_cast<size_t>(step[at] - '0') : 0;
}

void type(ClientSession& session, std::string_view step) {
  const auto& docs = session.view().docs;
  if (docs.empty()) return;
  const RoomView::Doc& doc = docs.begin()->second;
  const size_t length = doc.text.size();
  const size_t position = length * digit(step, 1) / 9;
  const size_t erased = std::min(digit(step, 2), length - position);
  const auto op = Operation::splice(length, position, erased, step[0] == 'e' ? u"x\U0001F600y" : u"");
  // It may split a pair, or pass the limit: then nothing has changed.
  const std::u16string before = doc.text.text();
  const uint32_t id = doc.id;
  const bool done = session.edit(id, op).ok();
  const std::u16string after = session.view().docs.at(id).text.text();
  FUZZ_REQUIRE(after == (done ? applied(op, before) : before));
  if (!done || op.is_identity()) return;
  const auto undone = session.undo(id);
  FUZZ_REQUIRE(undone && session.view().docs.at(id).text.text() == before);
  const auto redone = session.redo(id);
  FUZZ_REQUIRE(redone && session.view().docs.at(id).text.text() == after);
}

void act(ClientSession& session, std::string_view step) {
  const uint32_t doc = session.view().docs.empty() ? 1 : session.view().docs.begin()->first;
  switch (step[0]) {
    case 'e':
    case 'd':
      return type(session, step);
    case 'u':
      return (void)session.undo(doc);
    case 'r':
      return (void)session.redo(doc);
    case 'n':
      return (void)session.next();
    case 'c':
      session.disconnected();
      return (void)session.connected("token");
    case 't':
      return session.retry();
    case 'o':
      restart(session);
      return (void)session.connected("token");
    case 's':
      return (void)session.select(doc, {{digit(step, 1), digit(step, 2)}});
    case 'k':
      return (void)session.send(command::Chat{"hello", false});
    case 'R':
      return (void)session.send(command::Run{doc, "python", "", false});
  }
}

void live(std::string_view script) {
  ClientSession session("r_desk", "client-at-desk", kOptions);
  session.connected("token");
  while (!script.empty()) {
    const std::string_view step = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(script.size(), step.size() + 1));
    if (step.empty()) continue;
    if (step[0] != '{') {
      act(session, step);
    } else if (!session.receive(step)) {
      session.disconnected();
      session.connected("token");
    }
    check_view(session);
  }
  restart(session);
}

void outbox(std::string_view bytes) {
  auto session = ClientSession::restore(bytes, kOptions);
  if (!session) {
    FUZZ_REQUIRE(session.error().code == Errc::record_malformed);
    return;
  }
  check_view(*session);
  restart(*session);
  session->connected("token");
  (void)session->next();
  session->disconnected();
  restart(*session);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (size > 0 && data[0] == 'o')
    outbox(input.substr(1));
  else
    live(input);
  return 0;
}
