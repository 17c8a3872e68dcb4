// What a person does at random.
#include "interview/text.h"
#include "sim/person.h"
#include "sim/violation.h"

namespace interview::test {
namespace {

// A place in the text that is not within a character.
size_t place_in(const TextBuffer& text, Random& random) {
  const size_t place = random.below(text.size() + 1);
  return text.splits_pair(place) ? place + 1 : place;
}

size_t place_after(const TextBuffer& text, size_t from, size_t at_most, Random& random) {
  const size_t place = from + random.below(std::min(at_most, text.size() - from) + 1);
  return text.splits_pair(place) ? place + 1 : place;
}

}  // namespace

void Person::act(Random& random) {
  const auto& docs = session_.view().docs;
  if (random.chance(0.04))
    return send(command::Chat{subject_ + " says " + std::to_string(++spoken_), random.chance(0.1)});
  if (role_ == Role::interviewer && (docs.empty() || random.chance(habits_.manage))) return manage(random);
  if (docs.empty()) return;
  const uint32_t doc = std::next(docs.begin(), static_cast<std::ptrdiff_t>(random.below(docs.size())))->first;
  if (random.chance(habits_.undo))
    undo_or_redo(random, doc);
  else
    edit(random, doc);
}

void Person::edit(Random& random, uint32_t doc) {
  const TextBuffer before = session_.view().docs.at(doc).text;
  Operation op;
  size_t at = 0;
  for (size_t changes = random.chance(0.9) ? 1 : random.between(2, 4); changes > 0; --changes) {
    const size_t begin = at + random.below(before.size() - at + 1);
    const size_t place =
        changes == 1 && at == 0 ? place_in(before, random) : begin + (before.splits_pair(begin) ? 1 : 0);
    op.retain(place - at);
    at = place;
    if (random.chance(0.75)) {
      const size_t count = random.chance(0.05) ? random.below(habits_.longest_paste) : random.between(1, 3);
      op.insert(ledger_.type(number_, count, random));
    }
    if (random.chance(before.size() > 60 ? 0.6 : 0.3)) {
      const size_t end = place_after(before, at, random.chance(0.1) ? 12 : 3, random);
      op.erase(end - at);
      at = end;
    }
  }
  op.retain(before.size() - at);
  const auto done = session_.edit(doc, op, random.chance(0.2));
  demand(done.ok(), "an edit of what is there is done: " + (done ? "" : done.error().message));
  ledger_.edited(number_, op, before);
  apply(op, shown_.at(doc));
  ++edits_since_launch_[doc];
  ++totals_.edits;
}

void Person::undo_or_redo(Random& random, uint32_t doc) {
  const TextBuffer before = session_.view().docs.at(doc).text;
  const auto op = random.chance(0.6) ? session_.undo(doc) : session_.redo(doc);
  if (!op) return;
  demand(check(*op, before).ok(), "an undo fits the text");
  ledger_.undid(number_, *op, before);
  apply(*op, shown_.at(doc));
  ++edits_since_launch_[doc];
  ++totals_.undos;
}

void Person::send(Command command) {
  demand(session_.send(std::move(command)).ok(), "a command is taken");
}

void Person::manage(Random& random) {
  const RoomView& view = session_.view();
  if (random.chance(habits_.end)) return send(command::End{});
  if (random.chance(habits_.remove) && view.people.size() > 1)
    return send(command::Remove{static_cast<uint32_t>(random.between(2, view.people.size()))});
  const uint32_t some_doc = static_cast<uint32_t>(random.between(1, view.docs.size() + 1));
  switch (view.docs.empty() ? 0 : random.below(8)) {
    case 0:
      return send(command::OpenDoc{"file" + std::to_string(random.below(6)) + ".py", {}, 0});
    case 1:
      return send(command::RenameDoc{some_doc, "name" + std::to_string(random.below(6))});
    case 2:
      return random.chance(0.5) ? send(command::RemoveDoc{some_doc}) : send(command::Submit{});
    case 3:
      return send(command::SetRole{static_cast<uint32_t>(random.between(1, view.people.size() + 1)),
                                   random.chance(0.2) ? Role::observer : Role::reviewer});
    case 4:
      return send(command::Lock{});
    default:
      return send(command::Unlock{});
  }
}

}  // namespace interview::test
