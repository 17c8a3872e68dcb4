// The files of the web page, as they are built into this program.
#pragma once

#include <span>
#include <string_view>

#include "front/http_request.h"
#include "front/http_response.h"

namespace interview {

// One file; all of it lives as long as the program.
struct Asset {
  std::string_view path;                    // "/assets/room-3fA9c_2k.js"
  std::string_view type;                    // its Content-Type
  std::string_view tag;                     // of its content; letters, digits, - and _
  bool immutable;                           // its name changes when its content does
  std::string_view identity, gzip, brotli;  // its bytes; empty: that form is no smaller than the file itself
};

// Sorted by path; none if the program was built without the page.
std::span<const Asset> built_in_assets();

// Any thread.
class Assets {
 public:
  // `all` is sorted by path, and outlives this.
  explicit Assets(std::span<const Asset> all) : all_(all) {}

  bool empty() const { return all_.empty(); }
  // Borrowed from `all`; null: there is no such file.
  const Asset* find(std::string_view path) const;

  // The answer to a GET or HEAD for `asset`: in the form that the client likes best (RFC 9110 §12.5.3), or
  // 304 if it has that already (§13.1.2), or 406 if it takes no form of it.
  static front::HttpResponse respond(const Asset& asset, const front::HttpRequest& request);

 private:
  std::span<const Asset> all_;
};

}  // namespace interview
