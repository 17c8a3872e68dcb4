#include "sandbox/warm_request.h"

#include <cstdint>
#include <string_view>

namespace interview::sandbox {
namespace {

void put_number(std::string& out, size_t number) {
  const auto value = static_cast<uint32_t>(number);
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

}  // namespace

std::string warm_request(const std::vector<std::string>& arguments, const std::vector<SourceFile>& files) {
  std::string out;
  put_number(out, arguments.size());
  for (const std::string& argument : arguments) put_text(out, argument);
  put_number(out, files.size());
  for (const SourceFile& file : files) {
    put_text(out, file.name);
    put_text(out, file.content);
  }
  return out;
}

}  // namespace interview::sandbox
