#include "bench/trace.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "interview/text.h"
#include "support/random.h"

namespace interview::bench {
namespace {

[[noreturn]] void give_up(const std::string& path) {
  std::fprintf(stderr, "bench: cannot read the trace %s\n", path.c_str());
  std::exit(1);
}

std::string unzipped(const std::string& path) {
  // The name goes by the environment: it needs no quoting there.
  setenv("INTERVIEW_BENCH_FILE", path.c_str(), 1);
  FILE* pipe = popen("exec gzip -dc < \"$INTERVIEW_BENCH_FILE\"", "r");
  if (!pipe) give_up(path);
  std::string content;
  std::array<char, 65536> chunk;
  while (const size_t size = std::fread(chunk.data(), 1, chunk.size(), pipe))
    content.append(chunk.data(), size);
  if (pclose(pipe) != 0) give_up(path);
  return content;
}

std::u16string text_of(const rapidjson::Value& value) {
  return utf8_to_utf16({value.GetString(), value.GetStringLength()}).value();
}

Trace read_trace(const std::filesystem::path& path) {
  const std::string json = unzipped(path.string());
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError() || !document.HasMember("txns")) give_up(path.string());
  Trace trace;
  trace.name = path.filename().string();
  trace.name.resize(trace.name.find('.'));
  for (const auto& transaction : document["txns"].GetArray())
    for (const auto& patch : transaction["patches"].GetArray())
      trace.edits.push_back({patch[0].GetUint(), patch[1].GetUint(), text_of(patch[2])});
  trace.end = text_of(document["endContent"]);
  return trace;
}

}  // namespace

std::vector<Trace> read_traces(const std::string& folder) {
  std::vector<Trace> traces;
  const std::filesystem::path found = std::filesystem::path(folder) / "ascii_only";
  if (folder.empty() || !std::filesystem::is_directory(found)) return traces;
  for (const auto& entry : std::filesystem::directory_iterator(found))
    traces.push_back(read_trace(entry.path()));
  std::sort(traces.begin(), traces.end(), [](const Trace& a, const Trace& b) { return a.name < b.name; });
  return traces;
}

Trace made_up_trace(size_t count, uint64_t seed) {
  test::Random random(seed);
  Trace trace;
  trace.name = "made up";
  size_t cursor = 0;
  while (trace.edits.size() < count) {
    if (random.chance(0.03)) cursor = random.below(trace.end.size() + 1);
    Edit edit{cursor, 0, {}};
    if (cursor > 0 && random.chance(0.15)) {
      edit.position = --cursor;
      edit.erased = 1;
    } else {
      edit.inserted = random.chance(0.1) ? u'\n' : static_cast<char16_t>(u'a' + random.below(26));
      ++cursor;
    }
    trace.end.replace(edit.position, edit.erased, edit.inserted);
    trace.edits.push_back(std::move(edit));
  }
  return trace;
}

}  // namespace interview::bench
