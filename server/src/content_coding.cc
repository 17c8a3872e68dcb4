#include "content_coding.h"

#include <algorithm>

namespace interview {
namespace {

using front::equals_ignoring_case;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// A weight in thousandths (RFC 9110 §12.4.2); nothing if it is none.
std::optional<int> weight_of(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  int place = 100;
  for (const char digit : text.substr(std::min<size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * place;
    place /= 10;
  }
  if (weight > 1000) return std::nullopt;
  return weight;
}

struct Wish {
  std::string_view coding;
  int weight = 1000;
};

// An element that is not well formed is no wish.
std::optional<Wish> read_wish(std::string_view element) {
  const size_t end = std::min(element.find(';'), element.size());
  Wish wish{trimmed(element.substr(0, end))};
  if (end == element.size()) return wish;
  const std::string_view parameter = trimmed(element.substr(end + 1));
  if (parameter.size() < 2 || !equals_ignoring_case(parameter.substr(0, 2), "q=")) return std::nullopt;
  const auto weight = weight_of(parameter.substr(2));
  if (!weight) return std::nullopt;
  wish.weight = *weight;
  return wish;
}

}  // namespace

std::string_view name_of(ContentCoding coding) noexcept {
  switch (coding) {
    case ContentCoding::gzip:
      return "gzip";
    case ContentCoding::brotli:
      return "br";
    case ContentCoding::identity:
      break;
  }
  return {};
}

std::optional<ContentCoding> choose_coding(const front::HttpRequest& request, bool has_gzip,
                                           bool has_brotli) {
  std::optional<int> identity, gzip, brotli, others;
  for (const std::string_view element : request.list("accept-encoding")) {
    const auto wish = read_wish(element);
    if (!wish) continue;
    if (wish->coding == "*") others = wish->weight;
    if (equals_ignoring_case(wish->coding, "identity")) identity = wish->weight;
    if (equals_ignoring_case(wish->coding, "gzip") || equals_ignoring_case(wish->coding, "x-gzip"))
      gzip = wish->weight;
    if (equals_ignoring_case(wish->coding, "br")) brotli = wish->weight;
  }
  // What is not named is not taken, but for identity: that is taken last, unless it or everything is refused.
  struct {
    ContentCoding coding;
    bool there;
    int weight;
  } const forms[] = {
      {ContentCoding::brotli, has_brotli, brotli.value_or(others.value_or(0)) * 2},
      {ContentCoding::gzip, has_gzip, gzip.value_or(others.value_or(0)) * 2},
      {ContentCoding::identity, true,
       identity ? *identity * 2
       : others ? *others * 2
                : 1},
  };
  std::optional<ContentCoding> best;
  int best_weight = 0;
  for (const auto& form : forms) {
    if (!form.there || form.weight <= best_weight) continue;
    best = form.coding;
    best_weight = form.weight;
  }
  return best;
}

}  // namespace interview
