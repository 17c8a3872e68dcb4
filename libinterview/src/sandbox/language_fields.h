// Strict reading of a JSON object's fields: the first error is kept, with the field's name; later reads do
// nothing.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace interview {

class LanguageFields {
 public:
  // `object` must outlive this. `prefix` stands before the names of fields in errors, e.g. "limits.run.".
  LanguageFields(const rapidjson::Value& object, std::string prefix);

  std::string text(const char* field, bool required);
  // Every element a string, none empty unless `may_be_empty`.
  std::vector<std::string> texts(const char* field, bool required, bool may_be_empty = false);
  // Leaves `number` alone where there is no such field; 0 and numbers above `highest` are refused.
  void number(const char* field, uint64_t highest, uint64_t& number);
  // Null where there is no such field.
  const rapidjson::Value* object(const char* field);

  // Refuses repeated fields and those that are not `known`.
  void expect_only(std::initializer_list<std::string_view> known);

  void fail(std::string_view field, std::string_view what);
  // Takes over the error of an object within this one.
  void adopt(const LanguageFields& inner) {
    if (error_.empty()) error_ = inner.error_;
  }
  const std::string& error() const { return error_; }  // empty: none
  const std::string& prefix() const { return prefix_; }

 private:
  const rapidjson::Value* find(const char* field, bool required);

  const rapidjson::Value& object_;
  std::string prefix_;
  std::string error_;
};

}  // namespace interview
