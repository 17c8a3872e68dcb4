#include "welcome.h"

#include <cstdio>

#include "log.h"

namespace interview {
namespace {

constexpr int64_t kOwnerLinkMs = 3'600'000;

// The newest room that has not ended, or a new one.
Result<RoomRow> first_room(Hub& hub, Store& store, const std::string& language) {
  const auto rooms = store.rooms("", "", 1);
  if (rooms && !rooms->empty() && rooms->front().ended_at == 0) return rooms->front();
  return hub.create_room({"", "First interview", "owner", language});
}

void print_room(const RoomRow& room, const std::map<std::string, std::string>& links) {
  std::printf("\n  Room \"%s\"\n\n", room.title.c_str());
  for (const char* role : {"interviewer", "reviewer"})
    std::printf("  %-12s %s\n", role, links.at(role).c_str());
  std::printf("\n  Join from a terminal:\n");
  for (const char* role : {"interviewer", "reviewer"})
    std::printf("    build/bin/interview join '%s'\n", links.at(role).c_str());
}

}  // namespace

bool greet(Access& access, Hub& hub, Store& store, const Greeting& greeting) {
  std::printf("interviewd is at %s\n", greeting.url.c_str());
  bool owner_greeted = true;
  if (greeting.owner_link) {
    const auto link = access.invite("", kOwner, 1, kOwnerLinkMs);
    owner_greeted = link.ok();
    if (link)
      std::printf("\n  The owner's link (for one use, within an hour): %s\n", link->c_str());
    else
      log_event(LogLevel::error, "no_owner_link", {{"why", link.error().message}});
  }
  if (greeting.open_room) {
    const auto room = first_room(hub, store, greeting.language);
    const auto links =
        room ? access.invite_all(room->id) : Result<std::map<std::string, std::string>>(room.error());
    if (links)
      print_room(*room, *links);
    else
      log_event(LogLevel::error, "no_room", {{"why", links.error().message}});
  }
  std::printf("\n");
  std::fflush(stdout);
  return owner_greeted;
}

}  // namespace interview
