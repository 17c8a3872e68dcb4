// One connection: from its hello to its end.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "hub/hub_core.h"
#include "hub/rate_limit.h"
#include "hub/tail.h"
#include "interview/hub.h"

namespace interview {

class LiveRoom;

// The calls of Session come from the connection's thread. Everything else happens on the strand of the room
// that the session is in.
class HubSession final : public Session, public std::enable_shared_from_this<HubSession> {
 public:
  HubSession(std::shared_ptr<HubCore> core, std::shared_ptr<SessionSink> sink);
  ~HubSession() override;

  // Closes the session if it has not said hello in time.
  void expect_hello();

  void receive(std::string message) override;
  void drained() override;
  void closed() override;

  // ---- On the room's strand
  // Sends now.
  void send(std::shared_ptr<const std::string> message);
  void send(const wire::ServerMessage& message);
  // Sends after the event `seq`, in the order of the calls.
  void reply(uint64_t seq, std::shared_ptr<const std::string> message);
  // Tells a selection when nothing older waits; a newer one of the same connection and document replaces it.
  void tell_selection(const wire::Selected& selected);
  // Sends the replies up to event `seq`, and the selections if `all_seen`.
  void flush(uint64_t seq, bool all_seen);
  void close(wire::Close code, std::string_view reason);
  void refuse(const Error& error) { close(wire::close_code(error.code), error.message); }
  bool gone() const { return gone_; }
  bool congested() const { return sink_->congested(); }

  // Set when it is attached to a room.
  Identity who;
  std::string client;
  uint32_t participant = 0;
  uint32_t connection = 0;
  uint64_t cursor = 0;   // the last event that was sent
  bool reading = false;  // a page of older events is being read
  std::optional<wire::Select> held_selection;

 private:
  enum class Stage { silent, opening, in_room, over };

  void hello(const wire::Hello& hello);

  const std::shared_ptr<HubCore> core_;
  const std::shared_ptr<SessionSink> sink_;
  std::mutex mutex_;  // guards stage_, room_ and closing
  Stage stage_ = Stage::silent;
  std::shared_ptr<LiveRoom> room_;
  bool gone_ = false;

  RateLimit rate_;
  unsigned refused_in_a_row_ = 0;

  struct Reply {
    uint64_t seq;
    std::shared_ptr<const std::string> message;
  };
  std::deque<Reply> replies_;
  std::map<std::pair<uint32_t, uint32_t>, wire::Selected> selections_;
};

}  // namespace interview
