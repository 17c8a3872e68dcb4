#include "hub/committer.h"

#include <utility>

namespace interview {
namespace {

// Larger than this, a batch is committed in several transactions.
constexpr size_t kBatchBytes = 8u << 20;

size_t bytes_of_append(const Append& append) {
  size_t bytes = 0;
  for (const Record& record : append.records) bytes += record.body.size() + record.header_bytes.size();
  return bytes;
}

}  // namespace

void Committer::submit(Append append, Done done) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(append), std::move(done)});
    if (std::exchange(scheduled_, true)) return;
  }
  writer_.post([self = shared_from_this()] { self->run(); });
}

void Committer::run() {
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(waiting_);
  }
  Batch part;
  size_t bytes = 0;
  for (Submission& submission : batch) {
    bytes += bytes_of_append(submission.append);
    part.push_back(std::move(submission));
    if (bytes < kBatchBytes) continue;
    commit(std::exchange(part, {}));
    bytes = 0;
  }
  if (!part.empty()) commit(std::move(part));
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      scheduled_ = false;
      return;
    }
  }
  writer_.post([self = shared_from_this()] { self->run(); });
}

void Committer::commit(Batch batch) {
  std::vector<Append> appends;
  appends.reserve(batch.size());
  for (Submission& submission : batch) appends.push_back(std::move(submission.append));
  const auto appended = store_.append(appends);
  for (size_t i = 0; i < batch.size(); ++i) batch[i].append = std::move(appends[i]);
  if (appended) {
    ++commits_;
    for (Submission& submission : batch) finish(submission, CommitOutcome::committed);
    return;
  }
  ++failures_;
  const Errc code = appended.error().code;
  if (code == Errc::store_unavailable || code == Errc::store_failed) {
    // The connection may have broken after the commit: what the store has, it has.
    for (Submission& submission : batch) finish(submission, look(submission));
    return;
  }
  // One room among many spoils the batch: the others are not to suffer for it.
  commit_one_by_one(std::move(batch));
}

void Committer::commit_one_by_one(Batch batch) {
  for (Submission& submission : batch) {
    std::vector<Append> alone;
    alone.push_back(std::move(submission.append));
    const auto appended = store_.append(alone);
    submission.append = std::move(alone.front());
    if (appended) {
      ++commits_;
      finish(submission, CommitOutcome::committed);
      continue;
    }
    ++failures_;
    finish(submission, look(submission));
  }
}

CommitOutcome Committer::look(const Submission& submission) {
  const Record& first = submission.append.records.front();
  const Record& last = submission.append.records.back();
  const auto head = store_.head(submission.append.room);
  if (!head) return head.error().code == Errc::no_such_room ? CommitOutcome::conflict : CommitOutcome::failed;
  if (head->seq + 1 == first.header.seq) return CommitOutcome::failed;
  // Same key and same hash: it is ours, and it is there.
  const auto hash = store_.hash_at(submission.append.room, last.header.seq);
  if (!hash) return CommitOutcome::failed;
  return *hash && **hash == last.hash ? CommitOutcome::committed : CommitOutcome::conflict;
}

void Committer::finish(Submission& submission, CommitOutcome outcome) {
  submission.done(outcome, std::move(submission.append));
}

}  // namespace interview
