#include "interview/result.h"

#include <iterator>

namespace interview {
namespace {

struct ErrcRow {
  Errc code;
  const char* wire;
  int http;
  bool retry;
};

// In the order of the enumeration, so that a code indexes its row.
constexpr ErrcRow kRows[] = {
    {Errc::bad_message, "bad_message", 400, false},
    {Errc::unknown_type, "unknown_type", 400, false},
    {Errc::too_big, "too_big", 413, false},
    {Errc::too_deep, "too_deep", 400, false},
    {Errc::too_fast, "too_fast", 429, true},
    {Errc::bad_text, "bad_text", 400, false},
    {Errc::bad_name, "bad_name", 400, false},
    {Errc::bad_argument, "bad_argument", 400, false},
    {Errc::op_malformed, "op_malformed", 400, false},
    {Errc::op_out_of_range, "op_out_of_range", 409, false},
    {Errc::op_splits_pair, "op_splits_pair", 400, false},
    {Errc::op_carriage_return, "op_carriage_return", 400, false},
    {Errc::document_too_big, "document_too_big", 413, false},
    {Errc::stale, "stale", 409, true},
    {Errc::no_such_room, "no_such_room", 404, false},
    {Errc::no_such_document, "no_such_document", 404, false},
    {Errc::no_such_run, "no_such_run", 404, false},
    {Errc::no_such_participant, "no_such_participant", 404, false},
    {Errc::no_such_language, "no_such_language", 404, false},
    {Errc::name_taken, "name_taken", 409, false},
    {Errc::not_permitted, "not_permitted", 403, false},
    {Errc::locked, "locked", 423, false},
    {Errc::ended, "ended", 410, false},
    {Errc::removed, "removed", 403, false},
    {Errc::too_many, "too_many", 409, false},
    {Errc::client_of_another, "client_of_another", 403, false},
    {Errc::busy, "busy", 503, true},
    {Errc::saving_paused, "saving_paused", 503, true},
    {Errc::gap, "gap", 409, false},
    {Errc::token_malformed, "token_malformed", 401, false},
    {Errc::token_signature, "token_signature", 401, false},
    {Errc::token_algorithm, "token_algorithm", 401, false},
    {Errc::token_expired, "token_expired", 401, false},
    {Errc::token_not_yet_valid, "token_not_yet_valid", 401, false},
    {Errc::token_issuer, "token_issuer", 401, false},
    {Errc::token_audience, "token_audience", 401, false},
    {Errc::token_claims, "token_claims", 403, false},
    {Errc::unknown_key, "unknown_key", 401, false},
    {Errc::bad_invitation, "bad_invitation", 403, false},
    {Errc::invitation_expired, "invitation_expired", 410, false},
    {Errc::invitation_used_up, "invitation_used_up", 410, false},
    {Errc::record_malformed, "record_malformed", 422, false},
    {Errc::chain_broken, "chain_broken", 422, false},
    {Errc::bad_signature, "bad_signature", 422, false},
    {Errc::store_conflict, "store_conflict", 409, false},
    {Errc::store_unavailable, "store_unavailable", 503, true},
    {Errc::store_failed, "store_failed", 500, false},
    {Errc::store_schema_newer, "store_schema_newer", 500, false},
    {Errc::sandbox_unavailable, "sandbox_unavailable", 503, true},
    {Errc::not_found, "not_found", 404, false},
    {Errc::disk_full, "disk_full", 500, false},
    {Errc::io, "io", 500, false},
    {Errc::closed, "closed", 503, false},
    {Errc::timed_out, "timed_out", 504, false},
    {Errc::protocol, "protocol", 400, false},
    {Errc::internal, "internal", 500, false},
};

constexpr bool rows_in_order() {
  for (size_t i = 0; i < std::size(kRows); ++i)
    if (static_cast<size_t>(kRows[i].code) != i) return false;
  return static_cast<size_t>(Errc::internal) + 1 == std::size(kRows);
}
static_assert(rows_in_order(), "one row a code, in the order of Errc");

const ErrcRow& row(Errc code) {
  return kRows[static_cast<size_t>(code)];
}

}  // namespace

const char* wire_code(Errc code) noexcept {
  return row(code).wire;
}
int http_status(Errc code) noexcept {
  return row(code).http;
}
bool is_retryable(Errc code) noexcept {
  return row(code).retry;
}

Errc errc_from_wire(std::string_view wire) noexcept {
  for (const ErrcRow& candidate : kRows)
    if (wire == candidate.wire) return candidate.code;
  return Errc::internal;
}

}  // namespace interview
