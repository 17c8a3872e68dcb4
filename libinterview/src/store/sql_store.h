// The store in an SQL database, over SOCI.
#pragma once

#include <mutex>
#include <utility>

#include "interview/store.h"
#include "store/connection_pool.h"

namespace interview {

// Any thread. One connection writes, one call at a time, so that SQLite never has two writers of ours that
// wait for each other; the connections of a pool read.
class SqlStore final : public Store {
 public:
  SqlStore(const SqlAddress& address, const SqlStoreOptions& options);

  // Creates or upgrades the schema. Before all other calls.
  Result<void> open();

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
  Result<void> ping() override;

 private:
  // `work(session)` as in Connection::read and Connection::write.
  template <typename Work>
  auto reading(Work&& work) {
    return readers_.lease()->read(std::forward<Work>(work));
  }
  template <typename Work>
  auto writing(Work&& work) {
    const std::lock_guard lock(writer_mutex_);
    return writer_.write(std::forward<Work>(work));
  }

  const Dialect& dialect_;
  ConnectionPool readers_;
  std::mutex writer_mutex_;
  Connection writer_;
};

}  // namespace interview
