#include "room/scene.h"

#include <doctest/doctest.h>

#include <iterator>

#include "interview/text.h"

namespace interview::test {

std::string client_of(uint32_t participant) {
  return "client_of_" + std::to_string(participant);
}

std::string text_of(const Room& room, uint32_t id) {
  const Document* doc = room.document(id);
  std::string text;
  if (doc) append_utf8(text, doc->text.text());
  return text;
}

Room replayed(const std::vector<Entry>& log, const RoomLimits& limits) {
  Room room = Room::replaying("r_1", limits);
  for (const Entry& entry : log) {
    const auto accepted = room.replay(entry.record);
    INFO("record ", entry.record.header.seq, ": ", accepted.ok() ? "" : accepted.error().message);
    REQUIRE(accepted.ok());
  }
  return room;
}

Scene::Scene(const RoomLimits& limits)
    : room(Room::create("r_1", "Two Sum", "python", {0, {}}, limits).value()) {
  collect();
  interviewer = join(Role::interviewer);
}

Moment Scene::moment() {
  Moment moment{clock_ += 10, {}};
  moment.salt.fill(0xFF);
  ++salts_;
  for (size_t i = 0; i < sizeof salts_; ++i) moment.salt[8 + i] = static_cast<uint8_t>(salts_ >> (8 * i));
  return moment;
}

size_t Scene::collect() {
  std::vector<Entry> entries = room.take_entries();
  std::vector<RunOrder> ordered = room.take_run_orders();
  log.insert(log.end(), std::make_move_iterator(entries.begin()), std::make_move_iterator(entries.end()));
  orders.insert(orders.end(), std::make_move_iterator(ordered.begin()),
                std::make_move_iterator(ordered.end()));
  return entries.size();
}

template <typename Act>
std::string Scene::checked(Act act) {
  collect();
  const std::string before = room.snapshot();
  const uint64_t seq = room.seq();
  const Digest head = room.head();
  const size_t ordered = orders.size();
  const std::string code = act();
  const size_t made = collect();
  INFO("answer: ", code);
  if (code == "ok") {
    CHECK(made > 0);
    CHECK(room.seq() == seq + made);
    CHECK(room.head() == log.back().record.hash);
  } else {
    CHECK(made == 0);
    CHECK(room.seq() == seq);
    CHECK(room.head() == head);
    CHECK(orders.size() == ordered);
    CHECK((room.snapshot() == before));
  }
  return code;
}

uint32_t Scene::join(Role role) {
  uint32_t number = 0;
  const std::string subject = "subject " + std::to_string(room.participants().size() + 1);
  REQUIRE(checked([&] {
            const auto joined = room.join(subject, role, moment());
            if (joined) number = *joined;
            return code_of(joined);
          }) == "ok");
  return number;
}

std::string Scene::ask(uint32_t participant, const Command& command) {
  const std::string client = client_of(participant);
  const std::string code = ask({participant, client, numbers_[participant] + 1}, command);
  if (code == "ok") ++numbers_[participant];
  return code;
}

std::string Scene::ask(const Sender& sender, const Command& command) {
  return checked([&] {
    const auto outcome = room.apply(sender, command, moment());
    return outcome.ok() && *outcome == Room::Outcome::duplicate ? "duplicate" : code_of(outcome);
  });
}

std::string Scene::start(uint32_t run) {
  return checked([&] { return code_of(room.run_started(run, {0, "3.11", "python:3.11", true}, moment())); });
}

std::string Scene::end(uint32_t run, RunKind kind) {
  RunResult result;
  result.kind = kind;
  result.exit_code = kind == RunKind::runtime_error ? -1 : 0;
  result.wall_ms = 7;
  return checked([&] { return code_of(room.run_ended(run, result, 0, moment())); });
}

size_t Scene::output(uint32_t run, std::string_view data, OutputStream stream) {
  const auto dropped = room.run_output(run, stream, data, moment());
  REQUIRE(dropped.ok());
  collect();
  return *dropped;
}

uint32_t Scene::open(const std::string& name, const std::string& text, uint32_t owner) {
  REQUIRE(ask(interviewer, command::OpenDoc{name, text, owner}) == "ok");
  return room.documents().rbegin()->first;
}

uint32_t Scene::begin_run(uint32_t doc, const std::string& input) {
  REQUIRE(ask(interviewer, command::Run{doc, "", input, true}) == "ok");
  return room.runs().rbegin()->first;
}

}  // namespace interview::test
