// One connection: from its hello to its end.
#pragma once

#include <atomic>
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
//
// What is computed on a state waits here for that state to be committed and seen: the opening, replies,
// selections. What a receiver does not take waits too, within HubOptions::waiting_bytes.
class HubSession final : public Session, public std::enable_shared_from_this<HubSession> {
 public:
  using Text = std::shared_ptr<const std::string>;

  HubSession(std::shared_ptr<HubCore> core, std::shared_ptr<SessionSink> sink);
  ~HubSession() override;

  // Closes the session if it has not said hello in time.
  void expect_hello();

  void receive(std::string message) override;
  void drained() override;
  void closed() override;

  // ---- On the room's strand
  // The first thing that is sent, once event `seq` is committed; then the events after `cursor`.
  void open(uint64_t seq, const wire::ServerMessage& opening, uint64_t cursor);
  // Whether it was opened, or can be with what is committed.
  bool opened(uint64_t committed);
  // Sends now.
  void send(Text message);
  void send(const wire::ServerMessage& message);
  // Sends after the event `seq`, in the order of the calls.
  void reply(uint64_t seq, Text message);
  // Sends what stands on no state as soon as it can, in the order of the calls.
  void tell(const wire::ServerMessage& message);
  // Tells a selection after the event `seq`; a newer one of the same connection and document replaces it.
  void tell_selection(uint64_t seq, const wire::Selected& selected);
  // Selections of that connection are not told any more.
  void forget_selections(uint32_t of_connection);
  // Sends what waits for no event after `seen`, while the sink takes it.
  void flush(uint64_t seen);
  void close(wire::Close code, std::string_view reason);
  // Says why, then closes.
  void refuse(const Error& error) {
    send(wire::Refusal{0, error.code, error.message, is_retryable(error.code)});
    close(wire::close_code(error.code), error.message);
  }
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
  RateLimit signal_rate;
  // The last edit of this connection, and the revision that it made.
  struct {
    uint64_t n = 0;
    uint32_t doc = 0;
    uint64_t rev = 0;
  } last_edit;

 private:
  enum class Stage { silent, opening, in_room, over };
  struct Waiting {
    uint64_t seq;
    Text message;
  };

  void hello(const wire::Hello& hello);
  void too_fast();
  void count_waiting(size_t bytes);
  void wait(std::deque<Waiting>& queue, uint64_t seq, Text message);
  void send_waiting(std::deque<Waiting>& queue, uint64_t seen);

  const std::shared_ptr<HubCore> core_;
  const std::shared_ptr<SessionSink> sink_;
  std::mutex mutex_;  // guards stage_ and room_
  Stage stage_ = Stage::silent;
  std::shared_ptr<LiveRoom> room_;
  std::mutex sink_mutex_;  // one call of the sink at a time, the last one close()
  std::atomic<bool> gone_{false};

  RateLimit rate_;
  unsigned surplus_ = 0;  // messages that came too fast, beyond as many as were taken since

  std::optional<Waiting> opening_;
  bool opened_ = false;
  std::deque<Waiting> replies_;
  std::deque<Waiting> asides_;
  size_t waiting_bytes_ = 0;
  std::map<std::pair<uint32_t, uint32_t>, std::pair<uint64_t, wire::Selected>> selections_;
};

}  // namespace interview
