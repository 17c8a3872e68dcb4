#include "journal_store.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "interview/local_room.h"

using namespace interview;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "journalXXXXXX").string();
    REQUIRE(::mkdtemp(path.data()));
    path_ = path;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::shared_ptr<Store> open_store(const std::string& path) {
  auto store = open_journal_store(path);
  REQUIRE(store.ok());
  return std::move(*store);
}

// Opens the room in that journal, types `text` at the beginning of its document, and returns all of it.
std::string type(const std::string& journal, const std::string& text) {
  LocalRoomOptions options;
  options.id = "r_1";
  options.store = open_store(journal);
  auto room = LocalRoom::open(std::move(options));
  REQUIRE(room.ok());
  ClientSession& ann = **(*room)->join("Ann", Role::interviewer);
  if (ann.view().docs.empty()) REQUIRE(ann.send(command::OpenDoc{"a.txt", "", 0}).ok());
  REQUIRE((*room)->settle().ok());
  if (!text.empty()) REQUIRE(ann.replace(1, 0, 0, text).ok());
  REQUIRE((*room)->settle().ok());
  return ann.text(1);
}

}  // namespace

TEST_CASE("a journal cut off at any byte opens with the calls that are whole, and goes on") {
  const TemporaryFolder folder;
  const std::string whole = folder.file("whole"), cut = folder.file("cut");
  type(whole, "one ");
  const size_t before = read_file(whole).size();
  type(whole, "two ");
  const std::string bytes = read_file(whole);
  for (size_t size = before; size < bytes.size(); ++size) {
    write_file(cut, bytes.substr(0, size));
    CHECK(type(cut, "") == "one ");
  }
  CHECK(type(cut, "three ") == "three one ");
  CHECK(type(cut, "") == "three one ");
  CHECK(type(whole, "") == "two one ");
}

TEST_CASE("a file that is no journal is refused and left alone") {
  const TemporaryFolder folder;
  for (const std::string content : {"root:x:0:0", "19:interview journal 2", "7:journal"}) {
    write_file(folder.file("other"), content);
    CHECK(open_journal_store(folder.file("other")).error().code == Errc::store_failed);
    CHECK(read_file(folder.file("other")) == content);
  }
}

TEST_CASE("invitations and erased bodies outlive the process") {
  const TemporaryFolder folder;
  const std::string journal = folder.file("journal");
  type(journal, "x");
  Invitation invitation{"i_1", "r_1", blake2b("code"), "reviewer", 2'000, 2, false};
  {
    const auto store = open_store(journal);
    REQUIRE(store->add_invitation(invitation).ok());
    REQUIRE(store->use_invitation(invitation.code, 1'000).ok());
    CHECK(store->use_invitation(invitation.code, 3'000).error().code == Errc::invitation_expired);
    REQUIRE(store->erase_bodies("r_1", {3}).ok());
  }
  const auto store = open_store(journal);
  const auto kept = store->find_invitation(invitation.code, 1'000);
  REQUIRE(kept.ok());
  CHECK(kept->uses_left == 1);
  const auto records = store->read("r_1", 2, 1, 1000);
  REQUIRE(records.ok());
  CHECK((*records)[0].erased);
  REQUIRE(store->revoke_invitation("r_1", "i_1").ok());
  CHECK(open_store(folder.file("journal"))->find_invitation(invitation.code, 1'000).error().code ==
        Errc::bad_invitation);
}
