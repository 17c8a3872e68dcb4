// Files that are shared. The first byte says what the rest is: 'k' what was kept of the files; else two
// files, with a 0xFF between them: the first one is saved over as the second.
#include "sync/file_text.h"
#include "fuzz/fuzz.h"
#include "interview/text.h"
#include "sync/kept_files.h"
#include "sync/text_difference.h"

using namespace interview;

namespace {

std::u16string read(std::string_view bytes) {
  const auto file = cli::text_of_file(bytes);
  if (!file) {
    FUZZ_REQUIRE(file.error().code == Errc::bad_text);
    return {};
  }
  FUZZ_REQUIRE(is_valid_utf16(file->text));
  FUZZ_REQUIRE(file->text.find_first_of(std::u16string_view(u"\0\r", 2)) == std::u16string::npos);
  const bool feeds = file->text.find(u'\n') != std::u16string::npos;
  FUZZ_REQUIRE(file->crlf.has_value() == feeds);
  for (const bool crlf : {false, true}) {
    const std::string written = cli::file_of_text(file->text, crlf);
    const auto again = cli::text_of_file(written);
    FUZZ_REQUIRE(again.ok() && again->text == file->text);
    FUZZ_REQUIRE(!feeds || again->crlf == crlf);
  }
  const std::string bare = cli::file_of_text(file->text, false), full = cli::file_of_text(file->text, true);
  if (bytes.size() == full.size()) FUZZ_REQUIRE(bytes == full);
  if (bytes.size() == bare.size()) FUZZ_REQUIRE(bytes == bare);
  return file->text;
}

void save(const std::u16string& from, const std::u16string& to) {
  const Operation op = cli::difference(from, to);
  FUZZ_REQUIRE(check(op, TextBuffer(from)).ok());
  FUZZ_REQUIRE(applied(op, from) == to);
  FUZZ_REQUIRE(op.is_identity() == (from == to));
  const cli::Change change = cli::change_between(from, to);
  FUZZ_REQUIRE(change.inserted == op.inserted().size() && change.erased == op.erased_length());
  FUZZ_REQUIRE((change.characters == 0) == (from == to));
  const size_t least = cli::least_change(from, to);
  FUZZ_REQUIRE(least <= change.characters);
}

void kept(std::string_view bytes) {
  const auto files = cli::decode_kept_files(bytes);
  if (!files) {
    FUZZ_REQUIRE(files.error().code == Errc::record_malformed);
    return;
  }
  const std::string written = cli::encode(*files);
  const auto again = cli::decode_kept_files(written);
  FUZZ_REQUIRE(again.ok() && cli::encode(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (size > 0 && data[0] == 'k') {
    kept(input.substr(1));
    return 0;
  }
  const size_t end = input.find('\xFF');
  const std::u16string from = read(input.substr(0, end));
  if (end != input.npos) save(from, read(input.substr(end + 1)));
  return 0;
}
