#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

#include "interview/store.h"
#include "store/append_plan.h"
#include "store/arguments.h"
#include "store/invitation_state.h"

namespace interview {
namespace {

struct StoredRoom {
  RoomRow row;
  std::vector<Record> records;  // record n at n - 1
  std::map<uint32_t, PersonRow> people;
  std::optional<Seal> seal;
  std::optional<StoredSnapshot> snapshot;
};

class MemoryStore final : public Store {
 public:
  Result<void> create_room(const RoomRow& room, const Append& first) override;
  Result<RoomRow> room(std::string_view id) override;
  Result<std::vector<RoomRow>> rooms(std::string_view owner, std::string_view before, size_t limit) override;
  Result<void> append(const std::vector<Append>& batch) override;
  Result<LogHead> head(std::string_view room) override;
  Result<std::optional<Digest>> hash_at(std::string_view room, uint64_t seq) override;
  Result<std::vector<Record>> read(std::string_view room, uint64_t after, size_t max_records,
                                   size_t max_bytes) override;
  Result<void> erase_bodies(std::string_view room, const std::vector<uint64_t>& seqs) override;
  Result<std::vector<PersonRow>> people(std::string_view room) override;
  Result<std::optional<Seal>> seal_of(std::string_view room) override;
  Result<void> put_snapshot(std::string_view room, const StoredSnapshot& snapshot) override;
  Result<std::optional<StoredSnapshot>> snapshot(std::string_view room) override;
  Result<void> add_invitation(const Invitation& invitation) override;
  Result<std::vector<Invitation>> invitations(std::string_view room) override;
  Result<void> revoke_invitation(std::string_view room, std::string_view id) override;
  Result<Invitation> find_invitation(const Digest& code, int64_t now) override;
  Result<Invitation> use_invitation(const Digest& code, int64_t now) override;
  Result<void> ping() override { return {}; }

 private:
  using Reading = std::shared_lock<std::shared_mutex>;
  using Writing = std::unique_lock<std::shared_mutex>;

  StoredRoom* find(std::string_view id) {
    const auto at = rooms_.find(id);
    return at == rooms_.end() ? nullptr : &at->second;
  }
  Invitation* find(const Digest& code) {
    const auto at = std::find_if(invitations_.begin(), invitations_.end(),
                                 [&](const Invitation& invitation) { return invitation.code == code; });
    return at == invitations_.end() ? nullptr : &*at;
  }
  void commit(const std::vector<Append>& batch, const AppendPlan& plan);

  std::shared_mutex mutex_;
  std::map<std::string, StoredRoom, std::less<>> rooms_;
  std::vector<Invitation> invitations_;
};

Result<void> MemoryStore::create_room(const RoomRow& room, const Append& first) {
  if (auto checked = check_room(room, first); !checked) return checked;
  const std::vector<Append> batch = {first};
  const auto plan = plan_append(batch);
  if (!plan) return plan.error();
  if (plan->heads.front().expected != 0) return {Errc::gap, "a room begins with record 1"};
  const Writing lock(mutex_);
  if (find(room.id)) return {Errc::name_taken, "there is a room " + room.id};
  rooms_[room.id].row = room;
  commit(batch, *plan);
  return {};
}

Result<RoomRow> MemoryStore::room(std::string_view id) {
  const Reading lock(mutex_);
  const StoredRoom* found = find(id);
  if (!found) return no_such_room(id);
  return found->row;
}

Result<std::vector<RoomRow>> MemoryStore::rooms(std::string_view owner, std::string_view before,
                                                size_t limit) {
  const auto is_newer = [](const RoomRow& a, const RoomRow& b) {
    return std::tie(b.created_at, b.id) < std::tie(a.created_at, a.id);
  };
  std::vector<RoomRow> rows;
  {
    const Reading lock(mutex_);
    const StoredRoom* last = before.empty() ? nullptr : find(before);
    if (!before.empty() && last == nullptr) return no_such_room(before);
    for (const auto& [id, room] : rooms_)
      if ((owner.empty() || room.row.owner == owner) && (last == nullptr || is_newer(last->row, room.row)))
        rows.push_back(room.row);
  }
  std::sort(rows.begin(), rows.end(), is_newer);
  if (rows.size() > limit) rows.resize(limit);
  return rows;
}

Result<void> MemoryStore::append(const std::vector<Append>& batch) {
  const auto plan = plan_append(batch);
  if (!plan) return plan.error();
  const Writing lock(mutex_);
  for (const AppendPlan::Head& head : plan->heads) {
    const StoredRoom* room = find(head.room);
    if (!room) return no_such_room(head.room);
    if (room->records.size() != head.expected)
      return {Errc::store_conflict, "room " + room->row.id + " is at record " +
                                        std::to_string(room->records.size()) + ", not " +
                                        std::to_string(head.expected)};
    if (head.seal && room->seal) return {Errc::store_conflict, "room " + room->row.id + " is sealed"};
  }
  commit(batch, *plan);
  return {};
}

void MemoryStore::commit(const std::vector<Append>& batch, const AppendPlan& plan) {
  for (const Append& append : batch) {
    std::vector<Record>& records = find(append.room)->records;
    records.insert(records.end(), append.records.begin(), append.records.end());
  }
  for (const auto& [key, person] : plan.people) find(key.first)->people[key.second] = *person;
  for (const AppendPlan::Head& head : plan.heads) {
    StoredRoom& room = *find(head.room);
    if (head.ended_at != 0) room.row.ended_at = head.ended_at;
    if (head.seal) room.seal = *head.seal;
  }
}

Result<LogHead> MemoryStore::head(std::string_view id) {
  const Reading lock(mutex_);
  const StoredRoom* room = find(id);
  if (!room) return no_such_room(id);
  return LogHead{room->records.size(), room->records.back().hash};
}

Result<std::optional<Digest>> MemoryStore::hash_at(std::string_view id, uint64_t seq) {
  const Reading lock(mutex_);
  const StoredRoom* room = find(id);
  if (!room || seq == 0 || seq > room->records.size()) return std::optional<Digest>();
  return std::optional(room->records[seq - 1].hash);
}

Result<std::vector<Record>> MemoryStore::read(std::string_view id, uint64_t after, size_t max_records,
                                              size_t max_bytes) {
  std::vector<Record> records;
  const Reading lock(mutex_);
  const StoredRoom* room = find(id);
  if (!room) return records;
  size_t bytes = 0;
  for (uint64_t i = after; i < room->records.size() && records.size() < max_records && bytes <= max_bytes;
       ++i) {
    records.push_back(room->records[i]);
    bytes += records.back().body.size();
  }
  return records;
}

Result<void> MemoryStore::erase_bodies(std::string_view id, const std::vector<uint64_t>& seqs) {
  const Writing lock(mutex_);
  StoredRoom* room = find(id);
  for (const uint64_t seq : seqs)
    if (!room || seq == 0 || seq > room->records.size())
      return {Errc::gap, "there is no record " + std::to_string(seq)};
  for (const uint64_t seq : seqs) {
    Record& record = room->records[seq - 1];
    record.erased = true;
    record.body = std::string();
    record.salt = {};
    if (room->snapshot && room->snapshot->seq >= seq) room->snapshot.reset();
  }
  return {};
}

Result<std::vector<PersonRow>> MemoryStore::people(std::string_view id) {
  std::vector<PersonRow> rows;
  const Reading lock(mutex_);
  if (const StoredRoom* room = find(id))
    for (const auto& [number, person] : room->people) rows.push_back(person);
  return rows;
}

Result<std::optional<Seal>> MemoryStore::seal_of(std::string_view id) {
  const Reading lock(mutex_);
  const StoredRoom* room = find(id);
  return room ? room->seal : std::nullopt;
}

Result<void> MemoryStore::put_snapshot(std::string_view id, const StoredSnapshot& snapshot) {
  const Writing lock(mutex_);
  StoredRoom* room = find(id);
  if (!room) return no_such_room(id);
  if (!room->snapshot || room->snapshot->seq <= snapshot.seq) room->snapshot = snapshot;
  return {};
}

Result<std::optional<StoredSnapshot>> MemoryStore::snapshot(std::string_view id) {
  const Reading lock(mutex_);
  const StoredRoom* room = find(id);
  return room ? room->snapshot : std::nullopt;
}

Result<void> MemoryStore::add_invitation(const Invitation& invitation) {
  if (auto checked = check_invitation(invitation); !checked) return checked;
  const Writing lock(mutex_);
  if (!invitation.room.empty() && !find(invitation.room)) return no_such_room(invitation.room);
  for (const Invitation& other : invitations_)
    if (other.id == invitation.id || other.code == invitation.code)
      return {Errc::name_taken, "there is an invitation of that id or code"};
  invitations_.push_back(invitation);
  return {};
}

Result<std::vector<Invitation>> MemoryStore::invitations(std::string_view room) {
  std::vector<Invitation> found;
  const Reading lock(mutex_);
  std::copy_if(invitations_.begin(), invitations_.end(), std::back_inserter(found),
               [&](const Invitation& invitation) { return invitation.room == room; });
  std::sort(found.begin(), found.end(), [](const Invitation& a, const Invitation& b) {
    return std::tie(a.expires_at, a.id) < std::tie(b.expires_at, b.id);
  });
  return found;
}

Result<void> MemoryStore::revoke_invitation(std::string_view room, std::string_view id) {
  const Writing lock(mutex_);
  for (Invitation& invitation : invitations_) {
    if (invitation.room != room || invitation.id != id) continue;
    invitation.revoked = true;
    return {};
  }
  return {Errc::not_found, "there is no such invitation"};
}

Result<Invitation> MemoryStore::find_invitation(const Digest& code, int64_t now) {
  const Reading lock(mutex_);
  const Invitation* found = find(code);
  return usable(found ? std::optional(*found) : std::nullopt, now);
}

Result<Invitation> MemoryStore::use_invitation(const Digest& code, int64_t now) {
  const Writing lock(mutex_);
  Invitation* found = find(code);
  auto used = usable(found ? std::optional(*found) : std::nullopt, now);
  if (used) used->uses_left = --found->uses_left;
  return used;
}

}  // namespace

std::unique_ptr<Store> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace interview
