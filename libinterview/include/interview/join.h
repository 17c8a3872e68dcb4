// The few requests by which a participant comes in: join, create a room.
//
// Errors of all of them: those of Network::request, and what the server says (Errc::bad_invitation,
// not_permitted, ...); protocol if it says something else than docs/protocol.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "interview/connect.h"

namespace interview {

struct Joined {
  std::string token;
  std::string role;
  int64_t expires_at = 0;  // ms since 1970; 0: not said
};

// Exchanges the link's code for a token of one's own, of the link's room or of the server.
std::unique_ptr<Underway> join(Network& network, const Link& link, const std::string& name,
                               std::function<void(Result<Joined>)> done);

struct CreatedRoom {
  std::string room;
  std::map<std::string, std::string> links;  // by role
};

// `token`: one that may create rooms. `language` empty: the one that the server begins with, if it runs code.
std::unique_ptr<Underway> create_room(Network& network, const Endpoint& server, const std::string& token,
                                      const std::string& title, const std::string& language,
                                      std::function<void(Result<CreatedRoom>)> done);

}  // namespace interview
