// A room that runs its code in a sandbox of one's own (calculator_sandbox.h), in a language of one's own,
// which is a file (languages/calc.json).
//
//   custom_sandbox LANGUAGES SUM...   runs the sums, one a line; LANGUAGES is the folder of language files
#include <cstdio>

#include "calculator_sandbox.h"
#include "interview/local_room.h"

int main(int count, char** arguments) {
  using namespace interview;
  if (count < 3) {
    std::fprintf(stderr, "custom_sandbox LANGUAGES SUM...\n");
    return 2;
  }
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "custom_sandbox: %s\n", error.message.c_str());
    return 1;
  };

  LocalRoomOptions options;
  auto languages = Languages::load(arguments[1]);
  if (!languages) return complain(languages.error());
  options.languages = std::move(*languages);
  options.sandbox = make_calculator_sandbox();
  options.language = "calc";  // the room begins with its starter code
  auto room = LocalRoom::open(std::move(options));
  if (!room) return complain(room.error());
  auto joined = (*room)->join("Ann", Role::interviewer);
  if (!joined) return complain(joined.error());
  ClientSession& ann = **joined;

  std::string sums;
  for (int i = 2; i < count; ++i) sums += std::string(arguments[i]) + "\n";
  const auto typed = ann.replace(1, 0, ann.view().docs.at(1).text.size(), sums);
  if (!typed) return complain(typed.error());
  const auto sent = ann.send(command::Run{1, "", "", false});
  if (const auto settled = sent ? (*room)->settle() : sent; !settled) return complain(settled.error());

  const RoomRun& run = ann.view().runs.at(1);
  for (const RoomRun::Output& piece : run.output) std::fputs(piece.data.c_str(), stdout);
  std::printf("%s, %s\n", run.language_version.c_str(), to_string(run.result.kind));
  return run.result.exit_code;
}
