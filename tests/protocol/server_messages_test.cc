// Messages from server to client.
#include <doctest/doctest.h>

#include <algorithm>

#include "interview/protocol.h"

using namespace interview;

namespace {

RoomView full_view() {
  RoomView view;
  view.id = "r_1";
  view.title = "Two Sum \xE2\x9C\x93";
  view.language = "python";
  view.problem = {"two-sum", "Two Sum", "Find them.\n"};
  view.locked = true;
  view.ended = true;
  view.submissions = 2;
  view.now = 73'120;
  view.began = 9'000;
  view.people[1] = {1, "Ada", Role::interviewer, false};
  view.people[3] = {3, "Ben \"B\"", Role::reviewer, true};
  view.connections[9] = 1;
  view.docs.emplace(2, RoomView::Doc{2, "a/b.py", 3, 231, TextBuffer(u"x = \"\U0001F600\"\n\tend")});
  view.docs.emplace(4, RoomView::Doc{4, "empty", 0, 0, {}});
  view.chat.push_back({5, 100, 1, false, {}, "hello"});
  view.chat.push_back({6, 200, 1, true, {Audience::kInterviewers, 0}, "note"});
  view.chat.push_back({7, 300, 1, false, {Audience::kPerson, 3}, "psst"});
  RoomRun queued;
  queued.id = 1, queued.by = 3, queued.doc = 2, queued.at = 400, queued.language = "go";
  RoomRun running = queued;
  running.id = 2, running.state = RoomRun::kRunning, running.stopping = true,
  running.language_version = "1.21", running.image = "golang";
  running.output.push_back({OutputStream::out, "one\n"});
  running.output.push_back({OutputStream::err, "two\n"});
  running.kept_bytes = 8;
  RoomRun ended = running;
  ended.id = 3, ended.state = RoomRun::kEnded, ended.stopping = false;
  ended.result = {RunKind::runtime_error, -1, 11, 1234, 300, 65'536, true, "segmentation fault"};
  for (const RoomRun& run : {queued, running, ended}) view.runs[run.id] = run;
  return view;
}

wire::ServerMessage decoded_server(const std::string& json) {
  auto message = wire::decode_server_message(json);
  REQUIRE_MESSAGE(message.ok(), (message.ok() ? std::string() : message.error().message));
  return std::move(*message);
}

}  // namespace

TEST_CASE("each message is written so, and read back as what it was") {
  const SeenEvent seen{813, 73'120, 3, "client-1", 18, {}, {}, event::Chat{"hi"}};
  const std::vector<std::pair<wire::ServerMessage, std::string>> rows = {
      {wire::Welcome{3, 9, Role::reviewer, 812, "head", 17, full_view(), R"([{"urls":["turn:example.org"]}])",
                     false, 73'450},
       ""},
      {wire::Resume{3, 9, Role::observer, 17, 840, "[]", true, {{9, 3}, {10, 1}}, 73'450},
       R"({"type":"resume","you":3,"connection":9,"role":"observer","can":["interviewers"],"ice":[],"saving":true,"time":73450,)"
       R"("acked":17,"upto":840,"connections":[{"connection":9,"by":3},{"connection":10,"by":1}]})"},
      {wire::Events{815, "head", {seen}},
       R"({"type":"events","events":[{"seq":813,"at":73120,"by":3,"kind":"chat","text":"hi","client":"client-1",)"
       R"("n":18}],"upto":815,"head":"head"})"},
      {wire::Ack{18}, R"({"type":"ack","n":18})"},
      {wire::Refusal{18, Errc::op_out_of_range, "no", false},
       R"({"type":"error","n":18,"code":"op_out_of_range","message":"no","retry":false})"},
      {wire::Refusal{0, Errc::busy, "later", true},
       R"({"type":"error","code":"busy","message":"later","retry":true})"},
      {wire::Selected{3, 9, 2, 231, {{5, 9}, {4294967295, 0}}},
       R"({"type":"select","by":3,"connection":9,"doc":2,"rev":231,"ranges":[[5,9],[4294967295,0]]})"},
      {wire::Signalled{9, 3, R"({"sdp":"v=0"})"},
       R"({"type":"signal","from":9,"by":3,"data":{"sdp":"v=0"}})"},
      {wire::Presence{3, 9, true}, R"({"type":"presence","by":3,"connection":9,"online":true})"},
      {wire::Queued{5, 2}, R"({"type":"queue","run":5,"position":2})"},
      {wire::Saving{false}, R"({"type":"saving","ok":false})"},
      {wire::Token{"jwt"}, R"({"type":"token","token":"jwt"})"},
      {wire::Pong{}, R"({"type":"pong"})"},
      {wire::Diverged{}, R"({"type":"diverged"})"},
  };
  std::vector<bool> kinds(std::variant_size_v<wire::ServerMessage>);
  for (const auto& [message, expected] : rows) {
    const std::string json = wire::encode(message);
    CAPTURE(json);
    if (!expected.empty()) CHECK(json == expected);
    const wire::ServerMessage back = decoded_server(json);
    CHECK(back.index() == message.index());
    CHECK(wire::encode(back) == json);
    kinds[message.index()] = true;
  }
  CHECK(std::count(kinds.begin(), kinds.end(), false) == 0);
}

TEST_CASE("a welcome carries the whole view") {
  const RoomView view = full_view();
  const auto back = std::get<wire::Welcome>(decoded_server(
      wire::encode(wire::Welcome{3, 9, Role::reviewer, 812, "head", 17, view, "", true, 73'450})));
  CHECK(back.you == 3);
  CHECK(back.time == 73'450);
  CHECK(back.connection == 9);
  CHECK(back.role == Role::reviewer);
  CHECK(back.seq == 812);
  CHECK(back.head == "head");
  CHECK(back.acked == 17);
  CHECK(back.ice == "[]");
  const RoomView& room = back.room;
  CHECK(room.title == view.title);
  CHECK(room.problem.statement == view.problem.statement);
  CHECK(room.locked);
  CHECK(room.ended);
  CHECK(room.submissions == 2);
  CHECK(room.now == view.now);
  CHECK(room.began == view.began);
  CHECK(room.people.at(3).name == "Ben \"B\"");
  CHECK(room.people.at(3).removed);
  CHECK(room.people.at(1).role == Role::interviewer);
  CHECK(room.connections == view.connections);
  CHECK(room.docs.at(2).text == view.docs.at(2).text);
  CHECK(room.docs.at(2).name == "a/b.py");
  CHECK(room.docs.at(2).owner == 3);
  CHECK(room.docs.at(2).rev == 231);
  CHECK(room.docs.at(4).text.size() == 0);
  REQUIRE(room.chat.size() == 3);
  CHECK(room.chat[1].note);
  CHECK(room.chat[1].audience.kind == Audience::kInterviewers);
  CHECK(room.chat[2].audience.person == 3);
  CHECK(room.runs.at(1).state == RoomRun::kQueued);
  CHECK(room.runs.at(2).stopping);
  CHECK(room.runs.at(2).output.at(1).data == "two\n");
  CHECK(room.runs.at(2).kept_bytes == 8);
  CHECK(room.runs.at(3).result.kind == RunKind::runtime_error);
  CHECK(room.runs.at(3).result.exit_code == -1);
  CHECK(room.runs.at(3).result.memory_kb == 65'536);
  CHECK(room.runs.at(3).result.message == "segmentation fault");
}

TEST_CASE("what the role allows is told") {
  const std::string json = wire::encode(wire::Resume{1, 2, Role::student, 0, 0, {}, true, {}});
  CHECK(json.find(R"("can":["edit_own","run","submit","chat","signal"])") != std::string::npos);
}

TEST_CASE("a run in a state that there is not, and output of a stream that there is not, are refused") {
  const std::string good =
      wire::encode(wire::Welcome{3, 9, Role::reviewer, 812, "head", 17, full_view(), "", true});
  for (const auto& [word, other] : {std::pair{R"("state":"queued")", R"("state":"paused")"},
                                    std::pair{R"("state":"ended")", R"("state":"")"},
                                    std::pair{R"("stream":"err")", R"("stream":"log")"}}) {
    CAPTURE(other);
    std::string json = good;
    const size_t at = json.find(word);
    REQUIRE(at != std::string::npos);
    json.replace(at, std::string_view(word).size(), other);
    CHECK(wire::decode_server_message(json).error().code == Errc::bad_message);
  }
}

TEST_CASE("servers for calls are read by their shape, and kept as they came") {
  const auto taken = [](const std::string& more) {
    const auto message = wire::decode_server_message(
        R"({"type":"resume","you":3,"connection":9,"role":"observer","acked":1,"upto":8,"connections":[])" +
        more + "}");
    return message.ok() ? std::get<wire::Resume>(*message).ice : std::string(wire_code(message.error().code));
  };
  const std::string good =
      R"([{"urls":["turn:h"],"username":"u","credential":"c","later":1},{"urls":"stun:h"}])";
  CHECK(taken(R"(,"ice":)" + good) == good);
  CHECK(taken("").empty());
  CHECK(taken(R"(,"can":["words of later"])").empty());
  for (const char* bad :
       {R"("ice":{})", R"("ice":null)", R"("ice":["turn:h"])", R"("ice":[{}])", R"("ice":[{"urls":1}])",
        R"("ice":[{"urls":["turn:h",1]}])", R"("ice":[{"urls":"turn:h","username":1}])",
        R"("ice":[{"urls":"turn:h","credential":{}}])", R"("can":1)", R"("can":{})"}) {
    CAPTURE(bad);
    CHECK(taken("," + std::string(bad)) == "bad_message");
  }
}

TEST_CASE("output that is not UTF-8 is shown with replacement characters") {
  RoomView view = full_view();
  view.runs.at(2).output.push_back({OutputStream::out, std::string("\xFFx\xE2\x82", 4)});
  const auto back = std::get<wire::Welcome>(
      decoded_server(wire::encode(wire::Welcome{3, 9, Role::reviewer, 812, "head", 17, view, "", true})));
  CHECK(back.room.runs.at(2).output.back().data == "\xEF\xBF\xBDx\xEF\xBF\xBD");
}

TEST_CASE("a code of a later version is an internal one") {
  const auto refusal = std::get<wire::Refusal>(decoded_server(R"({"type":"error","code":"quantum_flux"})"));
  CHECK(refusal.code == Errc::internal);
  CHECK(refusal.n == 0);
  CHECK_FALSE(refusal.retry);
}

TEST_CASE("half a surrogate pair is refused wherever it stands") {
  const auto code_of = [](const std::string& json) {
    const auto message = wire::decode_server_message(json);
    return message.ok() ? "ok" : std::string(wire_code(message.error().code));
  };
  const auto event = [](const std::string& fields) {
    return R"({"type":"events","upto":8,"head":"h","events":[{"seq":8,"at":1,"by":2,)" + fields + "}]}";
  };
  const std::string resume =
      R"({"type":"resume","you":3,"connection":9,"role":"observer","acked":1,"upto":8,"connections":[],)";
  const auto messages = [&](const std::string& text) {
    return std::vector<std::string>{
        R"({"type":"signal","from":9,"by":3,"data":{"sdp":[")" + text + R"("]}})",
        R"({"type":"signal","from":9,"by":3,"data":{")" + text + R"(":1}})",
        resume + R"("ice":[{"urls":"turn:h","credential":")" + text + R"("}]})",
        R"({"type":"error","code":"busy","message":")" + text + R"("})",
        event(R"("kind":"chat","text":")" + text + R"(")"),
        event(R"("kind":"edited","doc":1,"rev":4,"op":[")" + text + R"("])"),
        R"({"type":"token","token":")" + text + R"("})",
        R"({"type":"pong","later":")" + text + R"("})",
    };
  };
  for (const char* whole : {R"(\ud83d\ude00)", R"(\uD83D\uDE00)", R"(\\ude00)", R"(\u00e9 \\\ud83d\ude00)",
                            R"(\ue000)", R"(\ud7ff)", "\xF0\x9F\x98\x80"})
    for (const std::string& json : messages(whole)) {
      CAPTURE(json);
      CHECK(code_of(json) == "ok");
    }
  for (const char* half : {R"(\ude00)", R"(\uDC00)", R"(\udfff)", R"(\ud83d)", R"(\uDBFF)", R"(\ude00\ud83d)",
                           R"(\ud83d\ude00\ude00)", R"(\ud83d\ud83d\ude00)", R"(\\\ude00)", "\xED\xB8\x80",
                           "\xED\xA0\xBD\xED\xB8\x80"})
    for (const std::string& json : messages(half)) {
      CAPTURE(json);
      CHECK(code_of(json) == "bad_text");
    }
}

TEST_CASE("how an opening that is refused closes, and who may come back") {
  using wire::Close;
  CHECK(wire::close_code(Errc::token_expired) == Close::bad_token);
  CHECK(wire::close_code(Errc::token_claims) == Close::not_permitted);
  CHECK(wire::close_code(Errc::removed) == Close::not_permitted);
  CHECK(wire::close_code(Errc::client_of_another) == Close::not_permitted);
  CHECK(wire::close_code(Errc::no_such_room) == Close::no_such_room);
  CHECK(wire::close_code(Errc::too_big) == Close::too_big);
  CHECK(wire::close_code(Errc::too_fast) == Close::too_fast);
  CHECK(wire::close_code(Errc::bad_message) == Close::protocol_error);
  // The server's own troubles send nobody away for good.
  for (const Errc code : {Errc::busy, Errc::saving_paused, Errc::store_unavailable, Errc::store_failed,
                          Errc::disk_full, Errc::io, Errc::internal}) {
    CHECK(wire::close_code(code) == Close::going_away);
    CHECK(wire::may_reconnect(static_cast<uint16_t>(wire::close_code(code))));
  }
  for (const Close code : {Close::bad_token, Close::not_permitted, Close::no_such_room, Close::protocol_error,
                           Close::replaced, Close::too_big})
    CHECK_FALSE(wire::may_reconnect(static_cast<uint16_t>(code)));
  CHECK_FALSE(wire::may_reconnect(1009));
  for (const uint16_t code : {uint16_t{0}, uint16_t{1000}, uint16_t{1001}, uint16_t{1006}, uint16_t{4029}})
    CHECK(wire::may_reconnect(code));
}
