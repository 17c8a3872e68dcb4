#include "store/append_plan.h"

#include <unordered_map>

#include "store/arguments.h"

namespace interview {
namespace {

Result<void> add_records(AppendPlan::Head& head, const Append& append) {
  for (const Record& record : append.records) {
    if (record.header.seq != head.seq + 1)
      return {Errc::gap, "record " + std::to_string(record.header.seq) + " follows record " +
                             std::to_string(head.seq) + " in one batch"};
    head.seq = record.header.seq;
    head.hash = &record.hash;
  }
  return {};
}

}  // namespace

Result<AppendPlan> plan_append(const std::vector<Append>& batch) {
  AppendPlan plan;
  std::unordered_map<std::string_view, size_t> places;
  for (const Append& append : batch) {
    if (append.records.empty()) return {Errc::bad_argument, "an append without records"};
    if (append.records.front().header.seq == 0) return {Errc::gap, "records are numbered from 1"};
    if (!is_storable(append.room)) return no_such_room(append.room);

    const auto [place, is_new] = places.emplace(append.room, plan.heads.size());
    if (is_new) {
      const uint64_t before = append.records.front().header.seq - 1;
      plan.heads.push_back({.room = append.room, .expected = before, .seq = before});
    }
    AppendPlan::Head& head = plan.heads[place->second];
    if (auto added = add_records(head, append); !added) return added.error();
    if (append.ended_at) head.ended_at = *append.ended_at;
    if (append.seal) {
      if (head.seal) return {Errc::bad_argument, "two seals of one room"};
      head.seal = &*append.seal;
    }
    for (const PersonRow& person : append.people) {
      if (!is_storable(person.subject) || !is_storable(person.name))
        return {Errc::bad_text, "a person's subject or name is not UTF-8 without NUL"};
      plan.people[{append.room, person.number}] = &person;
    }
  }
  return plan;
}

}  // namespace interview
