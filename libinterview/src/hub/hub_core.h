// What all live rooms share.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "hub/committer.h"
#include "hub/run_queue.h"
#include "interview/hub.h"

namespace interview {

class LiveRoom;

// Any thread.
class HubCore final : public std::enable_shared_from_this<HubCore> {
 public:
  HubCore(HubParts hub_parts, const HubOptions& hub_options);

  // The live room of that id, brought to life if need be. Each call is to be followed by one
  // LiveRoom::arrived() or LiveRoom::ask(). Null when the hub is stopping.
  std::shared_ptr<LiveRoom> room(const std::string& id);
  // Forgets the room if nobody is on the way into it; else false.
  bool forget_if_unwanted(LiveRoom& room);
  void forget(LiveRoom& room);
  void stop(std::function<void()> done);
  uint32_t new_connection() { return ++last_connection_; }
  Result<RoomRow> create_room(const NewRoom& wanted);
  std::map<std::string, size_t> online() const;
  HubStats stats() const;

  const HubParts parts;
  const HubOptions options;
  const std::shared_ptr<Committer> committer;
  const std::shared_ptr<RunQueue> runs;

  struct Counters {
    std::atomic<size_t> sessions{0};
    std::atomic<uint64_t> commands{0}, refused{0}, records{0}, runs_started{0};
  } counters;

 private:
  std::atomic<uint32_t> last_connection_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LiveRoom>, std::less<>> rooms_;
  bool stopping_ = false;
};

}  // namespace interview
