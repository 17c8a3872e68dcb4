// Live rooms: sessions come and go, commands are committed before anybody sees them, runs go to a sandbox.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interview/executor.h"
#include "interview/languages.h"
#include "interview/protocol.h"
#include "interview/result.h"
#include "interview/role.h"
#include "interview/room.h"
#include "interview/sandbox.h"
#include "interview/store.h"

namespace interview {

struct HubOptions {
  RoomLimits room;
  wire::MessageLimits message;
  // Messages a second that a session may send in the long run, and at once. Above: an error `too_fast`; far
  // above, when `burst` more were refused than were taken meanwhile: closed with 4029.
  unsigned messages_per_second = 200;
  unsigned message_burst = 400;
  // The same of signals alone, which count as messages too. Above: an error `too_fast`, and it is not passed
  // on.
  unsigned signals_per_second = 50;
  unsigned signal_burst = 200;
  size_t tail_bytes =
      256u << 10;  // of encoded events kept in memory, a room; older ones are read from the store
  size_t frame_bytes = 64u << 10;  // of one `events` message, about
  // Not yet committed, a room: with more of either, commands are refused with `saving_paused`.
  size_t pending_records = 5'000;
  size_t pending_bytes = 16u << 20;
  // Of messages that wait for one session to read; beyond, it is closed with 1001 and may resume.
  size_t waiting_bytes = 1u << 20;
  // Connected at a time: above either of them, `busy`, and closed with 1001. A connection that replaces one
  // of the same client takes its place.
  size_t sessions_per_room = 1'000;
  size_t sessions_per_person = 16;  // in one room
  size_t resume_events = 2'000;     // a client with nothing pending that missed more gets a snapshot
  uint32_t idle_room_ms = 60'000;   // a room without sessions and runs is let go after that
  uint64_t snapshot_every = 1'000;  // records
  uint32_t output_ms = 50;          // output of a run is gathered for so long,
  size_t output_bytes = 16u << 10;  // or until there is so much
  // Of standard input that waits for a run to begin; a text that does not fit is missed, as the sandbox does
  // it when a program does not read.
  size_t run_input_bytes = 1u << 20;
  unsigned concurrent_runs = 2;
  // Waiting, in all rooms, in one, and of one person there: above any of them, `busy`. Rooms take turns, and
  // in a room its people, so that nobody's runs keep another's from starting.
  size_t queued_runs = 64;
  size_t queued_runs_of_room = 6;
  size_t queued_runs_of_person = 3;
  uint32_t hello_ms = 10'000;  // a session that has not said hello by then is closed
};

// Who a token says somebody is.
struct Identity {
  std::string subject;
  std::string name;
  Role role = Role::observer;
  int64_t expires_at_ms = 0;  // 0: never
};

// A token that replaces the one a session came with.
struct RenewedToken {
  std::string token;
  int64_t expires_at_ms = 0;
};

// What a hub is made of. All of it outlives the hub. `sandbox` and `languages` may be null: then nothing can
// be run.
struct HubParts {
  Store* store = nullptr;
  Executor* workers = nullptr;  // rooms run here, one thread at a time each
  Executor* writer = nullptr;   // commits run here; wants a thread of its own
  Executor* readers = nullptr;  // blocking reads of the store run here
  const Clock* clock = nullptr;
  Sandbox* sandbox = nullptr;
  const Languages* languages = nullptr;
  // Called on worker threads.
  std::function<Result<Identity>(std::string_view token, std::string_view room)> authenticate;
  std::function<Result<RenewedToken>(const Identity& who, std::string_view room)> renew;  // may be empty
  std::function<std::string(const Identity& who)> ice;  // may be empty: no servers
  std::function<std::string(size_t count)> random;      // unpredictable bytes; empty: the system's
  std::string seal_key;  // secret key of make_seal_key; empty: rooms are not sealed
};

// Where a session's messages go: a connection. Called on any thread; send() and close() one call at a time;
// no call blocks.
class SessionSink {
 public:
  virtual ~SessionSink() = default;
  // A text message; the same bytes may go to many sinks.
  virtual void send(std::shared_ptr<const std::string> message) = 0;
  // The last call.
  virtual void close(wire::Close code, std::string_view reason) = 0;
  // Whether it has more to send than it should keep. Then events stay where they are until
  // Session::drained().
  virtual bool congested() const = 0;
};

// One connection's way into the hub. Calls come from one thread at a time.
class Session {
 public:
  virtual ~Session() = default;
  virtual void receive(std::string message) = 0;
  // The sink was congested and is not any more.
  virtual void drained() = 0;
  // The connection is gone; the sink is not called any more after calls that are under way.
  virtual void closed() = 0;
};

struct NewRoom {
  std::string id;  // empty: a new one
  std::string title;
  std::string owner;     // subject of whoever makes it
  std::string language;  // its starter code becomes the first document
};

struct HubStats {
  size_t rooms = 0;
  size_t sessions = 0;
  size_t runs = 0;  // under way
  size_t runs_queued = 0;
  uint64_t commands = 0;  // done
  uint64_t refused = 0;
  uint64_t records = 0;  // committed
  uint64_t commits = 0;
  uint64_t failed_commits = 0;
  uint64_t runs_started = 0;
};

class HubCore;

// Any thread. The destructor wants that stop() is done and every session closed.
class Hub {
 public:
  Hub(HubParts parts, const HubOptions& options);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // Blocks on the store. Errors of Room::create and Store::create_room.
  Result<RoomRow> create_room(const NewRoom& room);

  // What `who` may do in a room: by the role that they have there, or by the one given if they never came in.
  // `done` is called on a worker thread, or at once. Errc::no_such_room, removed; busy, closed: ask again.
  void permissions(const std::string& room, const Identity& who,
                   std::function<void(Result<Permissions>)> done);

  // Ends a room in the name of `who`, who joins it for that if need be. `done` is called as above, when the
  // end is in the store. Errors as above, those of Room::join, and ended, not_permitted.
  void end_room(const std::string& room, const Identity& who, std::function<void(Result<void>)> done);

  // How many people are in each room, of those that somebody is in.
  std::map<std::string, size_t> online() const;

  // A connection that speaks interview.v1.
  std::shared_ptr<Session> open(std::shared_ptr<SessionSink> sink);

  // Closes every session that is in a room with 1001, and others when they say hello; ends runs, commits what
  // is pending; calls `done` on a worker thread when that is in the store (or the store refuses it).
  void stop(std::function<void()> done);

  HubStats stats() const;

 private:
  std::shared_ptr<HubCore> core_;
};

}  // namespace interview
