// Writing JSON straight into a string.
#pragma once

#include <rapidjson/writer.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace interview::wire {

// RapidJSON's output stream over a std::string.
class StringOut {
 public:
  using Ch = char;
  explicit StringOut(std::string& out) : out_(out) {}
  void Put(char c) { out_.push_back(c); }
  void Flush() {}

 private:
  std::string& out_;
};

// One JSON value. Keys are literals; text is valid UTF-8.
class JsonOut {
 public:
  explicit JsonOut(std::string& out) : stream_(out), writer_(stream_) {}

  JsonOut& key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
  }
  void text(std::string_view value) {
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void number(uint64_t value) { writer_.Uint64(value); }
  void integer(int64_t value) { writer_.Int64(value); }
  void boolean(bool value) { writer_.Bool(value); }
  // JSON that is already written.
  void raw(std::string_view json, rapidjson::Type type) { writer_.RawValue(json.data(), json.size(), type); }
  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }
  // An array of texts.
  template <class Texts>
  void texts(const Texts& values) {
    begin_array();
    for (const std::string_view value : values) text(value);
    end_array();
  }
  void texts(std::initializer_list<std::string_view> values) {
    texts<std::initializer_list<std::string_view>>(values);
  }

 private:
  StringOut stream_;
  rapidjson::Writer<StringOut> writer_;
};

}  // namespace interview::wire
