// The server's log: one JSON object a line on standard error. Never a token, a code of a link, or what people
// write.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace interview {

enum class LogLevel { info, warning, error };

using LogField = std::pair<std::string_view, std::string_view>;

// Any thread; a line is written whole.
void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace interview
