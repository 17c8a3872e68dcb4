#pragma once

#include <string>

#include "access.h"
#include "interview/hub.h"
#include "interview/store.h"

namespace interview {

struct Greeting {
  std::string url;          // where the server is
  std::string language;     // of the room that is opened; empty: nothing can be run
  bool owner_link = false;  // print a link for the owner
  bool open_room = false;   // open a room and print its links
};

// Says on standard output what the person who started the server needs; links stand in no log. Blocks. False:
// no link for the owner could be made.
bool greet(Access& access, Hub& hub, Store& store, const Greeting& greeting);

}  // namespace interview
