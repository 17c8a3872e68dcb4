// A store in memory that fails as it is told.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "interview/store.h"

namespace interview::test {

// What becomes of a call of append().
enum class Fate {
  stored,
  refused,     // store_failed; nothing is stored
  cut_before,  // store_unavailable; nothing is stored
  cut_after,   // store_unavailable; all is stored
  one_by_one,  // store_conflict if there are several rooms in it
};

class ScriptedStore final : public Store {
 public:
  ScriptedStore() : store_(make_memory_store()) {}

  // Asked for each append; stored without it.
  std::function<Fate(const std::vector<Append>&)> fate;
  // Nothing is answered any more: everything fails.
  bool dead = false;
  // Reading fails.
  bool blind = false;
  size_t appends = 0;    // calls
  size_t reads = 0;      // pages
  size_t snapshots = 0;  // kept

  Result<void> create_room(const RoomRow& row, const Append& first) override {
    return dead ? away() : store_->create_room(row, first);
  }
  Result<RoomRow> room(std::string_view id) override {
    if (dead || blind) return away();
    return store_->room(id);
  }
  Result<std::vector<RoomRow>> rooms(std::string_view owner, std::string_view before, size_t limit) override {
    return store_->rooms(owner, before, limit);
  }
  Result<void> append(const std::vector<Append>& batch) override {
    ++appends;
    if (dead) return away();
    switch (fate ? fate(batch) : Fate::stored) {
      case Fate::stored:
        break;
      case Fate::refused:
        return Error{Errc::store_failed, "the disk is full"};
      case Fate::cut_before:
        return away();
      case Fate::cut_after:
        if (const auto stored = store_->append(batch); !stored) return stored;
        return away();
      case Fate::one_by_one:
        if (batch.size() > 1) return Error{Errc::store_conflict, "one of them"};
        break;
    }
    return store_->append(batch);
  }
  Result<LogHead> head(std::string_view id) override {
    if (dead || blind) return away();
    return store_->head(id);
  }
  Result<std::optional<Digest>> hash_at(std::string_view id, uint64_t seq) override {
    if (dead || blind) return away();
    return store_->hash_at(id, seq);
  }
  Result<std::vector<Record>> read(std::string_view id, uint64_t after, size_t records,
                                   size_t bytes) override {
    ++reads;
    if (dead || blind) return away();
    return store_->read(id, after, records, bytes);
  }
  Result<void> erase_bodies(std::string_view id, const std::vector<uint64_t>& seqs) override {
    return store_->erase_bodies(id, seqs);
  }
  Result<std::vector<PersonRow>> people(std::string_view id) override {
    if (dead || blind) return away();
    return store_->people(id);
  }
  Result<std::optional<Seal>> seal_of(std::string_view id) override { return store_->seal_of(id); }
  Result<void> put_snapshot(std::string_view id, const StoredSnapshot& snapshot) override {
    if (dead) return away();
    ++snapshots;
    return store_->put_snapshot(id, snapshot);
  }
  Result<std::optional<StoredSnapshot>> snapshot(std::string_view id) override {
    if (dead || blind) return away();
    return store_->snapshot(id);
  }
  Result<void> add_invitation(const Invitation& it) override { return store_->add_invitation(it); }
  Result<std::vector<Invitation>> invitations(std::string_view id) override {
    return store_->invitations(id);
  }
  Result<void> revoke_invitation(std::string_view room, std::string_view id) override {
    return store_->revoke_invitation(room, id);
  }
  Result<Invitation> find_invitation(const Digest& code, int64_t now) override {
    return store_->find_invitation(code, now);
  }
  Result<Invitation> use_invitation(const Digest& code, int64_t now) override {
    return store_->use_invitation(code, now);
  }
  Result<void> ping() override { return dead ? away() : Result<void>(); }

 private:
  static Error away() { return {Errc::store_unavailable, "the store is away"}; }

  std::unique_ptr<Store> store_;
};

}  // namespace interview::test
