// Messages from client to server, as they are written in docs/protocol.md.
#include <doctest/doctest.h>

#include "interview/protocol.h"

using namespace interview;

namespace {

struct Row {
  wire::ClientMessage message;
  std::string json;
};

wire::ClientMessage numbered(uint64_t n, Command command) {
  return wire::Numbered{n, std::move(command)};
}

std::vector<Row> rows() {
  Operation op;
  op.retain(120).insert(u"print(\"\U0001F600\")\n").erase(3).retain(44);
  return {
      {wire::Hello{"jwt", "r_1", "client-1", 812, "head", true},
       R"({"type":"hello","token":"jwt","room":"r_1","client":"client-1","seen":812,"head":"head","pending":true})"},
      {numbered(18, command::Edit{2, 231, op}),
       R"({"type":"edit","n":18,"doc":2,"base":231,"op":[120,"print(\")"
       "\xF0\x9F\x98\x80"
       R"(\")\n",-3,44]})"},
      {numbered(1, command::Edit{1, 0, {}}), R"({"type":"edit","n":1,"doc":1,"base":0,"op":[]})"},
      {numbered(19, command::Chat{"hi", false}), R"({"type":"chat","n":19,"text":"hi","to":"all"})"},
      {numbered(19, command::Chat{"hi", true}), R"({"type":"chat","n":19,"text":"hi","to":"interviewers"})"},
      {numbered(20, command::Note{"good"}), R"({"type":"note","n":20,"text":"good"})"},
      {numbered(21, command::OpenDoc{"a.py", "x = 1\n", 0}),
       R"({"type":"open_doc","n":21,"name":"a.py","text":"x = 1\n"})"},
      {numbered(21, command::OpenDoc{"a.py", "", 4}),
       R"({"type":"open_doc","n":21,"name":"a.py","text":"","owner":4})"},
      {numbered(22, command::RenameDoc{2, "b.py"}), R"({"type":"rename_doc","n":22,"doc":2,"name":"b.py"})"},
      {numbered(23, command::RemoveDoc{2}), R"({"type":"remove_doc","n":23,"doc":2})"},
      {numbered(24, command::SetLanguage{"go"}), R"({"type":"set_language","n":24,"language":"go"})"},
      {numbered(25, command::SetProblem{"two-sum", "Two Sum", "Find them."}),
       R"({"type":"set_problem","n":25,"id":"two-sum","title":"Two Sum","statement":"Find them."})"},
      {numbered(26, command::Lock{}), R"({"type":"lock","n":26})"},
      {numbered(27, command::Unlock{}), R"({"type":"unlock","n":27})"},
      {numbered(28, command::Run{2, "python", "42\n", true}),
       R"({"type":"run","n":28,"doc":2,"language":"python","stdin":"42\n","interactive":true})"},
      {numbered(28, command::Run{2, "", "", false}), R"({"type":"run","n":28,"doc":2,"stdin":""})"},
      {numbered(29, command::RunInput{5, "1\n", true}),
       R"({"type":"run_input","n":29,"run":5,"data":"1\n","end":true})"},
      {numbered(29, command::RunInput{5, "1\n", false}),
       R"({"type":"run_input","n":29,"run":5,"data":"1\n"})"},
      {numbered(30, command::RunStop{5}), R"({"type":"run_stop","n":30,"run":5})"},
      {numbered(31, command::Submit{}), R"({"type":"submit","n":31})"},
      {numbered(32, command::SetRole{3, Role::observer}),
       R"({"type":"set_role","n":32,"participant":3,"role":"observer"})"},
      {numbered(33, command::Remove{3}), R"({"type":"remove","n":33,"participant":3})"},
      {numbered(UINT64_MAX, command::End{}), R"({"type":"end","n":18446744073709551615})"},
      {wire::Select{2, 231, 18, {{5, 9}, {4294967295, 0}}},
       R"({"type":"select","doc":2,"base":231,"after":18,"ranges":[[5,9],[4294967295,0]]})"},
      {wire::Select{2, 231, 0, {}}, R"({"type":"select","doc":2,"base":231,"ranges":[]})"},
      {wire::Signal{9, R"({"sdp":["v=0\r\n",1,-2.5,true,null]})"},
       R"({"type":"signal","to":9,"data":{"sdp":["v=0\r\n",1,-2.5,true,null]}})"},
      {wire::Signal{9, "null"}, R"({"type":"signal","to":9,"data":null})"},
      {wire::Renew{}, R"({"type":"renew"})"},
      {wire::Ping{}, R"({"type":"ping"})"},
  };
}

wire::ClientMessage decoded_client(std::string_view json) {
  auto message = wire::decode_client_message(json);
  REQUIRE(std::holds_alternative<wire::ClientMessage>(message));
  return std::get<wire::ClientMessage>(std::move(message));
}

}  // namespace

TEST_CASE("each message is written so, and read back as what it was") {
  std::vector<bool> commands(std::variant_size_v<Command>),
      messages(std::variant_size_v<wire::ClientMessage>);
  for (const auto& [message, json] : rows()) {
    CAPTURE(json);
    CHECK(wire::encode(message) == json);
    const wire::ClientMessage back = decoded_client(json);
    CHECK(back.index() == message.index());
    CHECK(wire::encode(back) == json);
    messages[message.index()] = true;
    if (const auto* one = std::get_if<wire::Numbered>(&message)) {
      CHECK(std::get<wire::Numbered>(back).command.index() == one->command.index());
      commands[one->command.index()] = true;
    }
  }
  CHECK(std::count(commands.begin(), commands.end(), false) == 0);
  CHECK(std::count(messages.begin(), messages.end(), false) == 0);
}

TEST_CASE("the operation that is read is the one that was written") {
  Operation op;
  op.insert(u"\U0001F600").retain(2).insert(u"x").erase(1);
  const auto back =
      std::get<wire::Numbered>(decoded_client(wire::encode(numbered(1, command::Edit{3, 7, op}))));
  CHECK(back.n == 1);
  const auto& edit = std::get<command::Edit>(back.command);
  CHECK(edit.doc == 3);
  CHECK(edit.base == 7);
  CHECK(edit.op == op);
  CHECK(edit.op.base_length() == 3);
  CHECK(edit.op.target_length() == 5);
}

TEST_CASE("fields that may be left out") {
  const auto hello =
      std::get<wire::Hello>(decoded_client(R"({"type":"hello","token":"t","room":"r","client":"c"})"));
  CHECK(hello.seen == 0);
  CHECK(hello.head.empty());
  CHECK_FALSE(hello.pending);
  const auto command = [](std::string_view json) {
    return std::get<wire::Numbered>(decoded_client(json)).command;
  };
  CHECK_FALSE(std::get<command::Chat>(command(R"({"type":"chat","n":1,"text":"hi"})")).to_interviewers);
  const auto doc = std::get<command::OpenDoc>(command(R"({"type":"open_doc","n":1,"name":"a"})"));
  CHECK(doc.text.empty());
  CHECK(doc.owner == 0);
  const auto run = std::get<command::Run>(command(R"({"type":"run","n":1,"doc":1})"));
  CHECK(run.language.empty());
  CHECK(run.input.empty());
  CHECK_FALSE(run.keep_input_open);
  const auto input = std::get<command::RunInput>(command(R"({"type":"run_input","n":1,"run":1})"));
  CHECK(input.text.empty());
  CHECK_FALSE(input.end);
}

TEST_CASE("unknown fields, blanks, order and escapes do not matter") {
  const auto message = decoded_client(R"(
    { "later" : {"a":[1,{}]}, "text" : "\u00e9\ud83d\ude00\u0000\/", "to":"all", "n" : 3 , "type":"chat" } )");
  const auto& chat = std::get<command::Chat>(std::get<wire::Numbered>(message).command);
  CHECK(chat.text == std::string("\xC3\xA9\xF0\x9F\x98\x80\0/", 8));
}
