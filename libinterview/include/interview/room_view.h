// What one participant sees of a room: the server makes it of a Room, the client keeps it up to date with
// events.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "interview/event.h"
#include "interview/room.h"

namespace interview {

struct RoomView {
  struct Person {
    uint32_t number = 0;
    std::string name;
    Role role = Role::observer;
    bool removed = false;
  };
  struct Doc {
    uint32_t id = 0;
    std::string name;
    uint32_t owner = 0;
    uint64_t rev = 0;
    TextBuffer text;
  };

  std::string id, title, language;
  event::ProblemSet problem;
  bool locked = false;
  bool ended = false;
  uint64_t submissions = 0;
  int64_t now = 0;               // room time, ms
  std::optional<int64_t> began;  // room time at which the interview began (Room::began)
  std::map<uint32_t, Person> people;
  std::map<uint32_t, uint32_t> connections;  // connection → person: who is here
  std::map<uint32_t, Doc> docs;
  std::deque<ChatLine> chat;
  std::map<uint32_t, RoomRun> runs;

  const Doc* doc_named(std::string_view name) const;
  std::string_view name_of(uint32_t person) const;
};

// An event as a participant sees it.
struct SeenEvent {
  uint64_t seq = 0;
  int64_t at = 0;  // room time, ms
  uint32_t by = 0;
  std::string client;  // of the command, for its sender only; else empty
  uint64_t n = 0;      // the same
  Audience audience;
  std::string name;  // of whom joined
  Event event;
};

using NameOf = std::function<std::string_view(uint32_t person)>;

// The view of `viewer`; connections are left empty.
RoomView view_of(const Room& room, uint32_t viewer, const NameOf& name_of);

// Brings the view up to date. Errc::gap if the event does not fit the view. An edit is applied to the text.
Result<void> fold(RoomView& view, const SeenEvent& seen);

}  // namespace interview
