// Somebody who types one character at a time in a room, and sees what the other one types.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "interview/client_session.h"
#include "interview/connect.h"

namespace interview::bench {

using Clock = std::chrono::steady_clock;

// Where the times go: of each edit that has come to the other one.
struct Receipts {
  size_t sent = 0;  // while `counting`
  bool counting = false;
  std::vector<double> latencies_ms;  // of these, as far as they have come
};

// On the thread of the network.
class Typist {
 public:
  explicit Typist(Receipts& receipts) : receipts_(receipts) {}
  virtual ~Typist() = default;

  // Connects; `ready` when it can type.
  virtual void open(Network& network, const Endpoint& server, std::function<void()> ready) = 0;
  virtual void type() = 0;
  // Whether all that was typed has come to the other one.
  virtual bool done() const { return on_the_way_.empty(); }
  virtual std::u16string text() const { return {}; }
  void sit_with(Typist& other) { other_ = &other; }

 protected:
  void sent();
  // The other one's next edit has come.
  void received();

 private:
  struct Sending {
    Clock::time_point at;
    bool counted;
  };
  Receipts& receipts_;
  Typist* other_ = nullptr;
  std::deque<Sending> on_the_way_;
};

// A participant, with all that belongs to it. The first one of a room brings the document.
class RoomTypist final : public Typist {
 public:
  RoomTypist(Receipts& receipts, std::string room, std::string token, bool first);

  void open(Network& network, const Endpoint& server, std::function<void()> ready) override;
  void type() override;
  bool done() const override { return !session_.has_pending() && Typist::done(); }
  std::u16string text() const override;

 private:
  void receive(std::string_view message);
  void pump();

  ClientSession session_;
  std::string token_;
  bool first_;
  size_t cursor_ = 0;
  uint64_t typed_ = 0;
  bool ready_told_ = false;
  std::function<void()> ready_;
  std::unique_ptr<WebSocket> socket_;
};

// Sends messages like those of the other kind, and takes whatever comes for one.
class RelayTypist final : public Typist {
 public:
  RelayTypist(Receipts& receipts, size_t room) : Typist(receipts), path_("/" + std::to_string(room)) {}

  void open(Network& network, const Endpoint& server, std::function<void()> ready) override;
  void type() override;

 private:
  std::string path_;
  uint64_t typed_ = 0;
  std::unique_ptr<WebSocket> socket_;
};

// What a document holds when it is opened: 200 lines.
std::string first_text();

}  // namespace interview::bench
