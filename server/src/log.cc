#include "log.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <ctime>

namespace interview {
namespace {

constexpr std::string_view kLevels[] = {"info", "warning", "error"};

}  // namespace

void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  rapidjson::StringBuffer line;
  rapidjson::Writer<rapidjson::StringBuffer> out(line);
  const auto text = [&](std::string_view value) {
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  timespec now{};
  std::timespec_get(&now, TIME_UTC);
  tm utc{};
  gmtime_r(&now.tv_sec, &utc);
  char time[40];
  const size_t size = std::strftime(time, sizeof time, "%FT%T", &utc);
  std::snprintf(time + size, sizeof time - size, ".%03ldZ", now.tv_nsec / 1'000'000);
  out.StartObject();
  text("time"), text(time);
  text("level"), text(kLevels[static_cast<int>(level)]);
  text("event"), text(event);
  for (const auto& [name, value] : fields) text(name), text(value);
  out.EndObject();
  line.Put('\n');
  std::fwrite(line.GetString(), 1, line.GetSize(), stderr);
}

}  // namespace interview
