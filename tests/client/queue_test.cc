// What is sent, and when.
#include <doctest/doctest.h>

#include "client/desk.h"
#include "interview/text.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("an edit shows at once, and is sent with a number and the revision that it is based on") {
  Desk desk(u"abc");
  desk.type(3, u"d");
  CHECK(desk.text() == u"abcd");
  const wire::Numbered sent = desk.next();
  CHECK(sent.n == 1);
  const auto& edit = std::get<command::Edit>(sent.command);
  CHECK(edit.doc == 1);
  CHECK(edit.base == 3);
  CHECK(edit.op == Operation::splice(3, 3, 0, u"d"));
}

TEST_CASE("one command is in flight, of any kind; the others wait in order") {
  Desk desk(u"");
  REQUIRE(desk.session.send(command::Chat{"one", false}).ok());
  desk.type(0, u"x");
  REQUIRE(desk.session.send(command::Chat{"two", false}).ok());
  CHECK(desk.next().n == 1);
  CHECK_FALSE(desk.session.next().has_value());
  const auto notices = desk.landed(1, event::Chat{"one"});
  REQUIRE(find<notice::Acknowledged>(notices));
  CHECK(find<notice::Acknowledged>(notices)->n == 1);
  CHECK(desk.next_edit().op.inserted() == u"x");
  CHECK_FALSE(desk.session.next().has_value());
  desk.landed(2, desk.edited(Operation::splice(0, 0, 0, u"x")));
  CHECK(std::get<command::Chat>(desk.next().command).text == "two");
  desk.landed(3, event::Chat{"two"});
  CHECK_FALSE(desk.session.has_pending());
  CHECK(desk.session.last_command() == 3);
}

TEST_CASE("waiting edits of one document are composed, past nothing else") {
  Desk desk(std::vector<std::u16string>{u"", u""});
  desk.type(0, u"f");
  desk.next();
  desk.type(1, u"a");
  desk.type(2, u"b");
  desk.erase(1, 1);
  CHECK(desk.session.pending_edits() == 4);
  desk.type(0, u"other", 2);
  desk.type(2, u"c");
  desk.landed(1, desk.edited(Operation::splice(0, 0, 0, u"f")));
  CHECK(desk.next_edit().op == Operation::splice(1, 1, 0, u"b"));
  desk.landed(2, desk.edited(Operation::splice(1, 1, 0, u"b")));
  const auto other = desk.next_edit();
  CHECK(other.doc == 2);
  CHECK(other.op == Operation::splice(0, 0, 0, u"other"));
  desk.landed(3, desk.edited(other.op, 2));
  // What was typed after it is an edit of its own: the order of commands is kept.
  CHECK(desk.next_edit().op == Operation::splice(2, 2, 0, u"c"));
}

TEST_CASE("nothing composes into an edit in flight, nor into one behind another command") {
  Desk desk(u"");
  desk.type(0, u"a");
  REQUIRE(desk.session.send(command::Run{1, {}, {}, false}).ok());
  desk.type(1, u"b");
  CHECK(desk.next_edit().op.inserted() == u"a");
  desk.landed(1, desk.edited(Operation::splice(0, 0, 0, u"a")));
  CHECK(std::holds_alternative<command::Run>(desk.next().command));
  desk.landed(2, event::RunQueued{1, 1, 4, "python", {}});
  CHECK(desk.next_edit().op.inserted() == u"b");
}

TEST_CASE("nothing is sent without an open connection") {
  Desk desk(u"");
  desk.session.disconnected();
  desk.type(0, u"a");
  CHECK_FALSE(desk.session.next().has_value());
  desk.session.connected("token");
  CHECK_FALSE(desk.session.next().has_value());
  desk.take(wire::Resume{1, 8, Role::interviewer, 0, 11, {}, true, {}});
  CHECK_FALSE(desk.session.live());
  CHECK_FALSE(desk.session.next().has_value());
  desk.happened(event::Chat{"meanwhile"});
  CHECK(desk.session.live());
  CHECK(desk.next_edit().op.inserted() == u"a");
}

TEST_CASE("a long edit is cut to the size of a message, between characters, and arrives whole") {
  for (const size_t limit : {size_t{0}, size_t{512}, size_t{700}, size_t{2048}}) {
    CAPTURE(limit);
    ClientOptions options;
    options.message_bytes = limit;
    Desk desk(std::u16string(40, u'-'), options);
    std::u16string pasted;
    for (int i = 0; i < 300; ++i) pasted += i % 3 == 0 ? u"\x01" : u"\U0001F600";
    const std::u16string expected = u"---" + pasted + std::u16string(27, u'-');
    Operation paste;
    paste.retain(3).insert(pasted).erase(10).retain(27);
    REQUIRE(desk.session.edit(1, paste).ok());
    TextBuffer server(std::u16string(40, u'-'));
    size_t messages = 0;
    while (const auto json = desk.session.next()) {
      CHECK(json->size() <= std::max<size_t>(limit, 512));
      REQUIRE(++messages < 100);
      const auto decoded = wire::decode_client_message(*json);
      REQUIRE(std::holds_alternative<wire::ClientMessage>(decoded));
      const auto& numbered = std::get<wire::Numbered>(std::get<wire::ClientMessage>(decoded));
      const auto& edit = std::get<command::Edit>(numbered.command);
      REQUIRE(check(edit.op, server).ok());
      CHECK_FALSE(edit.op.is_identity());
      apply(edit.op, server);
      desk.landed(numbered.n, desk.edited(edit.op));
      CHECK(desk.text() == expected);
    }
    CHECK(messages > 1);
    CHECK(server.text() == expected);
  }
}

TEST_CASE("a text that is replaced in several messages is never longer than before and after") {
  ClientOptions options;
  options.message_bytes = 512;
  Desk desk(std::u16string(1000, u'-'), options);
  Operation replace;
  replace.insert(std::u16string(600, u'x'))
      .erase(500)
      .retain(10)
      .insert(std::u16string(400, u'y'))
      .erase(490);
  REQUIRE(desk.session.edit(1, replace).ok());
  TextBuffer server(std::u16string(1000, u'-'));
  size_t messages = 0;
  for (; desk.session.has_pending(); ++messages) {
    const auto edit = desk.next_edit();
    apply(edit.op, server);
    CHECK(server.size() <= 1010);
    desk.landed(messages + 1, desk.edited(edit.op));
  }
  CHECK(messages > 10);
  CHECK(server.text() == desk.text());
}

TEST_CASE("an edit of many parts is cut too") {
  ClientOptions options;
  options.message_bytes = 512;
  Desk desk(std::u16string(400, u'-'), options);
  Operation op;
  for (int i = 0; i < 100; ++i) op.retain(1).insert(u"x").erase(2).retain(1);
  REQUIRE(desk.session.edit(1, op).ok());
  const std::u16string expected = desk.text();
  TextBuffer server(std::u16string(400, u'-'));
  while (const auto json = desk.session.next()) {
    CHECK(json->size() <= 512);
    const auto decoded = wire::decode_client_message(*json);
    const auto& numbered = std::get<wire::Numbered>(std::get<wire::ClientMessage>(decoded));
    const auto& edit = std::get<command::Edit>(numbered.command);
    apply(edit.op, server);
    desk.landed(numbered.n, desk.edited(edit.op));
  }
  CHECK(server.text() == expected);
}

TEST_CASE("what no server could read is not taken") {
  ClientOptions options;
  options.message_bytes = 1000;
  Desk desk(u"abc", options);
  const auto bad = desk.session.send(command::Chat{"\xED\xB0\x80", false});
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().code == Errc::bad_text);
  const auto big = desk.session.send(command::Chat{std::string(1000, 'x'), false});
  REQUIRE_FALSE(big.ok());
  CHECK(big.error().code == Errc::too_big);
  CHECK_FALSE(desk.session.has_pending());
  // An edit that comes this way is applied as well.
  CHECK(desk.session.send(command::Edit{1, 0, Operation::splice(3, 3, 0, u"d")}).ok());
  CHECK(desk.text() == u"abcd");
  CHECK_FALSE(desk.session.send(command::Edit{1, 0, Operation::splice(3, 3, 0, u"d")}).ok());
}

TEST_CASE("edits that do not fit are refused, and change nothing") {
  ClientOptions options;
  options.document_units = 5;
  Desk desk(u"a\U0001F600b", options);
  const auto code = [&](uint32_t doc, const Operation& op) {
    const auto done = desk.session.edit(doc, op);
    REQUIRE_FALSE(done.ok());
    return done.error().code;
  };
  CHECK(code(2, Operation::splice(4, 0, 0, u"x")) == Errc::no_such_document);
  CHECK(code(1, Operation::splice(3, 0, 0, u"x")) == Errc::op_out_of_range);
  CHECK(code(1, Operation::splice(4, 2, 0, u"x")) == Errc::op_splits_pair);
  CHECK(code(1, Operation::splice(4, 0, 0, u"\r")) == Errc::op_carriage_return);
  CHECK(code(1, Operation::splice(4, 0, 0, std::u16string(1, 0xDC00))) == Errc::bad_text);
  CHECK(code(1, Operation::splice(4, 0, 0, u"xx")) == Errc::document_too_big);
  CHECK(desk.text() == u"a\U0001F600b");
  CHECK_FALSE(desk.session.has_pending());
  CHECK_FALSE(desk.session.undo(1).has_value());
}
