#include "shared_folder.h"

#include "sync/kept_session.h"

namespace interview::cli {
namespace {

constexpr std::string_view kTokenFile = "token";
constexpr uint32_t kFlushMs = 30;  // keystrokes of others are written together
constexpr uint32_t kCloseMs = 20;
constexpr uint32_t kSettleMs = 300;  // editors make and remove files while they save

}  // namespace

Result<std::unique_ptr<SharedFolder>> SharedFolder::open(const std::string& path,
                                                         const std::string& invitation) {
  auto folder = SafeFolder::open(path);
  if (!folder) return folder.error();
  return std::unique_ptr<SharedFolder>(new SharedFolder(std::move(*folder), invitation));
}

Result<std::string> SharedFolder::token() {
  const auto kept = folder_.load(kTokenFile);
  if (!kept) return kept.error();
  const size_t end = kept->find('\n');
  if (end == std::string::npos || kept->substr(0, end) != invitation_)
    return {Errc::not_found, "this folder was used with another link"};
  return kept->substr(end + 1);
}

Result<void> SharedFolder::store_token(const std::string& token) {
  return folder_.store(kTokenFile, invitation_ + "\n" + token);
}

Result<std::string> SharedFolder::outbox() {
  auto kept = load_session(folder_);
  if (!kept) return kept.error();
  kept_files_ = std::move(kept->files);
  return std::move(kept->outbox);
}

Result<void> SharedFolder::store_outbox(const std::string& outbox) {
  return store(folder_, {outbox, sync_ ? sync_->kept() : kept_files_});
}

Result<void> SharedFolder::share(EventLoop& loop, LiveClient& client,
                                 std::function<void(const std::string&)> say) {
  loop_ = &loop;
  client_ = &client;
  auto watch = FileWatch::open(folder_);
  if (!watch) return watch.error();
  watch_ = std::move(*watch);
  // A client that begins anew says so (notice::Diverged) if something was not sent: then the sync forgets
  // what was kept.
  const FileSyncHost host{std::move(say), [this] { keep(); }};
  sync_ = std::make_unique<FileSync>(folder_, client.session(), host, kept_files_);
  keep();
  watching_ = loop.watch(watch_->fd(), [this] { files_changed(); });
  flush();
  return {};
}

// While the sync is being made it cannot say yet what it keeps: then it is stored right after that.
void SharedFolder::keep() {
  if (!sync_) return;
  // A failure is found again, and told, before the next command is sent.
  static_cast<void>(client_->keep().ok());
}

void SharedFolder::on_notices(const std::vector<Notice>& notices) {
  if (!sync_) return;
  sync_->on_notices(notices);
  if (flush_planned_) return;
  flush_planned_ = true;
  flushing_ = loop_->after(kFlushMs, [this] { flush(); });
}

void SharedFolder::files_changed() {
  read_files();
  if (!closing_.empty()) looking_again_ = loop_->after(kCloseMs, [this] { look_again(); });
  if (!sync_->unsettled()) return;
  settling_ = loop_->after(kSettleMs, [this] {
    sync_->settle();
    flush();
  });
}

// The kernel tells that a writer closes its file a moment before the file counts as closed; until then the
// sync leaves it alone. So what was saved is looked at a second time.
void SharedFolder::read_files() {
  const std::vector<FileEvent> events = watch_->read();
  sync_->on_files(events);
  for (const FileEvent& event : events) {
    if (event.kind == FileEvent::kSaved) closing_.push_back({FileEvent::kFound, event.name});
    if (event.kind == FileEvent::kHeldSaved) closing_.push_back(event);
  }
  flush();
}

void SharedFolder::look_again() {
  sync_->on_files(std::exchange(closing_, {}));
  flush();
}

void SharedFolder::flush() {
  flush_planned_ = false;
  sync_->flush();
  client_->flush();
}

void SharedFolder::finish() {
  if (!sync_) return;
  read_files();
  look_again();
  sync_->settle();
  flush();
  keep();
}

}  // namespace interview::cli
