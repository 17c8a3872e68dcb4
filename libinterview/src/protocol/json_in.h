// Reading JSON that may be anything.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview::wire {

using Json = rapidjson::Value;

// An object as it was sent: whatever text is in it, names included, is valid UTF-8. Holds its memory.
class JsonMessage {
 public:
  // Errc::too_big, too_deep (both found before parsing), bad_text, bad_message.
  static Result<JsonMessage> parse(std::string_view json, size_t most_bytes, size_t most_depth);
  const Json& object() const { return document_; }

 private:
  explicit JsonMessage(size_t chunk_bytes);

  std::unique_ptr<Json::AllocatorType> memory_;
  rapidjson::Document document_;
};

// Reads the fields of one object. After the first failure every read gives nothing, and error() says what was
// wrong.
class FieldsIn {
 public:
  explicit FieldsIn(const Json& object) : object_(object) {
    if (!object.IsObject()) fail("not an object");
  }

  bool has(const char* name) const { return object_.IsObject() && object_.HasMember(name); }
  // The value of a field, or null after a failure or if it is not there.
  const Json* optional(const char* name) const;
  const Json* required(const char* name);

  uint64_t number(const char* name, uint64_t most = UINT64_MAX);
  uint64_t number_or(const char* name, uint64_t fallback, uint64_t most = UINT64_MAX);
  uint32_t number32(const char* name) { return static_cast<uint32_t>(number(name, UINT32_MAX)); }
  int64_t integer(const char* name);
  int integer32(const char* name);
  bool boolean_or(const char* name, bool fallback);
  std::string text(const char* name);
  std::string text_or(const char* name, std::string_view fallback);
  // Any value, as JSON. Depth is limited by JsonMessage::parse. Fails for a number that no double can hold.
  std::string json(const char* name);
  // An array; an empty one after a failure or if it is not there.
  const Json& array(const char* name);

  void fail(const std::string& why) { fail({Errc::bad_message, why}); }
  void fail(Error error) {
    if (ok_) error_ = std::move(error);
    ok_ = false;
  }
  bool ok() const { return ok_; }
  const Error& error() const { return error_; }

 private:
  const Json& object_;
  bool ok_ = true;
  Error error_{Errc::bad_message, {}};
};

}  // namespace interview::wire
