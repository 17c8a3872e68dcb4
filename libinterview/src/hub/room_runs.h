// The runs of one live room: from the order to the sandbox, and their output back in small pieces.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "hub/run_queue.h"
#include "hub/strand.h"
#include "interview/hub.h"

namespace interview {

// What becomes of runs. Called on the room's strand.
class RunEvents {
 public:
  virtual ~RunEvents() = default;
  virtual void run_started(uint32_t run, const event::RunStarted& start) = 0;
  // How many bytes there was no place for: then the run is stopped.
  virtual size_t run_output(uint32_t run, OutputStream stream, std::string_view data) = 0;
  virtual void run_ended(uint32_t run, const RunResult& result, uint64_t dropped_bytes) = 0;
  virtual void run_waits(uint32_t run, uint32_t position) = 0;
};

// On the room's strand.
class RoomRuns {
 public:
  RoomRuns(const HubParts& parts, const HubOptions& options, std::shared_ptr<Strand> strand,
           std::weak_ptr<RunEvents> events)
      : parts_(parts), options_(options), strand_(std::move(strand)), events_(std::move(events)) {}
  ~RoomRuns();

  // Queues the run at its place. It may start, or fail, at once.
  void order(RunOrder order, RunQueue::Place place);
  void input(uint32_t run, std::string_view text, bool end);
  // The run ends as cancelled, soon.
  void stop(uint32_t run);
  // The room wants to hear no more of its runs.
  void abandon_all();
  bool idle() const { return open_.empty(); }

 private:
  struct Open {
    RunOrder order;
    RunQueue::Place place;     // until the sandbox has it
    std::unique_ptr<Run> run;  // once started
    std::string input;         // that came before the start
    bool input_ended = false;
    bool timer = false;       // output is being gathered
    std::string gathered[2];  // by stream
    uint64_t dropped = 0;
  };
  class Door;
  class Sink;

  void start(uint32_t id);
  void gather(uint32_t id, OutputStream stream, std::string_view data);
  void flush(uint32_t id, Open& open);
  void output_time(uint32_t id);
  void ended(uint32_t id, RunResult result);
  void fail(uint32_t id, const std::string& why);
  Open* find(uint32_t id);
  Door door();

  const HubParts& parts_;
  const HubOptions& options_;
  std::shared_ptr<Strand> strand_;
  std::weak_ptr<RunEvents> events_;
  std::map<uint32_t, Open> open_;
  std::shared_ptr<RoomRuns*> self_ = std::make_shared<RoomRuns*>(this);
};

}  // namespace interview
