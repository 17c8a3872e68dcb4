// The documents of a room as files in a folder, both ways, with whatever editor the person likes.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "interview/client_session.h"
#include "sync/file_text.h"
#include "sync/file_versions.h"
#include "sync/file_watch.h"
#include "sync/kept_files.h"
#include "sync/safe_folder.h"

namespace interview::cli {

// What the sync asks of its host, while one of its calls runs.
struct FileSyncHost {
  // A line for the person; what others named is escaped in it already.
  std::function<void(const std::string& line)> say;
  // Store ClientSession::outbox() and FileSync::kept() together (KeptSession): the one or the other has
  // changed.
  std::function<void()> keep;
};

struct FileSyncOptions {
  VersionLimits versions;
  size_t new_files =
      8;  // that are shared at a time; more than that are an unpacked archive, not new documents
  size_t opening_bytes = 32u << 10;  // of a new document's text; the rest follows as an edit
  size_t displaced_files = 8;        // that are kept an eye on, because an editor may write into them late
  size_t attempts = 8;               // of writing a file that is saved again and again meanwhile
};

// A document's file is written when the document changes, and read when a program saves it (see FileVersions
// for how a stale save is read). Files are never followed through links, never replaced while a program
// writes into them, and what they displace is read as a save. A file that is removed by the person comes back
// when the document changes; removing or renaming a file never removes or renames a document. A new file
// becomes a document. What the person wrote and the room does not take is kept as NAME.mine-N; the file of a
// document that others removed is kept as NAME.removed-N. Files that were in the folder before are left alone
// until they are saved. Nothing throws; what goes wrong is said once and tried again with the next change.
// One thread at a time; the host calls:
//
//   receive()      → on_notices()             → flush(), which may wait a little to take several together
//   fd() readable  → on_files(watch.read())   → flush(), and settle() once no more came for about 300 ms
class FileSync {
 public:
  // `kept`: kept() of an earlier run in this folder, or empty. Borrows `folder` and `session`. Begins with
  // the documents that the session has, if any; FileSyncHost::keep is not called yet: store what is kept once
  // afterwards.
  FileSync(SafeFolder& folder, ClientSession& session, FileSyncHost host, std::string_view kept = {},
           const FileSyncOptions& options = {});

  // What ClientSession::receive() returned; notice::Loaded alone if it failed, since the view may have
  // changed.
  void on_notices(const std::vector<Notice>& notices);
  // What FileWatch::read() returned.
  void on_files(const std::vector<FileEvent>& events);
  // Writes the files of documents that changed, whoever changed them.
  void flush();
  // Shares new files, and speaks of files that were removed: editors make and remove files while they save.
  void settle();
  bool unsettled() const { return !new_files_.empty() || !gone_.empty(); }

  // All that must not be lost, as bytes.
  std::string kept() const;

 private:
  struct SharedFile {
    uint32_t doc = 0;
    std::string name;
    FileVersions versions;
    bool crlf = false;
    bool dirty = false;
    // What is on the disk, as far as is known: its text, and its version if that is known.
    std::optional<Digest> disk;
    std::optional<FileVersions::Id> disk_version;
  };
  // A file that was displaced, and the text of it that was read.
  struct Held {
    std::string name;
    uint32_t doc = 0;
    std::optional<Digest> read;
    std::optional<FileVersions::Id> unread;  // the version in it, as long as nobody has read that
  };

  // Notices (file_sync.cc)
  void load();
  void happened(const SeenEvent& seen);
  void refused(const notice::Refused& refused, bool rolled_back);
  void opened(uint32_t doc, const std::string& name, std::u16string_view text, bool by_us);
  void renamed(SharedFile& file, const std::string& name);
  void removed(uint32_t doc);
  void catch_up(SharedFile& file);
  SharedFile& share(uint32_t doc, const std::string& name, std::u16string_view text);
  SharedFile* file_of(uint32_t doc);
  SharedFile* file_named(std::string_view name);

  // Files (file_sync_files.cc)
  void look(const std::string& name, bool saved);
  void look_at_held(std::string name);
  void look_at_former(const std::string& name, uint32_t doc);
  void offer(const std::string& name);
  void meet(SharedFile& file);
  // Whether the text is safe: in the room, or kept aside.
  bool take(SharedFile& file, const FileText& saved, bool on_disk);
  void write(SharedFile& file);
  void took_away(SharedFile& file, const Displaced& displaced, const std::optional<Digest>& expected,
                 std::optional<FileVersions::Id> version);
  bool keep_aside(const SharedFile& file, std::u16string_view text, const std::string& why);
  std::string move_aside(const std::string& name, const char* ending);
  void remember(Held held);
  void note_reading(Held& held);

  void keep();
  void say(std::string_view name, const std::string& what) const;
  // The same thing of a file is said once.
  void complain(const std::string& name, const std::string& what);

  SafeFolder& folder_;
  ClientSession& session_;
  FileSyncHost host_;
  FileSyncOptions options_;
  KeptFiles kept_;  // of an earlier run, until the documents are there
  bool made_ = false;
  bool loaded_ = false;
  std::map<uint32_t, SharedFile> files_;                 // by document
  std::map<std::string, uint32_t, std::less<>> former_;  // names that documents had
  std::set<std::string, std::less<>> removed_;           // names of documents that were removed
  std::set<std::string, std::less<>> foreign_;           // files that were here before
  std::set<std::string, std::less<>> new_files_;
  std::set<std::string, std::less<>> gone_;
  std::set<std::string, std::less<>> opening_;  // names of documents that the room was asked to open
  std::map<std::string, std::string> complaints_;
  std::deque<Held> held_;
};

}  // namespace interview::cli
