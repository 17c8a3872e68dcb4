// An interview from its beginning to its end, and what is written down of it on the way.
#include <cstdlib>

#include "fuzz/seed_files.h"
#include "interview/client_session.h"
#include "interview/protocol.h"
#include "interview/room.h"
#include "room/sample_events.h"

namespace interview::fuzz {
namespace {

class Interview {
 public:
  explicit Interview(Seeds& seeds) : seeds_(seeds), room_(create()) {
    (void)room_.join("u_ada", Role::interviewer, moment());
    (void)room_.join("u_ben", Role::reviewer, moment());
    (void)room_.join("u_cyd", Role::observer, moment());
  }

  void hold() {
    write_down();
    type(1, 0, u"print(1)\n");
    type(2, 3, u"\U0001F600\u00e9");
    erase(1, 0, 2);
    ask(2, command::Chat{"hello", false});
    ask(1, command::Chat{"he is good", true});
    ask(1, command::Note{"asks well"});
    write_down();
    ask(1, command::OpenDoc{"lib/b.py", "x = 1\n", 0});
    ask(1, command::OpenDoc{"own.py", "", 2});
    ask(1, command::RenameDoc{2, "lib/c.py"});
    ask(1, command::SetLanguage{"go"});
    ask(1, command::SetProblem{"sum", "Two Sum", "Find them."});
    write_down();
    ask(2, command::Run{1, "python", "42\n", true});
    write_down();
    (void)room_.run_started(1, {1, "Python 3.11", "", true}, moment());
    (void)room_.run_output(1, OutputStream::out, "4\xC3\xA9\xFF", moment());
    ask(2, command::RunInput{1, "y\n", true});
    ask(1, command::RunStop{1});
    write_down();
    RunResult result;
    result.kind = RunKind::cancelled, result.signal = 9, result.wall_ms = 120, result.message = "stopped";
    (void)room_.run_ended(1, result, 7, moment());
    ask(2, command::Submit{});
    ask(1, command::RemoveDoc{2});
    ask(1, command::Lock{});
    ask(1, command::SetRole{3, Role::reviewer});
    write_down();
    ask(1, command::Unlock{});
    ask(1, command::Remove{3});
    ask(2, command::Run{1, "", "", false});
    ask(1, command::End{});
    write_down();
  }

 private:
  static Room create() {
    return Room::create("r_1", "Interview", "python", {0, {}}, {}, {{"main.py", "a\nb\n", 0}}).value();
  }

  Moment moment() {
    Moment moment;
    moment.at = clock_ += 25;
    return moment;
  }

  void ask(uint32_t who, const Command& command) {
    const std::string client = "client-" + std::to_string(who);
    const auto done = room_.apply({who, client, ++n_}, command, moment());
    if (!done.ok()) std::abort();
    seeds_["client_message"].push_back(wire::encode(wire::ClientMessage(wire::Numbered{n_, command})));
  }
  void type(uint32_t who, size_t position, std::u16string_view text) {
    const Document& doc = *room_.document(1);
    ask(who, command::Edit{1, doc.rev, Operation::splice(doc.text.size(), position, 0, text)});
  }
  void erase(uint32_t who, size_t position, size_t length) {
    const Document& doc = *room_.document(1);
    ask(who, command::Edit{1, doc.rev, Operation::splice(doc.text.size(), position, length, {})});
  }

  static void add_length(std::string& out, size_t length) {
    out += static_cast<char>(length >> 8);
    out += static_cast<char>(length & 0xFF);
  }

  void write_down() {
    std::string whole = "l";
    wire::Events events;
    const auto name = [](uint32_t) { return std::string_view("Ada"); };
    for (Entry& entry : room_.take_entries()) {
      const Record& record = entry.record;
      add_length(records_, record.header_bytes.size());
      add_length(records_, record.body.size());
      records_ += record.header_bytes + record.body;
      if (record.header.seq % 7 == 2) seeds_["log"].push_back("h" + record.header_bytes);
      const RecordHeader& h = record.header;
      events.events.push_back({h.seq, h.at, h.by, {}, 0, h.audience, "Ada", entry.event});
      events.upto = h.seq;
    }
    seeds_["log"].push_back(whole + records_);
    seeds_["snapshot"].push_back(room_.snapshot());
    events.head = "head";
    seeds_["server_message"].push_back(wire::encode(wire::ServerMessage(events)));
    wire::Welcome welcome;
    welcome.you = 2, welcome.connection = 9, welcome.role = Role::reviewer, welcome.seq = room_.seq();
    welcome.head = "head", welcome.acked = 3, welcome.room = view_of(room_, 2, name);
    welcome.room.connections[9] = 2;
    welcome.ice = R"([{"urls":"turn:h"}])";
    seeds_["server_message"].push_back(wire::encode(wire::ServerMessage(welcome)));
  }

  Seeds& seeds_;
  Room room_;
  int64_t clock_ = 0;
  uint64_t n_ = 0;
  std::string records_;
};

std::string welcome() {
  wire::Welcome message;
  message.you = 1, message.connection = 7, message.role = Role::interviewer;
  message.seq = 10, message.head = "h", message.room.id = "r_desk";
  message.room.people[1] = {1, "Ada", Role::interviewer, false};
  message.room.people[2] = {2, "Ben", Role::reviewer, false};
  message.room.docs.emplace(1, RoomView::Doc{1, "a", 0, 3, TextBuffer(u"a\U0001F600c")});
  return wire::encode(wire::ServerMessage(message));
}

std::string events(uint64_t seq, Event event, const std::string& client = {}, uint64_t n = 0) {
  const SeenEvent seen{seq, 1000, client.empty() ? 2u : 1u, client, n, {}, {}, std::move(event)};
  return wire::encode(wire::ServerMessage(wire::Events{seq, "h", {seen}}));
}

// Steps of a session, a line each; see client_session.cc.
std::vector<std::string> scripts() {
  const std::string head = welcome() + "\n";
  const std::string desk = "client-at-desk";
  const auto insert = [](size_t length, size_t at) {
    return Operation::splice(length, at, 0, u"x\U0001F600y");
  };
  const auto remote = [](uint64_t seq, uint64_t rev, const Operation& op) {
    return events(seq, event::Edited{1, rev, op, {}}) + "\n";
  };
  const std::string own = events(11, event::Edited{1, 4, insert(4, 0), {}}, desk, 1) + "\n";
  const auto say = [](const wire::ServerMessage& message) { return wire::encode(message) + "\n"; };
  const std::string refused = say(wire::Refusal{1, Errc::locked, "locked", false});
  const std::string later = say(wire::Refusal{1, Errc::busy, "later", true});
  const std::string resume = say(wire::Resume{1, 8, Role::interviewer, 0, 10, {}, true, {{8, 1}}});
  const std::string resumed = say(wire::Resume{1, 8, Role::interviewer, 1, 11, {}, true, {{8, 1}}});
  const Operation far = Operation::splice(4, 4, 0, u"REMOTE");
  return {
      head + "e0\nn\n" + own,
      head + "e0\nn\n" + remote(11, 4, far) + "e9\nn\n",
      head + "e0\nn\ne5\n" + refused + "u\nn\n",
      head + "e0\nn\n" + later + "t\nn\n" + own,
      head + "e0\nn\nc\n" + resume + "n\n" + own,
      head + "e0\nn\nc\n" + resumed + own + "u\nn\n",
      head + "e0\no\n" + resume + "n\n" + own,
      head + "e9\nd03\nu\nu\nr\ns02\nn\n",
      head + "k\nn\n" + say(wire::Ack{1}) + "R\nn\n" +
          events(11, event::RunQueued{1, 1, 3, "go", ""}, desk, 2) + "\n",
      head + events(11, event::DocOpened{2, "b", 0, "text\n"}) + "\n" + events(12, event::DocRemoved{1}) +
          "\ne3\nn\n",
      head + "e0\nn\n" + events(11, event::DocRemoved{1}) + "\n" +
          say(wire::Refusal{1, Errc::no_such_document, "", false}),
      head + say(wire::Selected{2, 9, 1, 3, {{0, 3}}}) + "e0\n" + say(wire::Selected{2, 9, 1, 3, {{3, 3}}}),
      head + say(wire::Presence{2, 9, true}) + say(wire::Queued{1, 2}) + say(wire::Saving{false}) +
          say(wire::Token{"jwt"}),
      head + say(wire::Signalled{9, 2, R"({"sdp":"v=0"})"}) + say(wire::Pong{}) + say(wire::Diverged{}),
      "e0\nk\nn\nc\n" + resume,
      head + events(11, event::Joined{3, Role::observer, ""}) + "\n" +
          events(12, event::RoleChanged{1, Role::observer}) + "\n",
  };
}

std::vector<std::string> outboxes() {
  ClientSession session("r_desk", "client-at-desk");
  session.connected("token");
  std::vector<std::string> kept{session.outbox()};
  if (!session.receive(welcome())) std::abort();
  const auto keep = [&] { kept.push_back(session.outbox()); };
  (void)session.edit(1, Operation::splice(4, 1, 0, u"typed"));
  keep();
  (void)session.next();
  keep();
  (void)session.edit(1, Operation::splice(9, 9, 0, u"more"));
  (void)session.send(command::Chat{"hi", false});
  (void)session.edit(1, Operation::splice(13, 0, 3, {}));
  keep();
  session.disconnected();
  keep();
  // An edit that does not fit the text beside it: nothing can be made of it.
  std::string forged = kept[1];
  const size_t op = forged.find(R"([1,"typed",3])");
  if (op == std::string::npos) std::abort();
  kept.push_back(forged.replace(op, 13, R"([1,"typed",2])"));
  for (std::string& one : kept) one.insert(0, "o");
  return kept;
}

}  // namespace

void add_room_seeds(Seeds& seeds) {
  Interview(seeds).hold();
  for (const Event& event : test::sample_events())
    seeds["log"].push_back(std::string(1, static_cast<char>(kind_of(event))) + encode_event(event));
  for (const wire::ClientMessage& message : std::vector<wire::ClientMessage>{
           wire::Hello{"jwt", "r_1", "client-1", 7, "aGVhZA", true}, wire::Select{1, 3, 2, {{0, 3}, {2, 2}}},
           wire::Signal{9, R"({"sdp":"v=0\r\n","list":[1,-2.5,null,true]})"}, wire::Renew{}, wire::Ping{}})
    seeds["client_message"].push_back(wire::encode(message));
  seeds["client_message"].push_back(R"({"type":"edit","n":1,"doc":1,"base":0,"op":[3,"\ud83d\ude00",-2,1]})");
  // A number that no integer holds, and that is not read exactly.
  seeds["client_message"].push_back(R"({"type":"signal","to":1,"data":[518446000000381901718,0.1e-7]})");
  for (const wire::ServerMessage& message : std::vector<wire::ServerMessage>{
           wire::Resume{1, 8, Role::interviewer, 1, 11, {}, true, {{8, 1}}}, wire::Ack{7},
           wire::Refusal{1, Errc::locked, "locked", false}, wire::Selected{2, 9, 1, 3, {{0, 3}}},
           wire::Signalled{9, 2, R"({"candidate":"x","n":[1e3]})"}, wire::Presence{2, 9, true},
           wire::Queued{1, 2}, wire::Saving{false}, wire::Token{"jwt"}, wire::Pong{}, wire::Diverged{}})
    seeds["server_message"].push_back(wire::encode(message));
  // Half a surrogate pair in what is passed on as it is.
  seeds["client_message"].push_back(R"({"type":"signal","to":9,"data":{"\\ud83d\ude00":"\ude00"}})");
  seeds["server_message"].push_back(R"({"type":"signal","from":9,"by":2,"data":{"\\ud83d\ude00":"\ude00"}})");
  // As many edits of the first document as there are records.
  std::string forged = seeds["snapshot"].front();
  forged[forged.find("main.py") + 8] = forged[1];
  seeds["snapshot"].push_back(std::move(forged));
  seeds["snapshot"].push_back(Room::replaying("r_1").snapshot());
  seeds["client_session"] = scripts();
  for (std::string& outbox : outboxes()) seeds["client_session"].push_back(std::move(outbox));
}

}  // namespace interview::fuzz
