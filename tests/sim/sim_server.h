// What the simulator needs of a server: the model server of these tests, or a real one behind the same calls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interview/record.h"
#include "interview/role.h"

namespace interview::test {

// A connection, as both ends name it; never used again.
using LinkId = uint32_t;

// What a server sends: a message, or with `close` its closing code after all that was sent before.
struct Sent {
  LinkId link = 0;
  std::string json;
  uint16_t close = 0;
};

// A server with one room. It does nothing by itself: the simulator decides when what happens.
class SimServer {
 public:
  virtual ~SimServer() = default;

  // A token that lets `subject` in with that role.
  virtual std::string token(std::string_view subject, Role role) = 0;
  virtual void connect(LinkId link) = 0;
  // The server notices that the connection is gone. Unknown links are ignored.
  virtual void disconnect(LinkId link) = 0;
  virtual void deliver(LinkId link, std::string_view json) = 0;
  // Does one piece of its inner work: a part of a commit, a frame for somebody. False: there is none.
  virtual bool step() = 0;
  // All it sent since the last call, in order.
  virtual std::vector<Sent> take_sent() = 0;
  // Dies with everything that is not stored, at this very moment, and is started again on its store. All
  // connections are gone.
  virtual void crash() = 0;
  // All that is stored.
  virtual const std::vector<Record>& log() = 0;
};

}  // namespace interview::test
