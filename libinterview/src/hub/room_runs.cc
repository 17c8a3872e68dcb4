#include "hub/room_runs.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "interview/text.h"

namespace interview {

// The way back to a room's runs from other threads: onto the strand, if they are still there then.
class RoomRuns::Door {
 public:
  Door(std::shared_ptr<Strand> strand, std::weak_ptr<RoomRuns*> runs)
      : strand_(std::move(strand)), runs_(std::move(runs)) {}

  template <typename Task>
  void post(Task task) const {
    strand_->post([runs = runs_, task = std::move(task)] {
      if (const auto there = runs.lock()) task(**there);
    });
  }

 private:
  std::shared_ptr<Strand> strand_;
  std::weak_ptr<RoomRuns*> runs_;
};

// It holds the run's place until the sandbox has cleaned up, whatever has become of the room.
class RoomRuns::Sink final : public RunSink {
 public:
  Sink(Door door, uint32_t run, RunQueue::Place place)
      : door_(std::move(door)), run_(run), place_(std::move(place)) {}

  void on_started(const RunStart& start) override {
    door_.post([run = run_, start](RoomRuns& runs) {
      if (const auto events = runs.events_.lock())
        events->run_started(run, {run, start.language_version, start.image, start.cold});
    });
  }
  // What comes before the room has looked at what came before goes with it: however often a program writes,
  // one task at most waits for the room.
  void on_output(OutputStream stream, std::string_view bytes) override {
    {
      const std::lock_guard lock(pieces_->mutex);
      auto& waiting = pieces_->waiting;
      const bool asked = !waiting.empty();
      if (!asked || waiting.back().stream != stream) waiting.push_back({stream, {}});
      waiting.back().data += bytes;
      if (asked) return;
    }
    door_.post([run = run_, pieces = pieces_](RoomRuns& runs) {
      for (const RoomRun::Output& piece : pieces->take()) runs.gather(run, piece.stream, piece.data);
    });
  }
  void on_ended(const RunResult& result) override {
    door_.post([run = run_, result](RoomRuns& runs) { runs.ended(run, result); });
    place_.give_back();
  }

 private:
  struct Pieces {
    std::vector<RoomRun::Output> take() {
      const std::lock_guard lock(mutex);
      return std::exchange(waiting, {});
    }
    std::mutex mutex;
    std::vector<RoomRun::Output> waiting;
  };

  Door door_;
  uint32_t run_;
  RunQueue::Place place_;
  std::shared_ptr<Pieces> pieces_ = std::make_shared<Pieces>();
};

RoomRuns::~RoomRuns() {
  abandon_all();
}

RoomRuns::Door RoomRuns::door() {
  return {strand_, self_};
}

RoomRuns::Open* RoomRuns::find(uint32_t id) {
  const auto found = open_.find(id);
  return found == open_.end() ? nullptr : &found->second;
}

void RoomRuns::order(RunOrder order, RunQueue::Place place) {
  const uint32_t id = order.run;
  Open& open = open_[id];
  open.order = std::move(order);
  open.place = std::move(place);
  open.place.wait([door = door(), id] { door.post([id](RoomRuns& runs) { runs.start(id); }); },
                  [door = door(), id](uint32_t position) {
                    door.post([id, position](RoomRuns& runs) {
                      if (!runs.find(id)) return;
                      if (const auto events = runs.events_.lock()) events->run_waits(id, position);
                    });
                  });
}

void RoomRuns::start(uint32_t id) {
  Open* open = find(id);
  // It was stopped while it waited, and has given its place back.
  if (!open) return;
  RunRequest request;
  request.language = open->order.language;
  request.main = open->order.main;
  for (RunOrder::File& file : open->order.files)
    request.files.push_back({std::move(file.name), std::move(file.content)});
  open->order.files.clear();
  request.input = std::move(open->order.input) + std::exchange(open->input, {});
  request.keep_input_open = open->order.keep_input_open && !open->input_ended;
  if (const Language* language = parts_.languages->find(request.language)) request.limits = language->limits;
  request.limits.output_bytes =
      std::min<uint64_t>(request.limits.output_bytes, options_.room.run_output_bytes);
  auto started =
      parts_.sandbox->start(std::move(request), std::make_shared<Sink>(door(), id, std::move(open->place)));
  if (!started) return fail(id, started.error().message);
  open->run = std::move(*started);
}

void RoomRuns::fail(uint32_t id, const std::string& why) {
  RunResult result;
  result.kind = RunKind::internal_error;
  result.message = why;
  ended(id, std::move(result));
}

void RoomRuns::input(uint32_t id, std::string_view text, bool end) {
  Open* open = find(id);
  if (!open) return;
  // A program that does not read, or is over, misses its input; that is no failure of the room.
  if (!open->run) {
    const size_t waiting = open->order.input.size() + open->input.size();
    if (waiting + text.size() <= options_.run_input_bytes) open->input += text;
    open->input_ended |= end;
    return;
  }
  if (!text.empty()) (void)open->run->input(text);
  if (end) open->run->close_input();
}

void RoomRuns::stop(uint32_t id) {
  Open* open = find(id);
  if (!open) return;
  if (open->run) return open->run->stop();
  RunResult result;
  result.kind = RunKind::cancelled;
  ended(id, std::move(result));
}

void RoomRuns::abandon_all() {
  for (auto& [id, open] : std::exchange(open_, {}))
    if (open.run) open.run->stop();
}

void RoomRuns::gather(uint32_t id, OutputStream stream, std::string_view data) {
  Open* open = find(id);
  if (!open) return;
  // The order between the streams is kept: what is gathered of one goes out before the other.
  const size_t index = stream == OutputStream::err;
  if (!open->gathered[1 - index].empty()) flush(id, *open);
  open->gathered[index] += data;
  if (open->timer && open->gathered[index].size() < options_.output_bytes) return;
  flush(id, *open);
  if (std::exchange(open->timer, true)) return;
  strand_->post_after(options_.output_ms, [self = std::weak_ptr(self_), id] {
    if (const auto there = self.lock()) (*there)->output_time(id);
  });
}

void RoomRuns::output_time(uint32_t id) {
  Open* open = find(id);
  if (!open) return;
  open->timer = false;
  if (open->gathered[0].empty() && open->gathered[1].empty()) return;
  flush(id, *open);
  open->timer = true;
  strand_->post_after(options_.output_ms, [self = std::weak_ptr(self_), id] {
    if (const auto there = self.lock()) (*there)->output_time(id);
  });
}

void RoomRuns::flush(uint32_t id, Open& open) {
  const auto events = events_.lock();
  for (const OutputStream stream : {OutputStream::out, OutputStream::err}) {
    std::string data = std::exchange(open.gathered[stream == OutputStream::err], {});
    // A record holds so much at most.
    for (std::string_view rest = data; events && !rest.empty();) {
      size_t size = std::min(rest.size(), options_.output_bytes);
      if (size < rest.size()) size = std::max<size_t>(1, whole_utf8_prefix(rest.substr(0, size)));
      // Nothing is logged behind a gap.
      const size_t dropped = open.dropped > 0 ? size : events->run_output(id, stream, rest.substr(0, size));
      open.dropped += dropped;
      if (dropped > 0 && open.run) open.run->stop();
      rest.remove_prefix(size);
    }
  }
}

void RoomRuns::ended(uint32_t id, RunResult result) {
  Open* open = find(id);
  if (!open) return;
  flush(id, *open);
  const uint64_t dropped = open->dropped;
  if (dropped > 0) {
    result.truncated = true;
    if (result.kind == RunKind::cancelled) result.kind = RunKind::output_limit;
  }
  open_.erase(id);
  if (const auto events = events_.lock()) events->run_ended(id, result, dropped);
}

}  // namespace interview
