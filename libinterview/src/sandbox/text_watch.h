// Whether a text has occurred in a stream, wherever the stream was cut.
#pragma once

#include <string>
#include <string_view>

namespace interview::sandbox {

class TextWatch {
 public:
  explicit TextWatch(std::string text) : text_(std::move(text)) {}  // empty: never occurs

  void feed(std::string_view bytes) {
    if (seen_ || text_.empty()) return;
    tail_ += bytes;
    seen_ = tail_.find(text_) != tail_.npos;
    if (tail_.size() >= text_.size()) tail_.erase(0, tail_.size() - (text_.size() - 1));
  }
  bool seen() const { return seen_; }

 private:
  std::string text_;
  std::string tail_;
  bool seen_ = false;
};

}  // namespace interview::sandbox
