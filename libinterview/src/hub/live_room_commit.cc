// From the state to the store, and from there to the sessions: nobody sees what is not committed.
#include <algorithm>

#include "hub/live_room.h"

namespace interview {
namespace {

constexpr uint32_t kFirstRetryMs = 50;
constexpr uint32_t kLastRetryMs = 2'000;

}  // namespace

void LiveRoom::applied(RunQueue::Place place) {
  auto orders = room_->take_run_orders();
  for (Entry& entry : room_->take_entries()) {
    Applied applied{{wire::encode_event(entry.record.header, entry.event, names()), entry.record.hash},
                    std::move(entry.event),
                    std::nullopt,
                    {}};
    if (const auto* queued = std::get_if<event::RunQueued>(&applied.what))
      for (RunOrder& order : orders)
        if (order.run == queued->run) applied.order = std::move(order), applied.place = std::move(place);
    applied_bytes_ += cost_of(applied.event);
    applied_.push_back(std::move(applied));
    unsent_.push_back(std::move(entry.record));
  }
  commit();
}

void LiveRoom::commit() {
  if (committing_ || unsent_.empty()) return;
  Append append{id_, std::exchange(unsent_, {}), std::exchange(people_, {}), std::nullopt, std::nullopt};
  const Record& last = append.records.back();
  if (last.header.kind == RecordKind::ended) {
    append.ended_at = core_->parts.clock->now_ms();
    if (!core_->parts.seal_key.empty()) {
      auto made = seal(id_, last.header.seq, last.hash, core_->parts.seal_key);
      if (made) append.seal = std::move(*made);
    }
  }
  submit(std::move(append));
}

void LiveRoom::submit(Append append) {
  committing_ = true;
  core_->committer->submit(std::move(append),
                           [self = shared_from_this()](CommitOutcome outcome, Append done) {
                             self->post([self, outcome, done = std::make_shared<Append>(std::move(done))] {
                               self->committed(outcome, std::move(*done));
                             });
                           });
}

void LiveRoom::committed(CommitOutcome outcome, Append append) {
  committing_ = false;
  if (life_ != Life::open) return;
  if (outcome == CommitOutcome::conflict)
    return let_go(wire::Close::going_away, "the room is open elsewhere");
  if (outcome == CommitOutcome::failed) {
    committing_ = true;
    set_saving(false);
    // A server that goes away does not wait for a store that is away; what nobody has seen may be lost.
    if (when_committed_) return let_go(wire::Close::going_away, "");
    retry_ms_ = std::clamp(retry_ms_ * 2, kFirstRetryMs, kLastRetryMs);
    strand_->post_after(retry_ms_,
                        [self = shared_from_this(), again = std::make_shared<Append>(std::move(append))] {
                          if (self->life_ == Life::open) self->submit(std::move(*again));
                        });
    return;
  }
  retry_ms_ = 0;
  core_->counters.records += append.records.size();
  const uint64_t upto = append.records.back().header.seq;
  std::vector<Applied> done;
  while (!applied_.empty() && applied_.front().event.encoded.seq <= upto) {
    applied_bytes_ -= cost_of(applied_.front().event);
    tail_->push(std::move(applied_.front().event));
    done.push_back(std::move(applied_.front()));
    applied_.pop_front();
  }
  commit();
  set_saving(true);
  pump_all();
  tell_what_is_in_log();
  for (Applied& applied : done) effects(applied);
  if (room_->seq() - snapshot_seq_ >= core_->options.snapshot_every) make_snapshot();
  store_snapshot();
  if (when_committed_ && applied_.empty()) {
    make_snapshot();
    let_go(wire::Close::going_away, "");
  }
}

void LiveRoom::effects(Applied& applied) {
  if (applied.order) {
    runs_->order(std::move(*applied.order), std::move(applied.place));
  } else if (const auto* input = std::get_if<event::RunInput>(&applied.what)) {
    runs_->input(input->run, input->text, input->end);
  } else if (const auto* stopping = std::get_if<event::RunStopping>(&applied.what)) {
    runs_->stop(stopping->run);
  } else if (std::holds_alternative<event::Ended>(applied.what)) {
    runs_->abandon_all();
    idle_if_empty();
  } else if (const auto* removed = std::get_if<event::Removed>(&applied.what)) {
    for (const auto& [connection, session] : sessions_)
      if (session->participant == removed->participant)
        session->close(wire::Close::not_permitted, "you were removed from this room");
  }
}

void LiveRoom::set_saving(bool saving) {
  if (std::exchange(saving_, saving) == saving) return;
  for (const auto& [connection, session] : sessions_) session->tell(wire::Saving{saving});
}

void LiveRoom::make_snapshot() {
  if (room_->seq() == snapshot_seq_) return;
  snapshot_seq_ = room_->seq();
  snapshot_ = {room_->seq(), room_->snapshot()};
  store_snapshot();
}

void LiveRoom::store_snapshot() {
  if (!snapshot_ || snapshot_->seq > tail_->seq()) return;
  core_->parts.readers->post([core = core_, id = id_, kept = *std::exchange(snapshot_, std::nullopt)] {
    // Without it the room is only slower to open; the next one comes.
    (void)core->parts.store->put_snapshot(id, kept);
  });
}

}  // namespace interview
