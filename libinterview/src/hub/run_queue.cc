#include "hub/run_queue.h"

#include <algorithm>

namespace interview {

bool RunQueue::has_place() const {
  const std::lock_guard lock(mutex_);
  return running_.size() < concurrent_ || waiting_count_ < most_waiting_;
}

void RunQueue::enter(const std::string& room, uint32_t run, Start start, Position position) {
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    auto& of_room = waiting_[room];
    if (of_room.empty()) turns_.push_back(room);
    of_room.push_back({run, std::move(start), std::move(position)});
    ++waiting_count_;
    calls = advance();
  }
  for (const auto& call : calls) call();
}

void RunQueue::leave(const std::string& room, uint32_t run) {
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    const auto running = std::find(running_.begin(), running_.end(), std::pair(room, run));
    if (running != running_.end()) {
      running_.erase(running);
    } else {
      const auto found = waiting_.find(room);
      if (found == waiting_.end()) return;
      auto& of_room = found->second;
      const auto waits = std::find_if(of_room.begin(), of_room.end(),
                                      [&](const Waiting& waiting) { return waiting.run == run; });
      if (waits == of_room.end()) return;
      of_room.erase(waits);
      --waiting_count_;
      if (of_room.empty()) {
        waiting_.erase(found);
        turns_.erase(std::find(turns_.begin(), turns_.end(), room));
      }
    }
    calls = advance();
  }
  for (const auto& call : calls) call();
}

RunQueue::Calls RunQueue::advance() {
  Calls calls;
  while (running_.size() < concurrent_ && !turns_.empty()) {
    const std::string room = std::move(turns_.front());
    turns_.pop_front();
    auto& of_room = waiting_[room];
    running_.emplace_back(room, of_room.front().run);
    calls.push_back(std::move(of_room.front().start));
    of_room.pop_front();
    --waiting_count_;
    if (of_room.empty())
      waiting_.erase(room);
    else
      turns_.push_back(room);
  }
  uint32_t position = 0;
  for (const Waiting& waiting : in_turn())
    calls.push_back([tell = waiting.position, at = ++position] { tell(at); });
  return calls;
}

// The waiting runs in the order in which they would start.
std::deque<RunQueue::Waiting> RunQueue::in_turn() const {
  std::deque<Waiting> order;
  for (size_t round = 0; order.size() < waiting_count_; ++round)
    for (const std::string& room : turns_)
      if (const auto& of_room = waiting_.at(room); round < of_room.size()) order.push_back(of_room[round]);
  return order;
}

size_t RunQueue::under_way() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

size_t RunQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_count_;
}

}  // namespace interview
