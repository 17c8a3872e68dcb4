// What people pass to each other for calls: to whom, in which order, how much.
#include <doctest/doctest.h>

#include "hub/stage.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a signal is between two who may call") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  auto olga = stage.join("olga", Role::observer);
  const uint32_t to_ben = ben->take<wire::Welcome>().connection,
                 to_olga = olga->take<wire::Welcome>().connection;
  const auto refusal = [&](Peer& from, uint32_t to) {
    from.got.clear();
    stage.say(from, wire::Signal{to, "{}"});
    stage.run();
    return from.take<wire::Refusal>().code;
  };
  CHECK(refusal(*olga, to_ben) == Errc::not_permitted);
  CHECK(refusal(*ada, to_olga) == Errc::not_permitted);
  CHECK_FALSE(ben->has<wire::Signalled>());
  CHECK_FALSE(olga->has<wire::Signalled>());
  // A connection of another room is nobody here.
  stage.room("r_other");
  auto cid = stage.join("cid", Role::reviewer, "r_other");
  ada->got.clear();
  stage.say(*ada, wire::Signal{cid->take<wire::Welcome>().connection, "{}"});
  stage.run();
  CHECK_FALSE(cid->has<wire::Signalled>());
  CHECK_FALSE(ada->has<wire::Refusal>());
}

TEST_CASE("of a person with two connections only the one that is meant gets it") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  auto ben_too = stage.hello("reviewer/ben", "terminal_of_ben");
  stage.run();
  stage.say(*ada, wire::Signal{ben_too->take<wire::Welcome>().connection, "{}"});
  stage.run();
  CHECK(ben_too->has<wire::Signalled>());
  CHECK_FALSE(ben->has<wire::Signalled>());
}

TEST_CASE("signals have a rate of their own: what is above is refused, and the rest goes on") {
  HubOptions options;
  options.signals_per_second = 10;
  options.signal_burst = 5;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  const uint32_t from = ada->take<wire::Welcome>().connection, to = ben->take<wire::Welcome>().connection;
  const auto passed = [&](int sent) {
    ada->got.clear();
    ben->got.clear();
    for (int i = 0; i < sent; ++i) stage.say(*ada, wire::Signal{to, std::to_string(i)});
    stage.run();
    int count = 0;
    for (const wire::ServerMessage& message : ben->got)
      if (const auto* signal = std::get_if<wire::Signalled>(&message))
        CHECK(signal->data == std::to_string(count++));
    return count;
  };
  CHECK(passed(5) == 5);
  CHECK_FALSE(ada->has<wire::Refusal>());
  CHECK(passed(1) == 0);
  const auto refusal = ada->take<wire::Refusal>();
  CHECK((refusal.code == Errc::too_fast && refusal.retry && refusal.n == 0));
  stage.command(*ada, 1, command::Chat{"not slowed down", false});
  stage.run();
  CHECK(ben->events().size() == 1);
  stage.pass(200);
  CHECK(passed(3) == 2);
  // Ben's are counted apart.
  stage.say(*ben, wire::Signal{from, "{}"});
  stage.run();
  CHECK(ada->has<wire::Signalled>());
  CHECK_FALSE(ben->has<wire::Refusal>());
  CHECK_FALSE(ada->closed.has_value());
}

TEST_CASE("a signal has a limit of bytes") {
  HubOptions options;
  options.message.signal_bytes = 100;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  const uint32_t to = ben->take<wire::Welcome>().connection;
  ada->got.clear();
  stage.say(*ada, wire::Signal{to, "\"" + std::string(98, 'x') + "\""});
  stage.say(*ada, wire::Signal{to, "\"" + std::string(99, 'x') + "\""});
  stage.run();
  CHECK(ada->take<wire::Refusal>().code == Errc::too_big);
  CHECK(ben->take<wire::Signalled>().data.size() == 100);
  CHECK_FALSE(ben->has<wire::Signalled>());
}
