// interviewd without the web page.
#include "assets.h"

namespace interview {

std::span<const Asset> built_in_assets() {
  return {};
}

}  // namespace interview
