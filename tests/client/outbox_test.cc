// What survives the process.
#include <doctest/doctest.h>

#include "base/wire.h"
#include "client/desk.h"
#include "support/random.h"

using namespace interview;
using namespace interview::test;

namespace {

// The desk with its session taken down and brought up again from its outbox, and connected.
void restart(Desk& desk, uint64_t acked, uint64_t upto) {
  const std::string outbox = desk.session.outbox();
  auto restored = ClientSession::restore(outbox);
  REQUIRE(restored.ok());
  CHECK(restored->outbox() == outbox);
  desk.session = std::move(*restored);
  desk.session.connected("jwt");
  desk.take(wire::Resume{1, 8, Role::interviewer, acked, upto, {}, true, {}});
}

Errc restore_error(const std::string& outbox) {
  const auto restored = ClientSession::restore(outbox);
  REQUIRE_FALSE(restored.ok());
  return restored.error().code;
}

}  // namespace

TEST_CASE("with nothing pending only the name and the number are kept") {
  Desk desk(u"abc");
  desk.type(0, u"x");
  desk.settle();
  auto restored = ClientSession::restore(desk.session.outbox());
  REQUIRE(restored.ok());
  CHECK(restored->client() == kDeskClient);
  CHECK(restored->room() == "r_desk");
  CHECK(restored->last_command() == 1);
  CHECK_FALSE(restored->has_pending());
  CHECK(restored->seen() == 0);
  CHECK(restored->view().docs.empty());
}

TEST_CASE("a session goes on where its outbox was taken") {
  Desk desk(std::vector<std::u16string>{u"a\U0001F600c", u"second"});
  desk.type(4, u"d");
  const auto finish = [&](uint64_t first) {
    CHECK(desk.text() == u"a\U0001F600cd");
    desk.remote(Operation::splice(4, 0, 1, u"REMOTE"));
    CHECK(desk.text() == u"REMOTE\U0001F600cd");
    const wire::Numbered sent = desk.next();
    CHECK(sent.n == first);
    CHECK(std::get<command::Edit>(sent.command).op == Operation::splice(9, 9, 0, u"d"));
  };
  SUBCASE("waiting") {
    restart(desk, 0, 11);
    finish(1);
  }
  SUBCASE("put in flight, perhaps not sent") {
    desk.next();
    restart(desk, 0, 11);
    CHECK(desk.session.last_command() == 1);
    finish(1);
  }
  SUBCASE("in flight, with more of all kinds behind") {
    desk.next();
    REQUIRE(desk.session.send(command::Chat{"hi", true}).ok());
    desk.type(0, u"other", 2);
    restart(desk, 0, 11);
    CHECK(desk.text(2) == u"othersecond");
    finish(1);
    desk.landed(1, desk.edited(Operation::splice(9, 9, 0, u"d")));
    const wire::Numbered chat = desk.next();
    CHECK(chat.n == 2);
    CHECK(std::get<command::Chat>(chat.command).to_interviewers);
  }
  SUBCASE("done by the server in the meantime") {
    desk.next();
    restart(desk, 1, 11);
    CHECK_FALSE(desk.session.live());
    const auto notices = desk.landed(1, desk.edited(Operation::splice(4, 4, 0, u"d")));
    CHECK(find<notice::Acknowledged>(notices));
    CHECK_FALSE(desk.session.has_pending());
    CHECK(desk.text() == u"a\U0001F600cd");
  }
  SUBCASE("held for a retry") {
    desk.next();
    desk.take(wire::Refusal{1, Errc::busy, {}, true});
    restart(desk, 0, 11);
    finish(1);
  }
  SUBCASE("cut into parts") {
    ClientOptions options;
    options.message_bytes = 512;
    Desk small(u"", options);
    small.type(0, std::u16string(100, u'x'));
    const auto first = small.next_edit();
    REQUIRE(first.op.inserted().size() < 100);
    restart(small, 1, 11);
    small.landed(1, small.edited(first.op));
    CHECK(first.op.inserted().size() + small.next_edit().op.inserted().size() == 100);
  }
  SUBCASE("in flight, of a document that was removed") {
    desk.next();
    desk.type(0, u"other", 2);
    desk.happened(event::DocRemoved{1});
    restart(desk, 0, 11);
    CHECK(desk.next().n == 1);
    desk.take(wire::Refusal{1, Errc::no_such_document, {}, false});
    CHECK(desk.next_edit().op.inserted() == u"other");
  }
}

TEST_CASE("an outbox of which a part is missing, or that says too much, is refused") {
  Desk desk(u"abc");
  desk.type(0, u"x");
  desk.next();
  REQUIRE(desk.session.send(command::Chat{"hi", false}).ok());
  const std::string whole = desk.session.outbox();
  for (size_t size = 0; size < whole.size(); ++size)
    CHECK(restore_error(whole.substr(0, size)) == Errc::record_malformed);
  CHECK(restore_error(whole + "x") == Errc::record_malformed);
}

TEST_CASE("an outbox that no session wrote is refused") {
  const auto outbox = [](uint64_t last_n, std::initializer_list<std::pair<uint64_t, Command>> commands) {
    std::string bytes;
    WireWriter out(bytes);
    out.number(1);
    out.bytes("r_desk");
    out.bytes(kDeskClient);
    out.number(last_n);
    out.number(commands.size());
    for (const auto& [n, command] : commands) {
      out.number(n);
      out.number(1);
      out.bytes(wire::encode(wire::Numbered{std::max<uint64_t>(n, 1), command}));
    }
    if (commands.size() > 0) out.bytes(wire::encode(Desk(u"").welcome({u"abc"})));
    return bytes;
  };
  const Command chat = command::Chat{"hi", false};
  const auto edit = [](uint32_t doc, size_t length) {
    return command::Edit{doc, 3, Operation::splice(length, 0, 0, u"x")};
  };
  CHECK(ClientSession::restore(outbox(5, {{5, chat}, {0, chat}})).ok());
  CHECK(ClientSession::restore(outbox(5, {{4, edit(1, 3)}, {0, edit(1, 4)}})).ok());
  CHECK(ClientSession::restore(outbox(5, {{5, edit(2, 7)}})).ok());
  // A number that was not given out yet; two in flight; one behind a waiting one; numbers at their end.
  CHECK(restore_error(outbox(5, {{6, chat}})) == Errc::record_malformed);
  CHECK(restore_error(outbox(5, {{4, chat}, {5, chat}})) == Errc::record_malformed);
  CHECK(restore_error(outbox(5, {{0, chat}, {5, chat}})) == Errc::record_malformed);
  CHECK(restore_error(outbox(UINT64_MAX, {})) == Errc::record_malformed);
  // Edits that do not fit their document, or of none.
  CHECK(restore_error(outbox(5, {{5, edit(1, 4)}})) == Errc::record_malformed);
  CHECK(restore_error(outbox(5, {{5, edit(1, 3)}, {0, edit(1, 3)}})) == Errc::record_malformed);
  CHECK(restore_error(outbox(5, {{0, edit(2, 3)}})) == Errc::record_malformed);
}

TEST_CASE("property: changed bytes are refused or give a session that works") {
  Desk desk(u"a\U0001F600c");
  desk.type(0, u"x");
  desk.next();
  desk.type(0, u"y");
  REQUIRE(desk.session.send(command::Chat{"hi", false}).ok());
  const std::string whole = desk.session.outbox();
  const uint64_t seed = test_seed();
  for (size_t i = test_cases(20'000); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    Random random(case_seed);
    std::string bytes = whole;
    for (size_t changes = random.between(1, 3); changes > 0; --changes)
      bytes[random.below(bytes.size())] = static_cast<char>(random.next());
    auto session = ClientSession::restore(bytes);
    if (!session) {
      REQUIRE(session.error().code == Errc::record_malformed);
      continue;
    }
    session->connected("jwt");
    const wire::Resume resume{1, 8, Role::interviewer, 0, session->seen(), {}, true, {}};
    REQUIRE(session->receive(wire::encode(resume)).ok());
    REQUIRE(session->next().has_value());
    REQUIRE(ClientSession::restore(session->outbox()).ok());
  }
}
