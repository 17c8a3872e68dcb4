// In which form a client wants a file: Accept-Encoding (RFC 9110 §12.5.3).
#pragma once

#include <optional>
#include <string_view>

#include "front/http_request.h"

namespace interview {

enum class ContentCoding { identity, gzip, brotli };

// "gzip", "br"; "" for identity.
std::string_view name_of(ContentCoding coding) noexcept;

// The form with the highest weight among identity and those that there are; of equals brotli before gzip
// before identity. identity if the client does not say what it takes. Nothing: it takes none of them.
std::optional<ContentCoding> choose_coding(const front::HttpRequest& request, bool has_gzip, bool has_brotli);

}  // namespace interview
