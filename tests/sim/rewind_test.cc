// A server that was restored from a backup: nobody's text is lost, and nobody goes on as if nothing had
// happened.
#include <doctest/doctest.h>

#include "interview/client_session.h"
#include "interview/text.h"
#include "sim/model_server.h"

using namespace interview;
using namespace interview::test;

namespace {

// A client on a network that does not fail.
class Visitor {
 public:
  Visitor(ModelServer& server, const std::string& name, const std::string& client)
      : server_(server), name_(name), session("r_simulated", client) {}

  void connect(LinkId link) {
    link_ = link;
    server_.connect(link);
    server_.deliver(link, session.connected(server_.token(name_, Role::interviewer)));
  }
  // Takes what is for it; sends what it has.
  bool work(const std::vector<Sent>& sent) {
    bool did = false;
    for (const Sent& one : sent) {
      if (one.link != link_) continue;
      did = true;
      if (one.close != 0) {
        session.disconnected();
        continue;
      }
      const auto notices = session.receive(one.json);
      REQUIRE(notices.ok());
      for (const Notice& notice : *notices)
        if (const auto* told = std::get_if<notice::Diverged>(&notice)) diverged = *told;
    }
    while (const auto json = session.next()) {
      server_.deliver(link_, *json);
      did = true;
    }
    return did;
  }
  void type(std::u16string_view text) {
    const size_t size = session.view().docs.at(1).text.size();
    REQUIRE(session.edit(1, Operation::splice(size, size, 0, text)).ok());
  }
  std::u16string text() const { return session.view().docs.at(1).text.text(); }

 private:
  ModelServer& server_;
  std::string name_;
  LinkId link_ = 0;

 public:
  ClientSession session;
  std::optional<notice::Diverged> diverged;
};

void settle(ModelServer& server, std::initializer_list<Visitor*> visitors) {
  for (bool did = true; did;) {
    did = server.step();
    const std::vector<Sent> sent = server.take_sent();
    for (Visitor* visitor : visitors) did |= visitor->work(sent);
  }
}

}  // namespace

TEST_CASE(
    "a server restored from a backup: who has seen more is told, keeps the text, and goes on under a new "
    "id") {
  const uint64_t seed = test_seed();
  CAPTURE(seed);
  ModelServer server(seed, {});
  Visitor ada(server, "ada", "client_ada_1"), ben(server, "ben", "client_ben_1");
  ada.connect(1);
  settle(server, {&ada});
  REQUIRE(ada.session.send(command::OpenDoc{"main.py", {}, 0}).ok());
  settle(server, {&ada});
  ben.connect(2);
  ada.type(u"kept ");
  settle(server, {&ada, &ben});
  REQUIRE(ben.text() == u"kept ");
  const uint64_t backup = server.log().size();
  // Ben goes away, and types there; Ada's next words are in the log, and are lost with it.
  server.disconnect(2);
  ben.session.disconnected();
  ben.type(u"ben ");
  ada.type(u"lost \U0001F600");
  settle(server, {&ada});
  REQUIRE_FALSE(ada.session.has_pending());
  server.rewind(backup);
  ada.session.disconnected();

  SUBCASE("the log is shorter than what was seen") {}
  SUBCASE("the log has other records where hers were") {
    ben.connect(3);
    settle(server, {&ben});
    for (int i = 0; i < 10; ++i) ben.type(u"more ");
    settle(server, {&ben});
    REQUIRE(ben.session.send(command::Chat{"still here", false}).ok());
    settle(server, {&ben});
    REQUIRE(server.log().size() > backup + 2);
    server.disconnect(3);
    ben.session.disconnected();
  }

  ada.connect(4);
  settle(server, {&ada});
  REQUIRE(ada.diverged.has_value());
  CHECK(ada.diverged->texts.at(0).text == "kept lost \xF0\x9F\x98\x80");
  CHECK_FALSE(ada.session.live());

  Visitor again(server, "ada", "client_ada_2");
  again.connect(5);
  ben.connect(6);
  settle(server, {&again, &ben});
  CHECK_FALSE(ben.diverged.has_value());
  CHECK(again.text().substr(0, 9) == u"kept ben ");
  again.type(u"lost \U0001F600");
  settle(server, {&again, &ben});
  CHECK(ben.text() == again.text());
  CHECK(ben.text().find(u"lost \U0001F600") != std::u16string::npos);
}
