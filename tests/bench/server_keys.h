// What a server that was started here lets its owner do.
#pragma once

#include <string>

#include "interview/connect.h"
#include "interview/token.h"

namespace interview::bench {

// From the server's data folder.
KeyRing keys_of(const std::string& data);

// `room` empty and `role` "owner": one that may create rooms.
std::string token(const KeyRing& keys, const Network& network, const std::string& subject,
                  const std::string& room, const std::string& role);

}  // namespace interview::bench
