// What the folder's events do to the room, and how files are written.
#include "interview/text.h"
#include "sync/edit_right.h"
#include "sync/file_sync.h"
#include "sync/ignored_files.h"
#include "terminal/filter.h"

namespace interview::cli {
namespace {

constexpr size_t kMostAside = 10'000;

std::string utf8(std::u16string_view text) {
  std::string out;
  append_utf8(out, text);
  return out;
}

}  // namespace

void FileSync::on_files(const std::vector<FileEvent>& events) {
  for (const FileEvent& event : events) {
    switch (event.kind) {
      case FileEvent::kSaved:
        look(event.name, true);
        break;
      case FileEvent::kFound:
      case FileEvent::kGone:
        look(event.name, false);
        break;
      case FileEvent::kHeldSaved:
        look_at_held(event.name);
        break;
      case FileEvent::kUnwatched:
        complain(event.name, "there are too many folders: what is saved here is not noticed");
        break;
    }
  }
}

// What an event says may be past already: what counts is what is there now.
void FileSync::look(const std::string& name, bool saved) {
  SharedFile* file = file_named(name);
  if (!file) {
    if (const auto former = former_.find(name); former != former_.end())
      look_at_former(name, former->second);
    else if (!is_ignored_file(name) && (saved || !foreign_.contains(name)))
      new_files_.insert(name);
    return;
  }
  const auto bytes = folder_.read(name);
  if (!bytes && bytes.error().code == Errc::not_found) {
    file->disk.reset();
    file->disk_version.reset();
    gone_.insert(name);
    return;
  }
  if (!bytes && bytes.error().code == Errc::busy) return;
  const auto text = bytes ? text_of_file(*bytes) : Result<FileText>(bytes.error());
  if (!text) return complain(name, "not read: " + text.error().message);
  complaints_.erase(name);
  if (file->disk == digest_of(text->text)) {
    file->crlf = text->crlf.value_or(file->crlf);
    return;
  }
  take(*file, *text, true);
}

void FileSync::look_at_former(const std::string& name, uint32_t doc) {
  SharedFile* file = file_of(doc);
  if (!file) return;
  const auto displaced = folder_.remove(name);
  if (!displaced) {
    const Errc code = displaced.error().code;
    if (code != Errc::not_found && code != Errc::busy) complain(name, displaced.error().message);
    return;
  }
  say(name, "is now " + for_terminal(file->name, {.one_line = true}) + ": what was saved went there");
  took_away(*file, *displaced, std::nullopt, std::nullopt);
}

// A program had the displaced file open, and finished it.
void FileSync::look_at_held(std::string name) {
  if (name.ends_with(".done")) name.resize(name.size() - 5);
  for (Held& held : held_) {
    if (held.name != name) continue;
    SharedFile* file = file_of(held.doc);
    const auto bytes = folder_.read_held(name);
    if (!file || !bytes) return;
    const auto text = text_of_file(*bytes);
    if (!text || held.read == digest_of(text->text)) return;
    held.read = digest_of(text->text);
    if (take(*file, *text, false)) folder_.retire(name);
    return;
  }
}

void FileSync::settle() {
  for (const std::string& name : std::exchange(gone_, {}))
    if (const SharedFile* file = file_named(name); file && !file->disk)
      say(name, "the document stays in the room; the file comes back when it changes");
  if (!loaded_) return;
  const auto fresh = std::exchange(new_files_, {});
  if (fresh.size() > options_.new_files) {
    host_.say(std::to_string(fresh.size()) +
              " files appeared together: not shared; save one again to share it");
    foreign_.insert(fresh.begin(), fresh.end());
    return;
  }
  for (const std::string& name : fresh) offer(name);
}

// Makes a document of a new file.
void FileSync::offer(const std::string& name) {
  if (file_named(name) || opening_.contains(name)) return;
  const auto bytes = folder_.read(name);
  if (!bytes && (bytes.error().code == Errc::not_found || bytes.error().code == Errc::busy)) return;
  const auto text = bytes ? text_of_file(*bytes) : Result<FileText>(bytes.error());
  if (removed_.contains(name))
    return complain(name, "not shared: the document was removed; take another name to share it again");
  if (!text) return complain(name, "not shared: " + text.error().message);
  if (const auto good = check_document_name(name); !good)
    return complain(name, "not shared: " + good.error().message);
  const uint32_t owner = why_no_edit(session_, 0).empty() ? 0 : session_.you();
  if (const std::string why = why_no_edit(session_, owner); !why.empty())
    return complain(name, "not shared: " + why);
  std::string whole = utf8(text->text);
  // An opening cannot be split as an edit can; what does not fit follows as a save of the file.
  if (whole.size() > options_.opening_bytes) whole.clear();
  if (const auto sent = session_.send(command::OpenDoc{name, std::move(whole), owner}); !sent)
    return complain(name, "not shared: " + sent.error().message);
  opening_.insert(name);
  say(name, "is shared");
  keep();
}

// A document meets what is on the disk under its name.
void FileSync::meet(SharedFile& file) {
  const auto bytes = folder_.read(file.name);
  if (!bytes && (bytes.error().code == Errc::not_found || bytes.error().code == Errc::busy)) return;
  const auto text = bytes ? text_of_file(*bytes) : Result<FileText>(bytes.error());
  if (text && (!file.versions.empty() || text->text == file.versions.present().text())) {
    take(file, *text, true);
    return;
  }
  const std::string aside = move_aside(file.name, ".mine-");
  if (!aside.empty()) say(file.name, "another file of that name was here; it is now " + aside);
}

bool FileSync::take(SharedFile& file, const FileText& saved, bool on_disk) {
  file.crlf = saved.crlf.value_or(file.crlf);
  catch_up(file);
  if (on_disk) {
    file.disk = digest_of(saved.text);
    file.disk_version.reset();
  }
  file.dirty = true;  // write() finds out whether there is anything to write
  if (saved.text == file.versions.present().text()) {
    const FileVersions::Id version = file.versions.saved_present();
    if (on_disk) file.disk_version = version;
    keep();
    return true;
  }
  if (file.versions.empty()) return keep_aside(file, saved.text, "what it was made from is not known");
  for (Held& held : held_) note_reading(held);
  const FileVersions::Save save = file.versions.read(saved.text);
  if (!save.op.is_identity()) {
    const auto doc = session_.view().docs.find(file.doc);
    const uint32_t owner = doc == session_.view().docs.end() ? 0 : doc->second.owner;
    if (const std::string why = why_no_edit(session_, owner); !why.empty())
      return keep_aside(file, saved.text, why);
    if (const auto done = session_.edit(file.doc, save.op); !done)
      return keep_aside(file, saved.text, done.error().message);
  }
  const auto version = file.versions.saved(save);
  if (on_disk) file.disk_version = version;
  keep();
  return true;
}

void FileSync::flush() {
  for (auto& [doc, file] : files_) {
    catch_up(file);
    if (file.dirty) write(file);
  }
}

void FileSync::write(SharedFile& file) {
  for (size_t attempt = 0; attempt < options_.attempts; ++attempt) {
    const std::u16string text = file.versions.present().text();
    const Digest digest = digest_of(text);
    if (file.disk == digest) {
      file.dirty = false;
      return;
    }
    // Remembered before it is written: whatever happens between, what is on the disk is known.
    const auto [version, is_new] = file.versions.written();
    keep();
    const auto put = folder_.put(file.name, file_of_text(text, file.crlf));
    if (!put) {
      if (is_new) file.versions.drop(version);
      // Who has it open will close it, and then it is read, and written.
      if (put.error().code != Errc::busy) complain(file.name, "not written: " + put.error().message);
      return;
    }
    complaints_.erase(file.name);
    const auto expected = std::exchange(file.disk, digest);
    const auto before = std::exchange(file.disk_version, version);
    if (*put) took_away(file, **put, expected, before);
  }
}

// `expected` is the text that was thought to be in the displaced file, of `version`: anything else is a save.
void FileSync::took_away(SharedFile& file, const Displaced& displaced, const std::optional<Digest>& expected,
                         std::optional<FileVersions::Id> version) {
  if (!displaced.bytes && displaced.bytes.error().code == Errc::busy)
    return remember({displaced.held, file.doc, std::nullopt, std::nullopt});
  const auto text =
      displaced.bytes ? text_of_file(*displaced.bytes) : Result<FileText>(displaced.bytes.error());
  if (!text) {
    for (size_t n = 1; n < kMostAside; ++n) {
      const std::string aside = file.name + ".mine-" + std::to_string(n);
      const auto kept = folder_.keep(displaced.held, aside);
      if (!kept && kept.error().code == Errc::name_taken) continue;
      say(file.name, "what was saved " + text.error().message + "; it is " +
                         (kept ? "kept as " + for_terminal(aside, {.one_line = true})
                               : "in " + std::string(SafeFolder::kHeld)));
      return;
    }
    return;
  }
  const Digest digest = digest_of(text->text);
  const bool unread = expected == digest && !displaced.was_read && version;
  remember({displaced.held, file.doc, digest, unread ? version : std::nullopt});
  if (expected == digest) {
    if (unread) file.versions.unread(*version);
    folder_.retire(displaced.held);
  } else if (take(file, *text, false)) {
    folder_.retire(displaced.held);
  }
}

bool FileSync::keep_aside(const SharedFile& file, std::u16string_view text, const std::string& why) {
  const std::string bytes = file_of_text(text, file.crlf);
  for (size_t n = 1; n < kMostAside; ++n) {
    const std::string aside = file.name + ".mine-" + std::to_string(n);
    const auto added = folder_.add(aside, bytes);
    if (added) {
      say(file.name, why + "; what you wrote is kept as " + for_terminal(aside, {.one_line = true}));
      return true;
    }
    if (added.error().code != Errc::name_taken) {
      complain(file.name, why + "; what you wrote could not be kept aside: " + added.error().message);
      return false;
    }
    // The same text is saved again and again by some editors.
    if (const auto there = folder_.read(aside); there && *there == bytes) return true;
  }
  return false;
}

// What the file is called then, for the person; empty if it was not there or could not be moved.
std::string FileSync::move_aside(const std::string& name, const char* ending) {
  for (size_t n = 1; n < kMostAside; ++n) {
    const std::string aside = name + ending + std::to_string(n);
    const auto moved = folder_.move(name, aside);
    if (moved) return for_terminal(aside, {.one_line = true});
    if (moved.error().code == Errc::name_taken) continue;
    if (moved.error().code != Errc::not_found) complain(name, moved.error().message);
    break;
  }
  return {};
}

// Who had opened a version before it was displaced may have read it after that.
void FileSync::note_reading(Held& held) {
  SharedFile* file = held.unread ? file_of(held.doc) : nullptr;
  if (file && folder_.held_was_read(held.name))
    file->versions.was_read(*std::exchange(held.unread, std::nullopt));
}

// Keeps an eye on a displaced file for a while: an editor that had opened it before may still write into it.
void FileSync::remember(Held held) {
  held_.push_back(std::move(held));
  for (size_t left = held_.size(); held_.size() > options_.displaced_files && left > 0; --left) {
    Held oldest = std::move(held_.front());
    held_.pop_front();
    note_reading(oldest);
    const auto busy = [](const auto& result) { return !result && result.error().code == Errc::busy; };
    if (busy(folder_.discard(oldest.name)) || busy(folder_.read_held(oldest.name)))
      held_.push_back(std::move(oldest));
  }
}

}  // namespace interview::cli
