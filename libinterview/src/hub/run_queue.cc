#include "hub/run_queue.h"

#include <algorithm>
#include <utility>

namespace interview {
namespace {

template <typename Value>
void erase_one(std::deque<Value>& from, const Value& value) {
  from.erase(std::find(from.begin(), from.end(), value));
}

// One of each line, then a second of each that has one, and so on.
std::vector<uint64_t> by_turns(const std::vector<std::vector<uint64_t>>& lines) {
  std::vector<uint64_t> order;
  size_t longest = 0;
  for (const auto& line : lines) longest = std::max(longest, line.size());
  for (size_t round = 0; round < longest; ++round)
    for (const auto& line : lines)
      if (round < line.size()) order.push_back(line[round]);
  return order;
}

}  // namespace

RunQueue::Place& RunQueue::Place::operator=(Place&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  queue_ = std::move(other.queue_);
  ticket_ = other.ticket_;
  return *this;
}

void RunQueue::Place::wait(Start start, Position position) {
  queue_->wait(ticket_, std::move(start), std::move(position));
}

void RunQueue::Place::give_back() {
  if (const auto queue = std::exchange(queue_, nullptr)) queue->leave(ticket_);
}

Result<RunQueue::Place> RunQueue::reserve(const std::string& room, uint32_t person) {
  const std::lock_guard lock(mutex_);
  if (tickets_.size() >= limits_.concurrent) {
    if (count_waiting(nullptr, nullptr) >= limits_.waiting)
      return Error{Errc::busy, "too many runs are waiting: try again soon"};
    if (count_waiting(&room, nullptr) >= limits_.waiting_of_room)
      return Error{Errc::busy, "too many runs of this room are waiting"};
    if (count_waiting(&room, &person) >= limits_.waiting_of_person)
      return Error{Errc::busy, "too many of your runs are waiting"};
  }
  const uint64_t ticket = ++last_ticket_;
  tickets_[ticket] = {room, person, Ticket::kReserved, {}, {}, 0};
  return Place(shared_from_this(), ticket);
}

void RunQueue::wait(uint64_t number, Start start, Position position) {
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    Ticket& ticket = tickets_.at(number);
    ticket.state = Ticket::kWaiting;
    ticket.start = std::move(start);
    ticket.position = std::move(position);
    RoomLine& line = lines_[ticket.room];
    if (line.turns.empty()) turns_.push_back(ticket.room);
    auto& of_person = line.waiting[ticket.person];
    if (of_person.empty()) line.turns.push_back(ticket.person);
    of_person.push_back(number);
    calls = advance();
  }
  for (const auto& call : calls) call();
}

void RunQueue::leave(uint64_t number) {
  Calls calls;
  // Destroyed without the lock: what they hold may have places of its own.
  Ticket gone;
  {
    const std::lock_guard lock(mutex_);
    const auto found = tickets_.find(number);
    if (found->second.state == Ticket::kWaiting) remove_from_line(number);
    if (found->second.state == Ticket::kUnderWay) --under_way_;
    gone = std::move(found->second);
    tickets_.erase(found);
    calls = advance();
  }
  for (const auto& call : calls) call();
}

void RunQueue::remove_from_line(uint64_t number) {
  const Ticket& ticket = tickets_.at(number);
  RoomLine& line = lines_.at(ticket.room);
  auto& of_person = line.waiting.at(ticket.person);
  erase_one(of_person, number);
  if (!of_person.empty()) return;
  line.waiting.erase(ticket.person);
  erase_one(line.turns, ticket.person);
  if (!line.turns.empty()) return;
  lines_.erase(ticket.room);
  erase_one(turns_, ticket.room);
}

RunQueue::Calls RunQueue::advance() {
  Calls calls;
  while (under_way_ < limits_.concurrent && !turns_.empty()) start_next(calls);
  uint32_t position = 0;
  for (const uint64_t number : in_turn()) {
    Ticket& ticket = tickets_.at(number);
    ++position;
    if (std::exchange(ticket.told, position) == position) continue;
    calls.push_back([tell = ticket.position, position] { tell(position); });
  }
  return calls;
}

void RunQueue::start_next(Calls& calls) {
  const std::string room = turns_.front();
  const uint32_t person = lines_.at(room).turns.front();
  const uint64_t number = lines_.at(room).waiting.at(person).front();
  remove_from_line(number);
  // Whoever has had a turn is the last to have another one.
  if (const auto line = lines_.find(room); line != lines_.end()) {
    turns_.pop_front();
    turns_.push_back(room);
    auto& turns = line->second.turns;
    if (turns.front() == person) {
      turns.pop_front();
      turns.push_back(person);
    }
  }
  Ticket& ticket = tickets_.at(number);
  ticket.state = Ticket::kUnderWay;
  ++under_way_;
  if (ticket.told > 0) calls.push_back([tell = std::move(ticket.position)] { tell(0); });
  calls.push_back(std::move(ticket.start));
}

std::vector<uint64_t> RunQueue::in_turn() const {
  std::vector<std::vector<uint64_t>> rooms;
  for (const std::string& room : turns_) {
    const RoomLine& line = lines_.at(room);
    std::vector<std::vector<uint64_t>> people;
    for (const uint32_t person : line.turns) {
      const auto& waiting = line.waiting.at(person);
      people.emplace_back(waiting.begin(), waiting.end());
    }
    rooms.push_back(by_turns(people));
  }
  return by_turns(rooms);
}

size_t RunQueue::count_waiting(const std::string* room, const uint32_t* person) const {
  return static_cast<size_t>(std::count_if(tickets_.begin(), tickets_.end(), [&](const auto& entry) {
    const Ticket& ticket = entry.second;
    return ticket.state != Ticket::kUnderWay && (!room || ticket.room == *room) &&
           (!person || ticket.person == *person);
  }));
}

size_t RunQueue::under_way() const {
  const std::lock_guard lock(mutex_);
  return under_way_;
}

size_t RunQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return count_waiting(nullptr, nullptr);
}

}  // namespace interview
