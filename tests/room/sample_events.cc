#include "room/sample_events.h"

namespace interview::test {

std::vector<Event> sample_events() {
  RunResult result;
  result.kind = RunKind::runtime_error;
  result.exit_code = -1;
  result.signal = 11;
  result.wall_ms = 1'234;
  result.cpu_ms = 300;
  result.memory_kb = 65'536;
  result.truncated = true;
  result.message = "segmentation fault";
  return {
      event::Opened{"Two Sum \xE2\x9C\x93", "python"},
      event::Joined{2, Role::reviewer, "subject"},
      event::RoleChanged{300, Role::student},
      event::Removed{UINT32_MAX},
      event::DocOpened{1, "a/b.py", 2, "text\n\xF0\x9F\x98\x80"},
      event::DocRenamed{1, "\xC3\xA9"},
      event::DocRemoved{128},
      event::Edited{1, UINT64_MAX, Operation().retain(3).insert(u"\U0001F600x").erase(2).retain(1),
                    u"\u4e2dz"},
      event::Chat{"hello"},
      event::Note{""},
      event::LanguageSet{"c++"},
      event::ProblemSet{"two-sum", "Two Sum", "Find them."},
      event::Locked{},
      event::Unlocked{},
      event::RunQueued{1, 2, 3, "go", "input\n"},
      event::RunStarted{1, "1.21", "golang:1.21", true},
      event::RunOutput{1, OutputStream::err, std::string("\x80\xFF\0", 3)},
      event::RunInput{1, "42\n", true},
      event::RunStopping{1},
      event::RunEnded{1, result, 4'096},
      event::Submitted{{{1, 7}, {300, 0}}},
      event::Ended{},
  };
}

}  // namespace interview::test
