#include "sim/simulation.h"

#include "sim/violation.h"

namespace interview::test {

Simulation::Simulation(uint64_t seed, SimServer& server, const std::vector<Cast>& cast,
                       const Person::Habits& habits, const Faults& faults, Totals& totals)
    : random_(seed), server_(server), faults_(faults), totals_(totals), link_of_(cast.size(), 0) {
  people_.reserve(cast.size());
  for (size_t i = 0; i < cast.size(); ++i)
    people_.emplace_back(i, cast[i].subject, cast[i].role, habits, ledger_, totals_);
}

void Simulation::run(size_t steps) {
  for (; steps > 0; --steps) step();
}

void Simulation::step() {
  ++totals_.steps;
  if (random_.chance(faults_.cut)) return cut();
  if (random_.chance(faults_.server_crash)) return crash_server();
  if (random_.chance(faults_.client_restart)) return restart_client();
  if (random_.chance(faults_.repeat)) return repeat_a_command();
  const size_t person = random_.below(people_.size());
  const size_t what = random_.below(10);
  if (what < 2) {
    act(person);
  } else if (what < 4) {
    if (!connect(person)) send(person);
  } else if (what < 6) {
    serve();
  } else if (!links_.empty()) {
    const auto link = std::next(links_.begin(), static_cast<std::ptrdiff_t>(random_.below(links_.size())));
    if (what < 8)
      deliver_up(link->first, link->second);
    else
      deliver_down(link->first, link->second);
  }
}

bool Simulation::act(size_t person) {
  if (people_[person].gone()) return false;
  people_[person].act(random_);
  return true;
}

bool Simulation::connect(size_t person) {
  Person& who = people_[person];
  if (who.gone() || link_of_[person] != 0) return false;
  const LinkId id = ++last_link_;
  link_of_[person] = id;
  server_.connect(id);
  Link link;
  link.person = person;
  link.up.push_back(who.connected(server_.token(who.subject(), who.role())));
  links_.emplace(id, std::move(link));
  return true;
}

bool Simulation::send(size_t person) {
  if (link_of_[person] == 0) return false;
  Person& who = people_[person];
  bool did = false;
  if (who.wants_retry() && random_.chance(0.5)) {
    who.retry();
    did = true;
  }
  if (auto json = who.next()) {
    Link& link = links_.at(link_of_[person]);
    link.commands.push_back(*json);
    link.up.push_back(std::move(*json));
    did = true;
  }
  return did;
}

bool Simulation::deliver_up(LinkId id, Link& link) {
  if (!link.up.empty()) {
    const std::string json = std::move(link.up.front());
    link.up.pop_front();
    if (link.server_end) server_.deliver(id, json);
    return true;
  }
  if (link.client_end || !link.server_end) return false;
  // The server notices.
  server_.disconnect(id);
  link.server_end = false;
  if (link.down.empty()) links_.erase(id);
  return true;
}

bool Simulation::deliver_down(LinkId id, Link& link) {
  if (!link.client_end) {
    lose(link.down);
    if (link.server_end) return false;
    links_.erase(id);
    return true;
  }
  const size_t person = link.person;
  if (link.down.empty()) {
    if (link.server_end) return false;
    // The client notices.
    people_[person].disconnected();
    leave(person);
    return true;
  }
  const Sent sent = std::move(link.down.front());
  link.down.pop_front();
  if (sent.close != 0) {
    people_[person].closed(sent.close);
    leave(person);
  } else if (!people_[person].receive(sent.json, server_.log())) {
    people_[person].disconnected();
    leave(person);
  }
  return true;
}

void Simulation::leave(size_t person) {
  links_.at(link_of_[person]).client_end = false;
  link_of_[person] = 0;
}

bool Simulation::serve() {
  const bool did = server_.step();
  for (Sent& sent : server_.take_sent()) {
    const auto link = links_.find(sent.link);
    if (link == links_.end()) continue;
    if (sent.close != 0) link->second.server_end = false;
    link->second.down.push_back(std::move(sent));
  }
  return did;
}

void Simulation::cut() {
  if (links_.empty()) return;
  ++totals_.cuts;
  const auto chosen = std::next(links_.begin(), static_cast<std::ptrdiff_t>(random_.below(links_.size())));
  Link& link = chosen->second;
  // Seen from the client, which goes on at once while what it sent may still be under way; or from the
  // server.
  if (random_.chance(0.7)) {
    if (!link.client_end) return;
    if (random_.chance(0.5)) lose(link.up);
    lose(link.down);
    people_[link.person].disconnected();
    leave(link.person);
  } else {
    if (!link.server_end) return;
    server_.disconnect(chosen->first);
    link.server_end = false;
    lose(link.up);
    if (random_.chance(0.5)) lose(link.down);
  }
}

void Simulation::crash_server() {
  ++totals_.server_crashes;
  serve();
  server_.crash();
  for (auto& [id, link] : links_) {
    link.server_end = false;
    lose(link.up);
    if (random_.chance(0.5)) lose(link.down);
  }
}

void Simulation::restart_client() {
  const size_t person = random_.below(people_.size());
  if (people_[person].gone()) return;
  people_[person].disconnected();
  if (link_of_[person] != 0) leave(person);
  people_[person].restart(random_.chance(0.3));
}

void Simulation::repeat_a_command() {
  if (links_.empty()) return;
  Link& link = std::next(links_.begin(), static_cast<std::ptrdiff_t>(random_.below(links_.size())))->second;
  if (link.commands.empty() || !link.server_end) return;
  ++totals_.repeated;
  link.up.push_back(link.commands[random_.below(link.commands.size())]);
}

bool Simulation::one_round() {
  bool did = false;
  for (size_t person = 0; person < people_.size(); ++person) {
    did |= connect(person);
    did |= send(person) || people_[person].wants_retry();
  }
  std::vector<LinkId> ids;
  for (const auto& [id, link] : links_) ids.push_back(id);
  for (const LinkId id : ids) {
    for (auto link = links_.find(id); link != links_.end() && deliver_up(id, link->second);) {
      did = true;
      link = links_.find(id);
    }
    for (auto link = links_.find(id); link != links_.end() && deliver_down(id, link->second);) {
      did = true;
      link = links_.find(id);
    }
  }
  while (serve()) did = true;
  for (const auto& [id, link] : links_) did |= !link.down.empty();
  return did;
}

void Simulation::come_to_rest(const RoomLimits& limits) {
  size_t rounds = 0;
  while (one_round()) demand(++rounds < 20'000, "the room comes to rest");
  const std::vector<Record>& log = server_.log();
  Room room = Room::replaying("r_simulated", limits);
  for (const Record& record : log) demand(room.replay(record).ok(), "the log can be replayed");
  for (const Person& person : people_)
    if (!person.gone()) person.compare(room);
  ledger_.audit(log);
}

}  // namespace interview::test
