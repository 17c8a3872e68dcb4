// The one writer: whatever all rooms have produced while the last commit was running goes into the next one.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "interview/executor.h"
#include "interview/store.h"

namespace interview {

enum class CommitOutcome {
  committed,
  failed,    // not in the store, or not known to be: submit it again later
  conflict,  // another writer has the room: let it go
};

// Any thread. Lives until its last callback has returned.
class Committer : public std::enable_shared_from_this<Committer> {
 public:
  // Called on the writer's executor with what was submitted.
  using Done = std::function<void(CommitOutcome, Append)>;

  Committer(Store& store, Executor& writer) : store_(store), writer_(writer) {}

  // The records of one room that follow its last submission; one submission of a room at a time. What has
  // failed is submitted again as it was: if it was committed all the same, it conflicts with itself, and is
  // found.
  void submit(Append append, Done done);

  uint64_t commits() const { return commits_; }
  uint64_t failures() const { return failures_; }

 private:
  struct Submission {
    Append append;
    Done done;
  };
  using Batch = std::vector<Submission>;

  void run();
  void commit(Batch batch);
  void commit_one_by_one(Batch batch);
  static void finish(Submission& submission, CommitOutcome outcome);
  // What became of a submission whose outcome is unknown, or that was refused.
  CommitOutcome look(const Submission& submission);

  Store& store_;
  Executor& writer_;
  std::mutex mutex_;
  Batch waiting_;
  bool scheduled_ = false;
  std::atomic<uint64_t> commits_{0};
  std::atomic<uint64_t> failures_{0};
};

}  // namespace interview
