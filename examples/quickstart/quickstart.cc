// Two people in one room, in memory: they edit at the same time, talk, and run what they wrote.
#include <cstdio>
#include <cstdlib>

#include "interview/local_room.h"

using namespace interview;

template <typename T>
T need(Result<T> result) {
  if (!result) std::exit(std::fprintf(stderr, "%s\n", result.error().message.c_str()) != 0);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

int main() {
  LocalRoomOptions options;
  options.sandbox = need(make_native_sandbox(Languages::builtin()));
  const auto room = need(LocalRoom::open(std::move(options)));
  ClientSession& ann = *need(room->join("Ann", Role::interviewer));
  ClientSession& ben = *need(room->join("Ben", Role::reviewer));

  need(ann.send(command::OpenDoc{"main.py", "print('Hello')\n", 0}));
  need(room->settle());
  need(ann.replace(1, 0, 0, "# Greets.\n"));     // Both edit the same text, and neither
  need(ben.replace(1, 12, 0, " and good day"));  // has seen what the other is typing.
  need(ben.send(command::Chat{"Shall I run it?", false}));
  need(ben.send(command::Run{1, "python", "", false}));
  need(room->settle());  // Carries everything to everybody, until the run is over.

  for (const ClientSession* person : {&ann, &ben}) {
    const RoomView& seen = person->view();
    std::printf("%s sees:\n%s", seen.people.at(person->you()).name.c_str(), person->text(1).c_str());
    for (const ChatLine& line : seen.chat) std::printf("  chat: %s\n", line.text.c_str());
    std::printf("  run: ");
    for (const auto& piece : seen.runs.at(1).output) std::printf("%s", piece.data.c_str());
  }
}
