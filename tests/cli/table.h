// Two people in one room: one has its documents as files, the other types into them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interview/client_session.h"
#include "interview/room.h"
#include "sync/file_sync.h"
#include "sync/file_watch.h"
#include "sync/safe_folder.h"

namespace interview::test {

// A new folder of the disk, gone with this. Calls on files fail the test if they fail.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string read(std::string_view name) const;
  bool has(std::string_view name) const;  // also a link that leads nowhere
  // As most programs save: truncates the file and writes it.
  void write(std::string_view name, std::string_view bytes) const;
  // As careful programs save: writes another file and renames it.
  void replace(std::string_view name, std::string_view bytes) const;
  void rename(std::string_view from, std::string_view to) const;
  void remove(std::string_view name) const;
  void make_folder(std::string_view name) const;
  void link(std::string_view name, const std::string& target) const;
  // All names that do not begin with a dot, sorted, folders with what is in them.
  std::vector<std::string> names() const;

 private:
  std::string path_;
};

// The room, in this process; the person at the table is `me`, with a client session; `other` acts on the
// room.
class Table {
 public:
  explicit Table(Role role = Role::reviewer, const RoomLimits& limits = {});

  virtual ~Table() = default;

  uint32_t open(const std::string& name, const std::string& text = {}, uint32_t owner = 0);
  // What the other does; the test fails if it is refused.
  void other(const Command& command);
  void other_edits(uint32_t doc, const Operation& op);
  // Types in front of `before`, which is in the document; "" is the end.
  void other_types(uint32_t doc, std::string_view before, std::string_view text);
  std::string text(uint32_t doc) const;  // in the room

  // Opens a connection of the session, with a snapshot or, if something is pending, with what it missed.
  std::vector<Notice> connect();
  // Sends what the session has to send, and takes what comes back and what others did.
  std::vector<Notice> exchange();

  Room room;
  uint32_t me = 0, them = 0;
  ClientSession session;

 protected:
  virtual void before_sending() {}

 private:
  void take(std::vector<Notice>& notices, const wire::ServerMessage& message);
  void tell(std::vector<Notice>& notices);
  Moment moment();
  void collect();

  std::vector<Entry> log_;
  uint64_t told_ = 0;  // the last event that the session was told
  uint64_t number_ = 0;
  int64_t clock_ = 0;
  uint64_t salts_ = 0;
};

// The table, and the person's files.
class SyncedTable : public Table {
 public:
  // Nothing is shared before begin().
  explicit SyncedTable(Role role = Role::reviewer, const RoomLimits& limits = {}) : Table(role, limits) {}

  void begin(const cli::FileSyncOptions& options = {});
  // The program ends without a word, and is started again with what it had kept, connected or not.
  void restart(bool connects = true);
  // Notices are taken, and files that changed are written and read, until nothing happens any more. New files
  // are shared.
  void settle();
  // The same without sharing new files: one round of what is there.
  void round();
  // Whether something that begins so, or has this in it, was said; it is forgotten then.
  bool said(std::string_view part);

  TempFolder disk;
  std::vector<std::string> lines;  // said
  std::optional<cli::SafeFolder> folder;
  std::optional<cli::FileWatch> watch;
  std::optional<cli::FileSync> sync;
  size_t kept_times = 0;      // as the sync asked
  bool disk_is_full = false;  // then nothing can be kept

 private:
  void before_sending() override;
  void keep();
  cli::FileSyncHost host();
  bool connected_ = false;
  cli::FileSyncOptions options_;
};

}  // namespace interview::test
