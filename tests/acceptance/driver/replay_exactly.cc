#include <deque>
#include <vector>

#include "acceptance/driver/replay.h"

namespace interview::test {
namespace {

struct Commit {
  size_t author;
  bool of_trace;  // else it only keeps edits apart
};

struct ExactSide {
  HeldParticipant* person = nullptr;
  size_t made = 0;           // of the own edits
  size_t delivered = 0;      // of the commits
  size_t known = 0;          // of the other's edits
  size_t through = 0;        // commits that must be delivered before the next command can be sent
  std::deque<bool> waiting;  // commands that are not sent: whether they are of the trace
};

class ExactReplay final : public Replay {
 public:
  ExactReplay(const Trace& trace, Pair people, uint32_t doc, uint32_t apart)
      : trace_(trace), doc_(doc), apart_(apart) {
    for (size_t i : {0, 1}) {
      sides_[i].person = people[i];
      before_[i] = people[i]->arrived();
    }
  }

  Result<bool> go_on() override {
    for (size_t i : {0, 1}) {
      const size_t arrived = sides_[i].person->arrived() - before_[i];
      if (arrived > commits_.size()) return {Errc::protocol, "more happened than was done"};
      if (arrived < commits_.size()) return false;
    }
    if (next_ == trace_.edits.size()) {
      for (size_t i : {0, 1})
        if (const auto all = deliver_through(i, commits_.size()); !all) return all.error();
      return true;
    }
    const size_t author = trace_.edits[next_].author;
    ExactSide& side = sides_[author];
    if (const auto free = deliver_through(author, side.through); !free) return free.error();
    while (side.made <= trace_.edits[next_].number) {
      const auto done = knows_enough(side, author) ? make(author) : deliver(author);
      if (!done) return done.error();
    }
    const bool of_trace = side.waiting.front();
    side.waiting.pop_front();
    commits_.push_back({author, of_trace});
    side.through = commits_.size();
    if (!side.person->send()) return Error{Errc::protocol, "nothing was ready to be sent"};
    if (of_trace) ++next_;
    return false;
  }

  std::string story() const override {
    return std::to_string(next_) + " edits in " + std::to_string(commits_.size()) + " commits, " +
           std::to_string(concurrent_) + " of them made without knowing all that was committed before";
  }

 private:
  const TraceEdit& next_of(size_t i) const { return trace_.edits[trace_.of[i][sides_[i].made]]; }

  bool knows_enough(const ExactSide& side, size_t i) const { return next_of(i).known == side.known; }

  Result<void> make(size_t i) {
    ExactSide& side = sides_[i];
    const TraceEdit& edit = next_of(i);
    ClientSession& session = side.person->session();
    if (!side.waiting.empty() && side.waiting.back()) {
      if (const auto apart = session.edit(apart_, Operation()); !apart) return apart;
      side.waiting.push_back(false);
    }
    const size_t length = session.view().docs.at(doc_).text.size();
    if (edit.position + edit.erased > length)
      return {Errc::protocol, "edit " + std::to_string(trace_.of[i][side.made]) + " does not fit"};
    const auto op = Operation::splice(length, edit.position, edit.erased, edit.inserted);
    if (const auto done = session.edit(doc_, op); !done) return done;
    side.waiting.push_back(true);
    if (edit.known < sides_[1 - i].made && trace_.of[1 - i][edit.known] < trace_.of[i][side.made])
      ++concurrent_;
    ++side.made;
    return {};
  }

  // Lets the next commit through; before it, everything is made that was made without knowing it.
  Result<void> deliver(size_t i) {
    ExactSide& side = sides_[i];
    if (side.delivered == commits_.size()) return {Errc::protocol, "an edit was made before what it knew"};
    const Commit& commit = commits_[side.delivered];
    const bool news = commit.author != i && commit.of_trace;
    while (news && side.made < trace_.of[i].size() && knows_enough(side, i))
      if (const auto made = make(i); !made) return made;
    if (!side.person->deliver()) return {Errc::protocol, "the session refused what happened"};
    ++side.delivered;
    if (news) ++side.known;
    return {};
  }

  Result<void> deliver_through(size_t i, size_t count) {
    while (sides_[i].delivered < count)
      if (const auto done = deliver(i); !done) return done;
    return {};
  }

  const Trace& trace_;
  uint32_t doc_, apart_;
  std::array<ExactSide, 2> sides_;
  std::array<size_t, 2> before_{};
  std::vector<Commit> commits_;
  size_t next_ = 0;  // edit of the trace to be committed
  size_t concurrent_ = 0;
};

}  // namespace

std::unique_ptr<Replay> replay_exactly(const Trace& trace, Pair people, uint32_t doc, uint32_t apart) {
  return std::make_unique<ExactReplay>(trace, people, doc, apart);
}

}  // namespace interview::test
