// A room that is open: its state, the sessions in it, and the way of every command through the log to all of
// them.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/hub_core.h"
#include "hub/room_loader.h"
#include "hub/room_runs.h"
#include "hub/session.h"
#include "hub/strand.h"
#include "hub/tail.h"

namespace interview {

// On its strand, but for what says otherwise.
//
// A command is applied to the state at once, its records go to the committer, and only when they are
// committed do they move to the tail, from which each session takes them at its own pace. What is computed on
// a state (errors, acknowledgements, welcomes, presence) is sent as a reply behind the last event of that
// state.
class LiveRoom final : public RunEvents, public std::enable_shared_from_this<LiveRoom> {
 public:
  LiveRoom(std::shared_ptr<HubCore> core, std::string id);

  // Any thread.
  const std::string& id() const { return id_; }
  void post(Executor::Task task) { strand_->post(std::move(task)); }
  void open();                    // begins to load it
  std::atomic<int> wanted{0};     // who is on the way in, or has something to ask
  std::atomic<size_t> online{0};  // people with a session
  // Calls `task` on the strand once the room is open, or with why it is not. Takes back one `wanted`.
  void ask(std::function<void(Result<void> open)> task);

  // A session has come, with a hello whose token is good.
  void arrived(std::shared_ptr<HubSession> session, wire::Hello hello, Identity who);
  void left(const std::shared_ptr<HubSession>& session);
  void receive(HubSession& session, const std::string& json);
  void pump(HubSession& session);
  // Ends sessions and runs, and calls `done` when all is committed, or cannot be.
  void shut_down(std::function<void()> done);

  // What a task of ask() may do.
  Result<Permissions> permissions(const Identity& who) const;  // Errc::removed
  // `done` is called when the end is in the log. Errors of Room::join and Room::apply; closed.
  void end(const Identity& who, std::function<void(Result<void>)> done);

  // Of its runs.
  void run_started(uint32_t run, const event::RunStarted& start) override;
  size_t run_output(uint32_t run, OutputStream stream, std::string_view data) override;
  void run_ended(uint32_t run, const RunResult& result, uint64_t dropped_bytes) override;
  void run_waits(uint32_t run, uint32_t position) override;

 private:
  // An event that is applied and not yet committed.
  struct Applied {
    TailEvent event;
    Event what;
    std::optional<RunOrder> order;
    RunQueue::Place place;  // of the order
  };

  void loaded(Result<LoadedRoom> loaded);
  int64_t time() const;  // of the room, ms
  Moment moment();
  std::string_view name_of(uint32_t person) const;
  NameOf names();

  // Arriving (live_room_arrive.cc)
  void admit(std::shared_ptr<HubSession> session, const wire::Hello& hello);
  Result<void> enter(const std::shared_ptr<HubSession>& session, const wire::Hello& hello);
  Result<void> check_place(const HubSession& session, const wire::Hello& hello) const;
  Result<uint32_t> take_in(const Identity& who);
  void expire_in_time(const std::shared_ptr<HubSession>& session);
  void check_head(std::shared_ptr<HubSession> session, const wire::Hello& hello);
  void head_checked(HubSession& session, const wire::Hello& hello, const Digest* hash);
  void welcome(HubSession& session);
  void resume(HubSession& session, uint64_t seen);
  void diverged(HubSession& session);

  // Being asked (live_room_asked.cc)
  void asked(const std::function<void(Result<void> open)>& task);
  void tell_what_is_in_log();
  void count_people();

  // Messages (live_room_messages.cc)
  void take(HubSession& session, wire::Numbered& message);
  void take(HubSession& session, wire::Select& message);
  void take(HubSession& session, wire::Signal& message);
  void take(HubSession& session, wire::Renew& message);
  void take(HubSession& session, wire::Ping& message);
  void take(HubSession& session, wire::Hello& message);
  Result<RunQueue::Place> place_for(const Command& command, uint32_t person) const;
  void refuse(HubSession& session, uint64_t n, const Error& error, bool may_retry = true);
  void tell_selection(HubSession& session, const wire::Select& select);

  // Committing (live_room_commit.cc)
  void applied(RunQueue::Place place = {});
  void commit();
  void submit(Append append);
  void committed(CommitOutcome outcome, Append append);
  void effects(Applied& applied);
  void set_saving(bool saving);
  void let_go(wire::Close code, std::string_view reason);
  void make_snapshot();
  void store_snapshot();

  // Fan-out
  void pump_all();
  void read_page(HubSession& session);
  // To all that are opened, or will be.
  void broadcast(const wire::ServerMessage& message, const HubSession* except = nullptr);
  Viewer viewer(const HubSession& session) const;
  void idle_if_empty();
  void check_idle(uint64_t emptied);

  const std::shared_ptr<HubCore> core_;
  const std::string id_;
  const std::shared_ptr<Strand> strand_;
  enum class Life { opening, open, over } life_ = Life::opening;
  std::vector<Executor::Task> when_open_;
  Error why_closed_{Errc::closed, {}};

  std::optional<Room> room_;
  RoomRow row_;
  std::map<uint32_t, std::string> names_;
  std::unique_ptr<RoomRuns> runs_;
  std::map<uint32_t, std::shared_ptr<HubSession>> sessions_;  // by connection
  std::string salts_;                                         // unpredictable bytes not yet used

  std::optional<Tail> tail_;     // what is committed
  std::deque<Applied> applied_;  // what is not
  size_t applied_bytes_ = 0;
  std::vector<Record> unsent_;     // its records that no commit has taken yet
  std::vector<PersonRow> people_;  // who came with them
  bool committing_ = false;
  bool saving_ = true;
  uint32_t retry_ms_ = 0;
  uint64_t snapshot_seq_ = 0;               // of the newest one, stored or under way
  std::optional<StoredSnapshot> snapshot_;  // until all of it is committed
  uint64_t emptied_ = 0;                    // how often the room became empty
  std::function<void()> when_committed_;    // the hub is stopping
  std::deque<std::pair<uint64_t, std::function<void(Result<void>)>>> when_in_log_;  // by number of the record
};

}  // namespace interview
