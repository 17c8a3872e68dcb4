// A server on 127.0.0.1 that follows a script, byte by byte, on a thread of its own.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "interview/link.h"

namespace interview::test {

class Peer {
 public:
  // What a script does with the connection. Reads wait; at the end of the connection they give what there
  // was.
  class Connection {
   public:
    explicit Connection(int fd) : fd_(fd) {}
    std::string read_until(std::string_view end);
    // A frame of a client: its first byte and its payload, unmasked; empty at the end of the connection.
    struct Frame {
      int first = -1;
      std::string payload;
    };
    Frame read_frame();
    void write(std::string_view bytes);
    // A frame of a server.
    void write_frame(unsigned char first, std::string_view payload);
    // Reads the handshake and agrees to it; `extra` is sent right behind the answer.
    std::string accept_websocket(std::string_view extra = {}, bool with_subprotocol = true);
    void wait_for_end();

   private:
    bool read_exactly(char* bytes, size_t size);
    int fd_;
    std::string buffer_;
  };

  // Serves one connection after the other, one script each.
  explicit Peer(std::vector<std::function<void(Connection&)>> scripts);
  ~Peer();
  Endpoint endpoint() const { return {false, "127.0.0.1", port_, ""}; }

 private:
  int listener_;
  uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace interview::test
