#include <algorithm>

#include "acceptance/driver/replay.h"
#include "support/random.h"

namespace interview::test {
namespace {

constexpr size_t kMostAtOnce = 8;

struct ComposedSide {
  HeldParticipant* person = nullptr;
  size_t made = 0;
  size_t before = 0;  // events that had come before the replay
};

class ComposedReplay final : public Replay {
 public:
  ComposedReplay(const Trace& trace, Pair people, uint32_t doc, uint64_t seed)
      : trace_(trace), doc_(doc), random_(seed) {
    for (size_t i : {0, 1}) sides_[i] = {people[i], 0, people[i]->arrived()};
  }

  Result<bool> go_on() override {
    // Until something is on its way that will come back.
    while (all_has_arrived()) {
      if (is_done()) return true;
      const size_t first = random_.below(2);
      for (const size_t i : {first, 1 - first})
        if (const auto done = act(i); !done) return done.error();
    }
    return false;
  }

  std::string story() const override {
    return std::to_string(trace_.edits.size()) + " edits in " + std::to_string(sent_) + " commits";
  }

 private:
  bool all_has_arrived() const {
    return std::all_of(sides_.begin(), sides_.end(), [this](const ComposedSide& side) {
      return side.person->arrived() - side.before >= sent_;
    });
  }

  bool has_made_all(size_t i) const { return sides_[i].made == trace_.of[i].size(); }

  bool is_done() const {
    return has_made_all(0) && has_made_all(1) &&
           std::all_of(sides_.begin(), sides_.end(), [](const ComposedSide& side) {
             return side.person->held() == 0 && !side.person->session().has_pending();
           });
  }

  Result<void> act(size_t i) {
    HeldParticipant& person = *sides_[i].person;
    const bool hurry = has_made_all(0) && has_made_all(1);
    for (size_t count = hurry ? person.held() : random_.below(person.held() + 1); count > 0; --count)
      if (!person.deliver()) return {Errc::protocol, "the session refused what happened"};
    for (size_t count = random_.below(kMostAtOnce + 1); count > 0 && !has_made_all(i); --count)
      if (const auto made = make(i); !made) return made;
    if ((hurry || random_.chance(0.7)) && person.send()) ++sent_;
    return {};
  }

  Result<void> make(size_t i) {
    ClientSession& session = sides_[i].person->session();
    const TraceEdit& edit = trace_.edits[trace_.of[i][sides_[i].made++]];
    const size_t length = session.view().docs.at(doc_).text.size();
    const size_t position = std::min(edit.position, length);
    const size_t erased = std::min(edit.erased, length - position);
    return session.edit(doc_, Operation::splice(length, position, erased, edit.inserted));
  }

  const Trace& trace_;
  uint32_t doc_;
  Random random_;
  std::array<ComposedSide, 2> sides_;
  size_t sent_ = 0;
};

}  // namespace

std::unique_ptr<Replay> replay_composed(const Trace& trace, Pair people, uint32_t doc, uint64_t seed) {
  return std::make_unique<ComposedReplay>(trace, people, doc, seed);
}

}  // namespace interview::test
