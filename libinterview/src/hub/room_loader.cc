#include "hub/room_loader.h"

namespace interview {
namespace {

constexpr size_t kLoadedRecords = 1'000;
constexpr size_t kPageBytes = 1u << 20;

Result<void> replay_rest(Store& store, Room& room) {
  for (;;) {
    const auto page = store.read(room.id(), room.seq(), kLoadedRecords, kPageBytes);
    if (!page) return page.error();
    if (page->empty()) return {};
    for (const Record& record : *page)
      if (const auto replayed = room.replay(record); !replayed) return replayed;
  }
}

}  // namespace

Result<LoadedRoom> load_room(Store& store, const std::string& id, const RoomLimits& limits) {
  auto row = store.room(id);
  if (!row) return row.error();
  const auto people = store.people(id);
  if (!people) return people.error();
  const auto snapshot = store.snapshot(id);
  if (!snapshot) return snapshot.error();
  LoadedRoom loaded{Room::replaying(id, limits), std::move(*row), {}, 0};
  for (const PersonRow& person : *people) loaded.names[person.number] = person.name;
  if (*snapshot) {
    // A snapshot is a shortcut only: one that cannot be read, or that the log does not confirm, is not taken.
    const auto hash = store.hash_at(id, (*snapshot)->seq);
    auto restored = Room::restore(id, (*snapshot)->bytes, limits);
    if (hash && *hash && restored && restored->seq() == (*snapshot)->seq && restored->head() == **hash) {
      loaded.room = std::move(*restored);
      loaded.snapshot_seq = (*snapshot)->seq;
    }
  }
  if (const auto replayed = replay_rest(store, loaded.room); !replayed) return replayed.error();
  if (loaded.room.seq() == 0) return Error{Errc::gap, "the room has no records"};
  return loaded;
}

}  // namespace interview
