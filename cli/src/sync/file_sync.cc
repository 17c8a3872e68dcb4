// What the room's notices do to the files.
#include "sync/file_sync.h"

#include "interview/text.h"
#include "sync/text_difference.h"
#include "terminal/filter.h"

namespace interview::cli {

FileSync::FileSync(SafeFolder& folder, ClientSession& session, FileSyncHost host, std::string_view kept,
                   const FileSyncOptions& options)
    : folder_(folder), session_(session), host_(std::move(host)), options_(options) {
  if (!kept.empty()) {
    auto decoded = decode_kept_files(kept);
    if (decoded && decoded->room == session_.room())
      kept_ = std::move(*decoded);
    else
      host_.say("what this folder was shared with before is not this room: its files are left alone");
  }
  std::vector<std::string> folders{""};
  for (size_t i = 0; i < folders.size(); ++i) {
    const auto entries = folder_.list(folders[i]);
    if (!entries || folders.size() > 1'000) break;
    for (const SafeFolder::Entry& entry : *entries) {
      const std::string name = folders[i].empty() ? entry.name : folders[i] + "/" + entry.name;
      if (entry.is_folder)
        folders.push_back(name);
      else
        foreign_.insert(name);
    }
  }
  for (const std::string& held : folder_.left_over())
    host_.say("an earlier run did not finish with " + for_terminal(held, {.one_line = true}) +
              ": see .interview/displaced");
  if (!session_.view().docs.empty()) load();
  made_ = true;
}

FileSync::SharedFile* FileSync::file_of(uint32_t doc) {
  const auto found = files_.find(doc);
  return found == files_.end() ? nullptr : &found->second;
}

FileSync::SharedFile* FileSync::file_named(std::string_view name) {
  for (auto& [doc, file] : files_)
    if (file.name == name) return &file;
  return nullptr;
}

void FileSync::say(std::string_view name, const std::string& what) const {
  host_.say(for_terminal(name, {.one_line = true}) + ": " + what);
}

void FileSync::keep() {
  if (made_) host_.keep();
}

void FileSync::complain(const std::string& name, const std::string& what) {
  std::string& last = complaints_[name];
  if (last == what) return;
  last = what;
  say(name, what);
}

void FileSync::on_notices(const std::vector<Notice>& notices) {
  uint32_t last_changed = 0;
  for (const Notice& notice : notices) {
    uint32_t changed_now = 0;
    if (std::holds_alternative<notice::Loaded>(notice)) {
      load();
    } else if (const auto* changed = std::get_if<notice::Changed>(&notice)) {
      if (SharedFile* file = file_of(changed->doc)) {
        file->versions.changed(changed->op);
        file->dirty = true;
        changed_now = changed->doc;
      }
    } else if (const auto* happened_now = std::get_if<notice::Happened>(&notice)) {
      happened(happened_now->seen);
    } else if (const auto* refusal = std::get_if<notice::Refused>(&notice)) {
      const auto* edit = std::get_if<command::Edit>(&refusal->command);
      refused(*refusal, edit && edit->doc == last_changed);
    } else if (std::holds_alternative<notice::Diverged>(notice)) {
      // The documents that these files were shared with are no more; a new session finds the files as it
      // finds any.
      files_.clear();
      kept_ = {};
    }
    last_changed = changed_now;
  }
}

// The whole view is new.
void FileSync::load() {
  const bool first = !loaded_;
  loaded_ = true;
  const auto& docs = session_.view().docs;
  std::vector<uint32_t> lost;
  for (const auto& [id, file] : files_)
    if (!docs.contains(id)) lost.push_back(id);
  for (const uint32_t id : lost) removed(id);
  for (const auto& [id, doc] : docs) {
    if (SharedFile* file = file_of(id)) {
      if (file->name != doc.name) renamed(*file, doc.name);
      catch_up(*file);
    } else {
      opened(id, doc.name, doc.text.text(), false);
    }
  }
  if (first) {
    // Their documents were removed meanwhile.
    for (const KeptFile& file : kept_.files)
      if (!docs.contains(file.doc)) foreign_.insert(file.name);
    kept_ = {};
    keep();
  }
}

void FileSync::happened(const SeenEvent& seen) {
  if (const auto* document = std::get_if<event::DocOpened>(&seen.event)) {
    const auto text = utf8_to_utf16(document->text);
    if (text && !file_of(document->doc))
      opened(document->doc, document->name, *text, seen.client == session_.client());
  } else if (const auto* rename = std::get_if<event::DocRenamed>(&seen.event)) {
    if (SharedFile* file = file_of(rename->doc)) renamed(*file, rename->name);
  } else if (const auto* removal = std::get_if<event::DocRemoved>(&seen.event)) {
    removed(removal->doc);
  }
}

void FileSync::refused(const notice::Refused& refused, bool rolled_back) {
  if (refused.retry) return;
  const std::string why = for_terminal(refused.message, {.one_line = true});
  if (const auto* open = std::get_if<command::OpenDoc>(&refused.command)) {
    if (opening_.erase(open->name) > 0) complain(open->name, "not shared: " + why);
    return;
  }
  const auto* edit = std::get_if<command::Edit>(&refused.command);
  SharedFile* file = edit && rolled_back ? file_of(edit->doc) : nullptr;
  if (!file) return;
  keep_aside(*file, file->versions.text_before_last(), why);
  // The editor still has what was refused, and may save it again: then it is sent again.
  file->versions.forget_saves();
  file->disk_version.reset();
  file->dirty = true;
}

FileSync::SharedFile& FileSync::share(uint32_t doc, const std::string& name, std::u16string_view text) {
  former_.erase(name);
  removed_.erase(name);
  foreign_.erase(name);
  new_files_.erase(name);
  gone_.erase(name);
  complaints_.erase(name);
  return files_.try_emplace(doc, SharedFile{doc, name, FileVersions(text, options_.versions)}).first->second;
}

void FileSync::opened(uint32_t doc, const std::string& name, std::u16string_view text, bool by_us) {
  SharedFile& file = share(doc, name, text);
  file.dirty = true;
  for (const KeptFile& kept : kept_.files) {
    if (kept.doc != doc) continue;
    file.crlf = kept.crlf;
    for (const std::u16string& known : kept.texts) file.versions.known(known);
    if (kept.name != name) {
      file.name = kept.name;
      renamed(file, name);
    }
  }
  if (by_us) {
    // What it was opened with was read from the file; if the file has more by now, that is a save of it.
    opening_.erase(name);
    file.versions.written();
  }
  meet(file);
}

void FileSync::renamed(SharedFile& file, const std::string& name) {
  const std::string before = file.name;
  if (before == name) return;
  former_.erase(name);
  former_[before] = file.doc;
  foreign_.erase(name);
  new_files_.erase(name);
  file.name = name;
  auto moved = folder_.move(before, name);
  if (!moved && moved.error().code == Errc::name_taken) {
    const std::string aside = move_aside(name, ".mine-");
    if (!aside.empty()) {
      say(name, "another file of that name is now " + aside);
      moved = folder_.move(before, name);
    }
  }
  if (moved) {
    say(before, "is now " + for_terminal(name, {.one_line = true}));
    return;
  }
  if (moved.error().code != Errc::not_found) complain(name, moved.error().message);
  file.disk.reset();
  file.disk_version.reset();
  file.dirty = true;
}

void FileSync::removed(uint32_t doc) {
  SharedFile* file = file_of(doc);
  if (!file) return;
  const std::string name = file->name;
  files_.erase(doc);
  std::erase_if(former_, [&](const auto& former) { return former.second == doc; });
  removed_.insert(name);
  gone_.erase(name);
  const std::string aside = move_aside(name, ".removed-");
  say(name, "was removed from the room" + (aside.empty() ? "" : "; the file is kept as " + aside));
}

// The host may have edited the document by itself (undo); and after a new view only the outcome is known.
void FileSync::catch_up(SharedFile& file) {
  const auto doc = session_.view().docs.find(file.doc);
  if (doc == session_.view().docs.end() || doc->second.text == file.versions.present()) return;
  file.versions.changed(difference(file.versions.present().text(), doc->second.text.text()));
  file.dirty = true;
}

std::string FileSync::kept() const {
  if (!loaded_) return kept_.files.empty() ? std::string() : encode(kept_);
  KeptFiles kept{session_.room(), {}};
  for (const auto& [doc, file] : files_) {
    KeptFile one{doc, file.name, file.crlf, {}};
    if (file.disk_version)
      if (auto text = file.versions.text(*file.disk_version)) one.texts.push_back(std::move(*text));
    std::u16string present = file.versions.present().text();
    if (one.texts.empty() || one.texts.front() != present) one.texts.push_back(std::move(present));
    kept.files.push_back(std::move(one));
  }
  return encode(kept);
}

}  // namespace interview::cli
