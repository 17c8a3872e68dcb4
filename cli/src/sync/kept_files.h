// What is remembered of the shared files from one run to the next, so that what was done to them in between
// is read as a difference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"

namespace interview::cli {

struct KeptFile {
  uint32_t doc = 0;
  std::string name;
  bool crlf = false;
  std::vector<std::u16string> texts;  // one of them was on the disk when this was kept
};

struct KeptFiles {
  std::string room;
  std::vector<KeptFile> files;
};

// The bytes, and back: Errc::record_malformed.
std::string encode(const KeptFiles& kept);
Result<KeptFiles> decode_kept_files(std::string_view bytes);

}  // namespace interview::cli
