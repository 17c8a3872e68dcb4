#pragma once

#include <string>

#include "access.h"
#include "interview/hub.h"
#include "interview/store.h"

namespace interview {

struct Greeting {
  std::string url;           // where the server is
  std::string language;      // of the room that is opened; empty: nothing can be run
  bool first_start = false;  // print the owner's link
  bool open_room = false;    // open a room and print its links
};

// Says on standard output what the person who started the server needs; links stand in no log. Blocks.
void greet(Access& access, Hub& hub, Store& store, const Greeting& greeting);

}  // namespace interview
