#include "interview/client_store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace interview;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "client-store-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()));
    path = pattern;
  }
  ~Folder() { fs::remove_all(path); }
  std::string at(const char* name) const { return path + "/" + name; }
  std::string path;
};

unsigned mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("what is stored is there for the next one, and for nobody else") {
  Folder folder;
  const std::string path = folder.at("a/b/client");
  {
    auto files = ClientFiles::open(path);
    REQUIRE(files.ok());
    CHECK((*files)->owns_outbox());
    CHECK((*files)->token().error().code == Errc::not_found);
    CHECK((*files)->outbox().error().code == Errc::not_found);
    REQUIRE((*files)->store_token("T1").ok());
    REQUIRE((*files)->store_token("T2").ok());
    REQUIRE((*files)->store_outbox(std::string("a\0b", 3)).ok());
  }
  CHECK(mode_of(path) == 0700);
  CHECK(mode_of(path + "/token") == 0600);
  CHECK(mode_of(path + "/outbox") == 0600);
  CHECK(std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 3);
  auto files = ClientFiles::open(path);
  REQUIRE(files.ok());
  CHECK((*files)->token().value() == "T2");
  CHECK((*files)->outbox().value() == std::string("a\0b", 3));
}

TEST_CASE("the outbox belongs to one at a time") {
  Folder folder;
  auto first = ClientFiles::open(folder.at("client"));
  REQUIRE(first.ok());
  REQUIRE((*first)->store_token("T").ok());
  REQUIRE((*first)->store_outbox("first").ok());
  {
    auto second = ClientFiles::open(folder.at("client"));
    REQUIRE(second.ok());
    CHECK(!(*second)->owns_outbox());
    CHECK((*second)->token().value() == "T");
    CHECK((*second)->outbox().error().code == Errc::not_found);
    CHECK((*second)->store_outbox("second").ok());
  }
  CHECK((*first)->outbox().value() == "first");
  first->reset();
  auto third = ClientFiles::open(folder.at("client"));
  REQUIRE(third.ok());
  CHECK((*third)->owns_outbox());
}

TEST_CASE("one that wants the token alone leaves the outbox to others") {
  Folder folder;
  auto quick = ClientFiles::open(folder.at("client"), {.outbox = false});
  REQUIRE(quick.ok());
  CHECK(!(*quick)->owns_outbox());
  auto other = ClientFiles::open(folder.at("client"));
  REQUIRE(other.ok());
  CHECK((*other)->owns_outbox());
}

TEST_CASE("folders that will not do") {
  Folder folder;
  std::ofstream(folder.at("file")) << "x";
  CHECK(ClientFiles::open(folder.at("file")).error().code == Errc::io);
  CHECK(!ClientFiles::open(folder.at("file/below")).ok());
  fs::create_directory(folder.at("open"));
  fs::permissions(folder.at("open"), fs::perms::all);
  CHECK(ClientFiles::open(folder.at("open")).ok());
  CHECK(mode_of(folder.at("open")) == 0700);
}

TEST_CASE("a file that cannot be written, and what was there stays") {
  Folder folder;
  auto files = ClientFiles::open(folder.at("client"));
  REQUIRE(files.ok());
  REQUIRE((*files)->store_outbox("before").ok());
  // A folder where the new file would go.
  fs::create_directory(folder.at("client/outbox.new-") + std::to_string(::getpid()));
  CHECK((*files)->store_outbox("after").error().code == Errc::io);
  CHECK((*files)->outbox().value() == "before");
}

TEST_CASE("links are not followed") {
  Folder folder;
  auto files = ClientFiles::open(folder.at("client"));
  REQUIRE(files.ok());
  std::ofstream(folder.at("secret")) << "x";
  fs::create_symlink(folder.at("secret"), folder.at("client/token"));
  CHECK(!(*files)->token().ok());
}
