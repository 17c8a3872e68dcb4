// Whose run is next: at most so many at a time, the rooms taking turns, and in each room its people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "interview/result.h"

namespace interview {

struct RunQueueLimits {
  size_t concurrent;         // runs under way
  size_t waiting;            // in all; a place that is reserved counts as waiting
  size_t waiting_of_room;    // the same, of one room
  size_t waiting_of_person;  // the same, of one person in one room
};

// Any thread. Callbacks are called without a lock, on the thread of whoever made room for them; they post.
class RunQueue : public std::enable_shared_from_this<RunQueue> {
 public:
  using Start = std::function<void()>;
  // Told where the run stands among those that wait, each time that changes; 0 when its turn has come, if it
  // was told of another place before.
  using Position = std::function<void(uint32_t position)>;

  // A run's place: reserved, then waiting, then under way; given back when this is destroyed. It keeps the
  // queue. One thread at a time.
  class Place {
   public:
    Place() = default;  // none
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&& other) noexcept;
    ~Place() { give_back(); }

    // Once: `start` is called when its turn comes, which may be at once.
    void wait(Start start, Position position);
    void give_back();

   private:
    friend class RunQueue;
    Place(std::shared_ptr<RunQueue> queue, uint64_t ticket) : queue_(std::move(queue)), ticket_(ticket) {}
    std::shared_ptr<RunQueue> queue_;
    uint64_t ticket_ = 0;
  };

  // By make_shared alone.
  explicit RunQueue(const RunQueueLimits& limits) : limits_(limits) {}

  // Errc::busy. Never while a run could start at once.
  Result<Place> reserve(const std::string& room, uint32_t person);

  size_t under_way() const;
  size_t waiting() const;

 private:
  struct Ticket {
    std::string room;
    uint32_t person;
    enum { kReserved, kWaiting, kUnderWay } state = kReserved;
    Start start;
    Position position;
    uint32_t told = 0;
  };
  // Who has turns, the next one first, and what waits of each.
  struct RoomLine {
    std::deque<uint32_t> turns;
    std::map<uint32_t, std::deque<uint64_t>> waiting;
  };
  using Calls = std::vector<std::function<void()>>;

  void wait(uint64_t ticket, Start start, Position position);
  void leave(uint64_t ticket);

  // With the lock held.
  Calls advance();  // what to call after a change
  void start_next(Calls& calls);
  void remove_from_line(uint64_t ticket);
  std::vector<uint64_t> in_turn() const;  // the order in which those that wait would start
  size_t count_waiting(const std::string* room, const uint32_t* person) const;

  const RunQueueLimits limits_;
  mutable std::mutex mutex_;
  uint64_t last_ticket_ = 0;
  std::map<uint64_t, Ticket> tickets_;
  size_t under_way_ = 0;
  std::deque<std::string> turns_;  // rooms with a line
  std::map<std::string, RoomLine> lines_;
};

}  // namespace interview
