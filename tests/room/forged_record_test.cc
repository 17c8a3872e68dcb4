// Records that are chained well but that no room could have made: none brings a room into a state that
// commands could not.
#include <doctest/doctest.h>

#include <functional>

#include "room/scene.h"

using namespace interview;
using test::client_of;
using test::code_of;
using test::Scene;

namespace {

// A room with all kinds of things in it, and a header that fits its next command.
struct ForgedRoom {
  ForgedRoom() {
    reviewer = scene.join(Role::reviewer);
    removed = scene.join(Role::student);
    doc = scene.open("a", "x\xF0\x9F\x98\x80y");  // 4 units
    other = scene.open("b/c", "");
    REQUIRE(scene.ask(scene.interviewer, command::Edit{doc, 0, Operation::identity(4)}) == "ok");
    queued = scene.begin_run(doc), running = scene.begin_run(doc), ended = scene.begin_run(doc);
    REQUIRE(scene.start(running) == "ok");
    REQUIRE(scene.end(ended) == "ok");
    REQUIRE(scene.ask(scene.interviewer, command::Remove{removed}) == "ok");
    header.at = scene.room.now();
    header.by = scene.interviewer;
    header.client = client_of(scene.interviewer);
    header.n = scene.room.last_command(header.client) + 1;
  }
  // A header as the room itself makes it.
  RecordHeader by_room() const {
    RecordHeader made;
    made.at = header.at;
    return made;
  }
  std::string replay(RecordHeader forged, const Event& event) const {
    Room room = test::replayed(scene.log);
    const std::string before = room.snapshot();
    forged.kind = kind_of(event);
    Chain chain(room.seq(), room.head());
    const auto accepted = room.replay(chain.append(std::move(forged), {}, encode_event(event)));
    if (!accepted.ok()) CHECK((room.snapshot() == before));
    return code_of(accepted);
  }

  Scene scene;
  RecordHeader header;
  uint32_t reviewer, removed, doc, other, queued, running, ended;
};

event::Edited edited(uint32_t doc, uint64_t rev, const Operation& op, std::u16string erased = {}) {
  return {doc, rev, op, std::move(erased)};
}

const std::string kNewClient = "client_new";
const Audience kAside{Audience::kInterviewers, 0};

}  // namespace

TEST_CASE("what a room could have made is accepted") {
  const ForgedRoom s;
  RecordHeader aside = s.header;
  aside.audience = kAside;
  RecordHeader joining = s.by_room();
  joining.by = 4;
  RecordHeader reviewer = s.by_room();
  reviewer.by = s.reviewer;
  CHECK(s.replay(s.header, event::Chat{"x"}) == "ok");
  CHECK(s.replay(aside, event::Chat{"x"}) == "ok");
  CHECK(s.replay(aside, event::Note{""}) == "ok");
  CHECK(s.replay(joining, event::Joined{4, Role::student, "new"}) == "ok");
  CHECK(s.replay(s.header, event::DocOpened{3, "b/d", 2, "x\n"}) == "ok");
  CHECK(s.replay(s.header, event::DocRenamed{s.doc, "A"}) == "ok");
  CHECK(s.replay(s.header, edited(s.doc, 2, Operation::splice(4, 1, 2, u""), u"\U0001F600")) == "ok");
  CHECK(s.replay(s.header, event::RunQueued{4, s.doc, 1, "go", ""}) == "ok");
  CHECK(s.replay(s.by_room(), event::RunStarted{s.queued, "1", "", false}) == "ok");
  CHECK(s.replay(s.by_room(), event::RunOutput{s.queued, OutputStream::out, "x"}) == "ok");
  CHECK(s.replay(s.by_room(), event::RunEnded{s.running, {}, 0}) == "ok");
  CHECK(s.replay(reviewer, event::RunEnded{s.running, {}, 0}) == "ok");
  CHECK(s.replay(s.header, event::Submitted{{{s.doc, 1}, {s.other, 0}}}) == "ok");
}

TEST_CASE("no event that does not fit the state") {
  const ForgedRoom s;
  RecordHeader joining = s.by_room();
  joining.by = 4;
  const struct {
    const char* why;
    RecordHeader header;
    Event event;
  } rows[] = {
      {"opened again", s.by_room(), event::Opened{"t", "go"}},
      {"a participant left out", joining, event::Joined{5, Role::student, "new"}},
      {"a participant again", joining, event::Joined{1, Role::student, "new"}},
      {"a subject again", joining, event::Joined{4, Role::student, "subject 1"}},
      {"an empty subject", joining, event::Joined{4, Role::student, ""}},
      {"a long subject", joining, event::Joined{4, Role::student, std::string(129, 's')}},
      {"role of nobody", s.header, event::RoleChanged{4, Role::student}},
      {"role of participant 0", s.header, event::RoleChanged{0, Role::student}},
      {"removal of nobody", s.header, event::Removed{4}},
      {"removal of who was removed", s.header, event::Removed{s.removed}},
      {"a document left out", s.header, event::DocOpened{4, "n", 0, ""}},
      {"a document again", s.header, event::DocOpened{1, "n", 0, ""}},
      {"document 0", s.header, event::DocOpened{0, "n", 0, ""}},
      {"a document of nobody", s.header, event::DocOpened{3, "n", 4, ""}},
      {"a document with a bad name", s.header, event::DocOpened{3, "../n", 0, ""}},
      {"a document with a taken name", s.header, event::DocOpened{3, "A", 0, ""}},
      {"a document that is a folder", s.header, event::DocOpened{3, "B", 0, ""}},
      {"a document with a carriage return", s.header, event::DocOpened{3, "n", 0, "\r\n"}},
      {"renaming no document", s.header, event::DocRenamed{3, "n"}},
      {"renaming badly", s.header, event::DocRenamed{s.doc, "/n"}},
      {"renaming to a taken name", s.header, event::DocRenamed{s.doc, "B/C"}},
      {"removing no document", s.header, event::DocRemoved{3}},
      {"editing no document", s.header, edited(3, 1, Operation())},
      {"a revision again", s.header, edited(s.doc, 1, Operation::identity(4))},
      {"a revision left out", s.header, edited(s.doc, 3, Operation::identity(4))},
      {"an edit that is too short", s.header, edited(s.doc, 2, Operation::identity(3))},
      {"an edit that is too long", s.header, edited(s.doc, 2, Operation::identity(5))},
      {"an edit that splits a pair", s.header, edited(s.doc, 2, Operation::splice(4, 2, 0, u"x"))},
      {"an edit that erases half a pair", s.header, edited(s.doc, 2, Operation::splice(4, 2, 1, u""), u"?")},
      {"erased text left out", s.header, edited(s.doc, 2, Operation::splice(4, 0, 1, u""))},
      {"erased text too long", s.header, edited(s.doc, 2, Operation::splice(4, 0, 1, u""), u"xx")},
      {"another erased text", s.header, edited(s.doc, 2, Operation::splice(4, 0, 1, u""), u"y")},
      {"erased text of an insertion", s.header, edited(s.doc, 2, Operation::splice(4, 0, 0, u"z"), u"z")},
      {"an empty chat line", s.header, event::Chat{""}},
      {"a bad language", s.header, event::LanguageSet{"No"}},
      {"no language", s.header, event::LanguageSet{""}},
      {"a run left out", s.header, event::RunQueued{5, s.doc, 1, "go", ""}},
      {"a run again", s.header, event::RunQueued{1, s.doc, 1, "go", ""}},
      {"a run of no document", s.header, event::RunQueued{4, 9, 1, "go", ""}},
      {"a run of another revision", s.header, event::RunQueued{4, s.doc, 0, "go", ""}},
      {"a run in a bad language", s.header, event::RunQueued{4, s.doc, 1, "", ""}},
      {"starting what runs", s.by_room(), event::RunStarted{s.running, "", "", false}},
      {"starting what is over", s.by_room(), event::RunStarted{s.ended, "", "", false}},
      {"starting no run", s.by_room(), event::RunStarted{9, "", "", false}},
      {"output of what is over", s.by_room(), event::RunOutput{s.ended, OutputStream::out, "x"}},
      {"output of no run", s.by_room(), event::RunOutput{9, OutputStream::out, "x"}},
      {"no output", s.by_room(), event::RunOutput{s.running, OutputStream::out, ""}},
      {"input of what is over", s.header, event::RunInput{s.ended, "x", false}},
      {"stopping what is over", s.header, event::RunStopping{s.ended}},
      {"ending what is over", s.by_room(), event::RunEnded{s.ended, {}, 0}},
      {"ending no run", s.by_room(), event::RunEnded{9, {}, 0}},
      {"submitting no document", s.header, event::Submitted{{{9, 0}}}},
      {"submitting another revision", s.header, event::Submitted{{{s.doc, 0}}}},
      {"submitting a document twice", s.header, event::Submitted{{{s.doc, 1}, {s.doc, 1}}}},
      {"ending the room while something runs", s.header, event::Ended{}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    CHECK(s.replay(row.header, row.event) == "record_malformed");
  }
}

TEST_CASE("no header that does not fit the state") {
  const ForgedRoom s;
  const event::Chat chat{"x"};
  const struct {
    const char* why;
    std::function<void(RecordHeader&)> change;
    Event event;
  } rows[] = {
      {"time falls", [](RecordHeader& h) { --h.at; }, chat},
      {"by nobody", [](RecordHeader& h) { h.by = 9; }, chat},
      {"by the room", [](RecordHeader& h) { h.by = 0; }, chat},
      {"by who was removed", [&](RecordHeader& h) { h.by = s.removed, h.client = kNewClient; }, chat},
      {"by another's client", [&](RecordHeader& h) { h.by = s.reviewer; }, chat},
      {"a bad client", [](RecordHeader& h) { h.client.resize(1); }, chat},
      {"no client", [](RecordHeader& h) { h.client.clear(), h.n = 0; }, chat},
      {"a number without a client", [](RecordHeader& h) { h.client.clear(); }, chat},
      {"a client without a number", [](RecordHeader& h) { h.client = kNewClient, h.n = 0; }, chat},
      {"a number again", [](RecordHeader& h) { --h.n; }, chat},
      {"a number far back", [](RecordHeader& h) { h.n = 1; }, chat},
      {"a chat line for one person",
       [](RecordHeader& h) {
         h.audience = {Audience::kPerson, 1};
       },
       chat},
      {"an edit aside", [](RecordHeader& h) { h.audience = kAside; }, event::DocRemoved{1}},
      {"a note for everybody", [](RecordHeader&) {}, event::Note{"x"}},
      {"a person who joins by a command", [](RecordHeader& h) { h.by = 4; },
       event::Joined{4, Role::student, "n"}},
      {"a run started by a command", [](RecordHeader&) {}, event::RunStarted{s.queued, "", "", false}},
      {"a run ended by a command", [](RecordHeader&) {}, event::RunEnded{s.queued, {}, 0}},
      {"output by a command", [](RecordHeader&) {}, event::RunOutput{s.queued, OutputStream::out, "x"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    RecordHeader header = s.header;
    row.change(header);
    CHECK(s.replay(header, row.event) == "record_malformed");
  }
  RecordHeader header = s.by_room();
  header.by = s.reviewer;
  CHECK(s.replay(header, event::RunOutput{s.running, OutputStream::out, "x"}) == "record_malformed");
  CHECK(s.replay(header, event::Joined{4, Role::student, "new"}) == "record_malformed");
  header.by = s.removed;
  CHECK(s.replay(header, event::RunEnded{s.running, {}, 0}) == "record_malformed");
}

TEST_CASE("an erased body does not excuse a header") {
  const ForgedRoom s;
  RecordHeader header = s.header;
  header.kind = RecordKind::chat;
  --header.n;
  Room room = test::replayed(s.scene.log);
  Record record = Chain(room.seq(), room.head()).append(header, {}, "whatever");
  record.erased = true;
  record.body.clear();
  CHECK(code_of(room.replay(record)) == "record_malformed");
  ++header.n;
  record = Chain(room.seq(), room.head()).append(header, {}, "whatever");
  record.erased = true;
  record.body.clear();
  CHECK(code_of(room.replay(record)) == "ok");
}

TEST_CASE("a room is opened first, and nothing comes after its end") {
  RecordHeader header;
  Room room = Room::replaying("r_1");
  header.kind = RecordKind::joined;
  header.by = 1;
  Record record = Chain("r_1").append(header, {}, encode_event(event::Joined{1, Role::teacher, "me"}));
  CHECK(code_of(room.replay(record)) == "record_malformed");
  header.kind = RecordKind::opened;
  record = Chain("r_1").append(header, {}, encode_event(event::Opened{"t", "go"}));
  CHECK(code_of(room.replay(record)) == "record_malformed");  // by a participant
  header.by = 0;
  record = Chain("r_1").append(header, {}, encode_event(event::Opened{"t", "No"}));
  CHECK(code_of(room.replay(record)) == "record_malformed");
  record = Chain("r_1").append(header, {}, encode_event(event::Opened{"t", "go"}));
  CHECK(code_of(room.replay(record)) == "ok");

  ForgedRoom s;
  REQUIRE(s.scene.ask(s.scene.interviewer, command::End{}) == "ok");
  s.header.at = s.scene.room.now();
  s.header.n += 1;
  CHECK(s.replay(s.header, event::Chat{"x"}) == "record_malformed");
  CHECK(s.replay(s.header, event::Ended{}) == "record_malformed");
  RecordHeader joining = s.by_room();
  joining.by = 4;
  CHECK(s.replay(joining, event::Joined{4, Role::student, "new"}) == "record_malformed");
}
