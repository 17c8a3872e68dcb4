// A room whose log is in a store of one's own (journal_store.h): run it twice, and the second time goes on
// where the first one ended.
//
//   custom_store JOURNAL WORD   adds WORD to the document, and prints it
#include <cstdio>

#include "interview/local_room.h"
#include "journal_store.h"

int main(int count, char** arguments) {
  using namespace interview;
  if (count != 3) {
    std::fprintf(stderr, "custom_store JOURNAL WORD\n");
    return 2;
  }
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "custom_store: %s\n", error.message.c_str());
    return 1;
  };

  auto store = open_journal_store(arguments[1]);
  if (!store) return complain(store.error());
  LocalRoomOptions options;
  options.id = "r_diary";  // found in the store, or made
  options.store = std::move(*store);
  auto room = LocalRoom::open(std::move(options));
  if (!room) return complain(room.error());
  auto joined = (*room)->join("Ann", Role::interviewer);
  if (!joined) return complain(joined.error());
  ClientSession& ann = **joined;

  if (ann.view().docs.empty()) {
    const auto opened = ann.send(command::OpenDoc{"diary.txt", "", 0});
    if (const auto settled = opened ? (*room)->settle() : opened; !settled) return complain(settled.error());
  }
  const size_t end = ann.view().docs.at(1).text.size();
  const auto added = ann.replace(1, end, 0, std::string(arguments[2]) + "\n");
  if (const auto settled = added ? (*room)->settle() : added; !settled) return complain(settled.error());
  std::printf("%s(record %llu)\n", ann.text(1).c_str(), static_cast<unsigned long long>(ann.seen()));
}
