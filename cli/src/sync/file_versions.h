// The texts that one file has had on the disk, and how the text in the room came from each.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interview/bytes.h"
#include "interview/operation.h"
#include "sync/text_difference.h"

namespace interview::cli {

// By which texts are told apart where they are not kept.
Digest digest_of(std::u16string_view text);

struct VersionLimits {
  size_t versions = 64;  // that are kept of those written and, apart from them, of those that were read
  size_t unread = 8;     // that are kept, apart from them, of those that nobody has read
  size_t steps = 1024;   // more changes than these are joined where no version lies between
};

// An editor saves the text that it once loaded, with its user's changes; what others typed in between is
// missing there, and must not be taken for erased. So a save is read as a difference from the version that it
// is nearest to, and that difference is rebased on what happened since. Of two insertions at one place the
// save's stands left, as that of the later edit does in the room.
//
// The changes since are in a stream, one by one. What was saved is a version too, which lies beside the
// stream: others may have typed since what it is based on. From there a detour of changes leads to the
// stream.
//
// A save also tells what its editor has from then on: it stands in for the version that it was based on. So
// when the user takes back the own last change, which makes the text nearest to that older version, the own
// change goes, and nothing that others typed does.
//
// One thread at a time.
class FileVersions {
 public:
  using Id = uint64_t;

  explicit FileVersions(std::u16string_view present, const VersionLimits& limits = {});

  // The text in the room as it is here.
  const TextBuffer& present() const { return present_; }
  // It was changed by anything but saved().
  void changed(const Operation& op);
  // The present text goes to the disk. `is_new`: it is not a version that there was already.
  struct Written {
    Id id = 0;
    bool is_new = false;
  };
  Written written();
  // A text that was on the disk before these versions began.
  Id known(std::u16string_view text);
  // Version `id`, which was written, was replaced on the disk before anybody read it: no editor holds it.
  void unread(Id id);
  // After all, somebody has read it.
  void was_read(Id id);
  // It never came to be on the disk, after all.
  void drop(Id id);
  // What was saved is no longer in the room, because the room refused it: the next save is compared with what
  // was written.
  void forget_saves();

  bool empty() const { return versions_.empty(); }
  std::optional<std::u16string> text(Id id) const;
  // The text before the last change of the stream.
  std::u16string text_before_last() const;

  // What saving `text` means; there is at least one version.
  struct Save {
    Id base = 0;
    Operation from_base;  // what the user did to that version
    Operation op;         // the same for the present text
  };
  Save read(std::u16string_view text) const;
  // Save::op has been applied in the room; applies it here.
  Id saved(const Save& save);
  // The present text was saved.
  Id saved_present();

 private:
  struct Step {
    Operation op;
    Operation inverse;
    bool by_save = false;
  };
  struct Version {
    Id id = 0;
    uint64_t at = 0;           // how many steps of the stream lie before it
    std::vector<Step> detour;  // leads to the stream there
    uint64_t knows = 0;  // how many steps of the stream are in it; others' are in no save before its base
    Digest digest{};
    bool read = false;    // from the disk; else written
    bool saved = false;   // a program has saved this very text: so there is one that has it
    bool unread = false;  // see unread()
    Id successor = 0;     // the save that stands in for it
  };

  static Step step(const Operation& op, TextBuffer& text, bool by_save);
  static void join(Step& first, const Step& second);
  const Version* find(Id id) const;
  Version* find(Id id) { return const_cast<Version*>(std::as_const(*this).find(id)); }
  TextBuffer text_of(const Version& version) const;
  template <typename Visit>
  void for_each_step_since(const Version& version, Visit visit) const;
  struct Candidate {
    const Version* version = nullptr;
    Change change;
    size_t size = 0;  // of the version
  };
  // The newest one with exactly that text.
  const Version* same(std::u16string_view text) const;
  const Version& nearest(std::u16string_view text) const;
  template <typename Belongs>
  Candidate nearest_of(std::u16string_view text, Belongs belongs) const;
  const Version& nearest_level(const Version& version, std::u16string_view text) const;
  Id has_saved(Id id);
  void push(Step step);
  Id add(Version version, std::u16string_view text);
  void limit();

  VersionLimits limits_;
  TextBuffer present_;
  std::deque<Step> steps_;
  uint64_t first_step_ = 0;  // the number of steps_.front()
  std::deque<Version> versions_;
  Id last_id_ = 0;
  Id last_saved_ = 0;
};

// Visits the changes from a version to the present, and the place in the stream after each: none inside a
// detour.
template <typename Visit>
void FileVersions::for_each_step_since(const Version& version, Visit visit) const {
  for (size_t i = 0; i < version.detour.size(); ++i) {
    const bool last = i + 1 == version.detour.size();
    visit(version.detour[i], last ? std::optional(version.at) : std::nullopt);
  }
  for (uint64_t at = version.at; at < first_step_ + steps_.size(); ++at)
    visit(steps_[at - first_step_], std::optional(at + 1));
}

}  // namespace interview::cli
