// How calls of this library fail: a typed error code and one line of text.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace interview {

// What went wrong. The wire code and the HTTP status of each stand in one table, base/result.cc.
enum class Errc {
  // The request
  bad_message,   // not JSON, not an object, a field missing or of the wrong type
  unknown_type,  // a message type that this version does not know
  too_big,       // a message, text or list above its limit
  too_deep,      // JSON nested above its limit
  too_fast,      // above the rate allowed; send it again later
  bad_text,      // invalid UTF-8, a lone surrogate, a forbidden control character
  bad_name,      // a document or person name that breaks the rules of names
  bad_argument,  // a value outside its range
  // Operations
  op_malformed,        // not a canonical operation
  op_out_of_range,     // does not cover the document's exact length, or a revision that does not exist
  op_splits_pair,      // would split a surrogate pair
  op_carriage_return,  // inserts '\r'
  document_too_big,    // would pass the document's size limit
  stale,               // based too far back: rebase on the events, then send it at the head
  // The room
  no_such_room,
  no_such_document,
  no_such_run,
  no_such_participant,
  no_such_language,
  name_taken,
  not_permitted,
  locked,
  ended,
  removed,            // the person was removed from the room
  too_many,           // participants, documents, runs: at the limit
  client_of_another,  // a client id that belongs to another person
  busy,               // something bounded is full; send it again later
  saving_paused,      // the store does not accept records now; send it again later
  gap,                // events or records that do not follow one another
  // Tokens and links
  token_malformed,
  token_signature,
  token_algorithm,
  token_expired,
  token_not_yet_valid,
  token_issuer,
  token_audience,
  token_claims,  // the room, role or other claims do not fit the request
  unknown_key,
  bad_invitation,  // wrong, or revoked
  invitation_expired,
  invitation_used_up,
  // The log
  record_malformed,
  chain_broken,  // a record does not follow from the one before it
  bad_signature,
  // The store
  store_conflict,      // another writer has written these records
  store_unavailable,   // not reachable now; may be tried again
  store_failed,        // broken: full disk, denied, corrupt
  store_schema_newer,  // written by a newer version of this library
  // The sandbox
  sandbox_unavailable,
  // The world
  not_found,
  disk_full,
  io,
  closed,
  timed_out,
  protocol,  // the peer broke the protocol
  internal,
};

// The code as it goes over the wire, e.g. "op_out_of_range". Static storage.
const char* wire_code(Errc code) noexcept;
// The HTTP status that answers a request that failed so, e.g. 404.
int http_status(Errc code) noexcept;
// Whether the very same request may succeed later ("retry" on the wire).
bool is_retryable(Errc code) noexcept;
// The code with that wire name; Errc::internal if there is none.
Errc errc_from_wire(std::string_view wire) noexcept;

struct Error {
  Errc code;
  std::string message;  // one line that adds to the call: "room is locked", not "edit failed"
};

// A value, or why there is none. Nothing in this library throws across a public header.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  Result(Errc code, std::string message) : Result(Error{code, std::move(message)}) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // Only when ok().
  T& value() & { return *checked_value(); }
  const T& value() const& { return *checked_value(); }
  T&& value() && { return std::move(*checked_value()); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return checked_value(); }
  const T* operator->() const { return checked_value(); }

  // Only when !ok().
  const Error& error() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T* checked_value() {
    assert(ok());
    return std::get_if<0>(&state_);
  }
  const T* checked_value() const {
    assert(ok());
    return std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}
  Result(Errc code, std::string message) : Result(Error{code, std::move(message)}) {}

  bool ok() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return ok(); }
  const Error& error() const& {
    assert(failed_);
    return error_;
  }

 private:
  Error error_{Errc::internal, {}};
  bool failed_ = false;
};

}  // namespace interview
