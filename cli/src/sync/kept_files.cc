// kept := "1" room count file*count    file := doc name crlf count text*count    each a netstring; text in
// UTF-8
#include "sync/kept_files.h"

#include "interview/text.h"
#include "sync/netstrings.h"

namespace interview::cli {

std::string encode(const KeptFiles& kept) {
  std::string out;
  const auto number = [&](uint64_t value) { add_netstring(out, std::to_string(value)); };
  number(1);
  add_netstring(out, kept.room);
  number(kept.files.size());
  for (const KeptFile& file : kept.files) {
    number(file.doc);
    add_netstring(out, file.name);
    number(file.crlf);
    number(file.texts.size());
    for (const std::u16string& text : file.texts) {
      std::string bytes;
      append_utf8(bytes, text);
      add_netstring(out, bytes);
    }
  }
  return out;
}

Result<KeptFiles> decode_kept_files(std::string_view bytes) {
  NetstringReader in(bytes);
  KeptFiles kept;
  bool good = in.number() == 1;
  kept.room = in.bytes();
  for (uint64_t files = in.number(); files > 0 && in.ok(); --files) {
    KeptFile file;
    file.doc = static_cast<uint32_t>(in.number());
    file.name = in.bytes();
    file.crlf = in.number() != 0;
    for (uint64_t texts = in.number(); texts > 0 && in.ok(); --texts) {
      auto text = utf8_to_utf16(in.bytes());
      good = good && text;
      if (text) file.texts.push_back(std::move(*text));
    }
    kept.files.push_back(std::move(file));
  }
  if (!good || !in.done()) return Error{Errc::record_malformed, "what was kept of the files is malformed"};
  return kept;
}

}  // namespace interview::cli
