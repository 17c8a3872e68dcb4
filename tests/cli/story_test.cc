#include "story.h"

#include <doctest/doctest.h>

#include "interview/protocol.h"

using namespace interview;
using namespace interview::cli;

namespace {

// A room of two, told to the first of them.
struct Stage {
  explicit Stage(StoryOptions options = {})
      : story(session, options, [this](const std::string& line) { lines.push_back(line); }) {
    session.connected("token");
    wire::Welcome welcome;
    welcome.you = 1;
    welcome.connection = 7;
    welcome.role = Role::interviewer;
    welcome.seq = 1;
    welcome.head = "head1";
    welcome.room.id = "r_story";
    welcome.room.title = "A\x1b[2Jroom";
    welcome.room.people[1] = {1, "Ada", Role::interviewer, false};
    welcome.room.people[2] = {2, "B\nen", Role::reviewer, false};
    welcome.room.connections[7] = 1;
    welcome.room.docs.emplace(1, RoomView::Doc{1, "main.py", 0, 1, TextBuffer(u"a\nb")});
    say(welcome);
  }
  void say(const wire::ServerMessage& message) {
    const auto notices = session.receive(wire::encode(message));
    REQUIRE(notices.ok());
    story.tell(*notices);
  }
  void happen(Event event, uint32_t by = 2, Audience audience = {}, const std::string& name = {}) {
    ++seq;
    SeenEvent seen{seq, 0, by, {}, 0, audience, name, std::move(event)};
    say(wire::Events{seq, "head", {std::move(seen)}});
  }
  std::vector<std::string> take() { return std::exchange(lines, {}); }

  uint64_t seq = 1;
  std::vector<std::string> lines;
  ClientSession session{"r_story", "client-id"};
  Story story;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what people say and do") {
  Stage stage;
  CHECK(stage.take().empty());
  stage.happen(event::Chat{"hello"});
  stage.happen(event::Chat{"mine"}, 1);
  stage.happen(event::Chat{"psst"}, 2, {Audience::kInterviewers, 0});
  stage.happen(event::Joined{3, Role::observer, ""}, 3, {}, "Cy");
  stage.happen(event::DocOpened{2, "b.py", 0, ""});
  stage.happen(event::DocRenamed{2, "c.py"});
  stage.happen(event::DocRemoved{2});
  stage.happen(event::Locked{}, 1);
  stage.happen(event::RoleChanged{3, Role::reviewer}, 1);
  stage.happen(event::Removed{3}, 1);
  stage.happen(event::Submitted{});
  stage.happen(event::Ended{}, 1);
  CHECK(stage.take() == Lines{"B\\u{a}en: hello", "you: mine", "[interviewers] B\\u{a}en: psst",
                              "* Cy joins as observer", "* B\\u{a}en opened b.py",
                              "* B\\u{a}en renamed b.py to c.py", "* B\\u{a}en removed c.py",
                              "* you locked the room", "* you made Cy reviewer", "* you removed Cy",
                              "* B\\u{a}en submitted", "* The interview has ended."});
}

TEST_CASE("nobody's text passes for another's, or steers the terminal") {
  Stage stage;
  stage.happen(event::Chat{"one\n* The interview has ended.\n\x1b]0;title\x07"});
  CHECK(stage.take() ==
        Lines{"B\\u{a}en: one", "  . * The interview has ended.", "  . \\u{1b}]0;title\\u{7}"});
  stage.happen(event::RunQueued{1, 1, 1, "python", ""});
  stage.happen(event::RunOutput{1, OutputStream::out, "Ada: hi\x1b[2J\n"}, 0);
  stage.happen(event::RunOutput{1, OutputStream::err, "oh\n"}, 0);
  CHECK(stage.take() == Lines{"* B\\u{a}en runs main.py (run 1, python)", "| Ada: hi\\u{1b}[2J", "! oh"});
  stage.story.tell_room();
  CHECK(stage.take() == Lines{"* Room \"A\\u{1b}[2Jroom\", you are interviewer", "  Ada (you), interviewer",
                              "  B\\u{a}en, reviewer, away"});
}

TEST_CASE("output comes by whole lines, the rest when it has waited or the run ends") {
  Stage stage;
  stage.happen(event::RunQueued{1, 1, 1, "python", ""}, 1);
  stage.take();
  stage.happen(event::RunOutput{1, OutputStream::out, "one\ntw"}, 0);
  CHECK(stage.take() == Lines{"| one"});
  CHECK(stage.story.has_rest());
  stage.happen(event::RunOutput{1, OutputStream::out, "o\nname? "}, 0);
  CHECK(stage.take() == Lines{"| two"});
  stage.story.tell_rests();
  CHECK(stage.take() == Lines{"| name? "});
  CHECK(!stage.story.has_rest());
  stage.happen(event::RunOutput{1, OutputStream::out, "end\xc3\xa9"}, 0);
  stage.happen(event::RunEnded{1, {RunKind::ok, 0, 0, 1'000, 0, 1'024, false, ""}, 0}, 0);
  CHECK(stage.take() == Lines{"| end\xc3\xa9", "* run 1: ok · 1.00 s · 1 MB"});
}

TEST_CASE("how a run waits, starts and reads") {
  Stage stage;
  stage.happen(event::RunQueued{1, 1, 1, "python", ""}, 1);
  stage.happen(event::RunQueued{2, 1, 1, "python", ""});
  stage.take();
  stage.say(wire::Queued{1, 2});
  stage.say(wire::Queued{2, 1});
  stage.say(wire::Queued{1, 0});
  CHECK(stage.take() == Lines{"* run 1 waits: 2 runs before yours", "* run 2 waits: 1 run before it"});
  stage.happen(event::RunStarted{1, "Python 3.11.2", "sha256:0123456789abcdef", true}, 0);
  CHECK(stage.take() ==
        Lines{"* run 1: Python 3.11.2, image 0123456789ab (no sandbox was ready: this one had "
              "to be started)"});
  stage.happen(event::RunOutput{1, OutputStream::out, "name? "}, 0);
  CHECK(stage.take().empty());
  stage.happen(event::RunInput{1, "Ada\n", false});
  stage.happen(event::RunInput{1, "* one\n* two", true}, 1);
  CHECK(stage.take() ==
        Lines{"| name? ", "< B\\u{a}en: Ada", "< you: * one", "  . * two", "* you ended the input of run 1"});
}

TEST_CASE("who comes and goes, once each") {
  Stage stage;
  stage.say(wire::Presence{2, 8, true});
  stage.say(wire::Presence{2, 9, true});
  stage.say(wire::Presence{2, 8, false});
  CHECK(stage.take() == Lines{"* B\\u{a}en is here"});
  stage.say(wire::Presence{2, 9, false});
  CHECK(stage.take() == Lines{"* B\\u{a}en has left"});
}

TEST_CASE("refusals and troubles") {
  Stage stage;
  stage.say(wire::Saving{false});
  stage.say(wire::Saving{false});
  stage.say(wire::Saving{true});
  CHECK(stage.take() ==
        Lines{"* The server cannot save now; it goes on trying.", "* The server saves again."});
  REQUIRE(stage.session.edit(1, Operation::splice(3, 0, 0, u"lost")).ok());
  REQUIRE(stage.session.next());
  stage.say(wire::Refusal{1, Errc::locked, "the room is\nlocked", false});
  CHECK(stage.take() == Lines{"* Not done: the room is\\u{a}locked", "* What you had written there: lost"});
}

TEST_CASE("edits are told where that is wanted") {
  const Operation op = Operation::splice(3, 0, 0, u"x");
  Stage quiet;
  quiet.happen(event::Edited{1, 2, op, {}});
  CHECK(quiet.take().empty());
  Stage talking({false, true});
  talking.happen(event::Edited{1, 2, op, {}});
  CHECK(talking.take() == Lines{"* B\\u{a}en edited main.py (revision 2)"});
  talking.story.tell_files();
  CHECK(talking.take() == Lines{"  main.py, 2 lines, revision 2"});
}
