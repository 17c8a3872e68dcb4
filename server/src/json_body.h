// The JSON object of a request, and JSON for answers.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

// Errc::bad_message. Nothing here is nested, so nesting is refused early.
Result<rapidjson::Document> parse_body(std::string_view body);
// A field of text; `fallback` if it is not there (null: then it has to be). Errc::bad_message, bad_text.
Result<std::string> text_field(const rapidjson::Document& body, const char* name,
                               const char* fallback = nullptr);
// A whole number from `least` to `most`; `fallback` if it is not there.
Result<int64_t> number_field(const rapidjson::Document& body, const char* name, int64_t least, int64_t most,
                             int64_t fallback);

// One JSON object, written field by field.
class JsonAnswer {
 public:
  JsonAnswer() { out_.StartObject(); }
  JsonAnswer& text(std::string_view name, std::string_view value) {
    key(name), write(value);
    return *this;
  }
  JsonAnswer& number(std::string_view name, int64_t value) {
    key(name), out_.Int64(value);
    return *this;
  }
  JsonAnswer& truth(std::string_view name, bool value) {
    key(name), out_.Bool(value);
    return *this;
  }
  JsonAnswer& object(std::string_view name) {
    key(name), out_.StartObject();
    return *this;
  }
  JsonAnswer& array(std::string_view name) {
    key(name), out_.StartArray();
    return *this;
  }
  JsonAnswer& item() {
    out_.StartObject();
    return *this;
  }
  JsonAnswer& end_object() {
    out_.EndObject();
    return *this;
  }
  JsonAnswer& end_array() {
    out_.EndArray();
    return *this;
  }
  std::string finish() {
    out_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  void key(std::string_view name) { out_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void write(std::string_view value) {
    out_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> out_{buffer_};
};

}  // namespace interview
