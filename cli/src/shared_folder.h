// The folder of `join --dir`: the room's files in it, and what must outlive the program.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interview/client_store.h"
#include "interview/live_client.h"
#include "sync/file_sync.h"
#include "sync/file_watch.h"
#include "sync/safe_folder.h"

namespace interview::cli {

// On the loop's thread. First it is the client's store; share() begins the sync.
class SharedFolder final : public ClientStore {
 public:
  // `invitation`: a digest of the link. What another link left here is another person's: its token is not
  // used. Errc::busy, io.
  static Result<std::unique_ptr<SharedFolder>> open(const std::string& path, const std::string& invitation);

  Result<std::string> token() override;
  Result<std::string> outbox() override;
  Result<void> store_token(const std::string& token) override;
  Result<void> store_outbox(const std::string& outbox) override;

  // Borrows both. `say` gets harmless lines. Errc::io.
  Result<void> share(EventLoop& loop, LiveClient& client, std::function<void(const std::string&)> say);
  void on_notices(const std::vector<Notice>& notices);
  // Reads what was saved, shares it, and writes what changed: before the end.
  void finish();

 private:
  SharedFolder(SafeFolder folder, std::string invitation)
      : folder_(std::move(folder)), invitation_(std::move(invitation)) {}
  void keep();
  void files_changed();
  void read_files();
  void look_again();
  void flush();

  SafeFolder folder_;
  std::string invitation_;
  std::string kept_files_;  // of an earlier run
  EventLoop* loop_ = nullptr;
  LiveClient* client_ = nullptr;
  std::optional<FileWatch> watch_;
  std::unique_ptr<FileSync> sync_;
  std::unique_ptr<Underway> watching_;
  std::unique_ptr<Underway> flushing_;
  std::unique_ptr<Underway> settling_;
  std::unique_ptr<Underway> looking_again_;
  std::vector<FileEvent> closing_;  // of files that may not be closed yet
  bool flush_planned_ = false;
};

}  // namespace interview::cli
