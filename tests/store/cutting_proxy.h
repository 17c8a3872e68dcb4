// A TCP proxy in front of a PostgreSQL server that loses a connection at the worst moment.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace interview::test {

// Listens on 127.0.0.1 and passes bytes on in a thread of its own. Any thread.
class CuttingProxy {
 public:
  // `host` may be the folder of a Unix socket, as with libpq.
  CuttingProxy(std::string host, std::string port);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const { return port_; }
  // The next COMMIT reaches the server, whose answer reaches nobody: the client's connection is closed
  // instead.
  void cut_after_commit() { armed_ = true; }
  int cuts() const { return cuts_; }

 private:
  struct Pair {
    int client = -1, server = -1;
    bool commit_sent = false;
  };
  void serve();
  void accept_one();
  // False when the pair is to be closed.
  bool from_client(Pair& pair);
  bool from_server(Pair& pair);

  std::string host_, server_port_;
  int listener_ = -1, port_ = 0;
  int wake_[2] = {-1, -1};
  std::atomic<bool> armed_ = false;
  std::atomic<int> cuts_ = 0;
  std::vector<Pair> pairs_;
  std::thread thread_;
};

}  // namespace interview::test
