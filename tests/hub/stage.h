// A hub that runs when the test says so, and people at its sessions.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/scripted_sandbox.h"
#include "hub/scripted_store.h"
#include "hub/steps.h"
#include "interview/hub.h"

namespace interview::test {

// A connection of somebody: what was sent to it, in order.
class Peer final : public SessionSink {
 public:
  void send(std::shared_ptr<const std::string> message) override;
  void close(wire::Close code, std::string_view reason) override;
  bool congested() const override { return stopped; }

  std::shared_ptr<Session> session;
  bool stopped = false;  // it does not read
  std::deque<wire::ServerMessage> got;
  size_t bytes = 0;  // of all messages
  std::optional<wire::Close> closed;
  std::string why_closed;
  size_t calls_after_close = 0;

  // The first message of that kind that was not taken yet; those before it are dropped. Fails the test if
  // there is none.
  template <typename Message>
  Message take() {
    while (!got.empty()) {
      wire::ServerMessage message = std::move(got.front());
      got.pop_front();
      if (auto* found = std::get_if<Message>(&message)) return std::move(*found);
    }
    missing();
    return {};
  }
  template <typename Message>
  bool has() const {
    for (const wire::ServerMessage& message : got)
      if (std::holds_alternative<Message>(message)) return true;
    return false;
  }
  // All events that came, in order; everything else stays.
  std::vector<SeenEvent> events();

 private:
  static void missing();
};

// Tokens are "ROLE/SUBJECT" or "ROLE/SUBJECT/EXPIRES_AT_MS"; any other is refused with token_signature.
class Stage {
 public:
  explicit Stage(const HubOptions& options = {}, bool with_sandbox = true);
  ~Stage();

  std::string room(const std::string& id = "r_room", const std::string& language = "python");
  std::shared_ptr<Peer> connect();
  // A connection that has said hello; nothing is run.
  std::shared_ptr<Peer> hello(const std::string& token, const std::string& client, uint64_t seen = 0,
                              const std::string& head = {}, bool pending = false,
                              const std::string& room = "r_room");
  // Somebody who is in, up to the welcome (which is left to take()).
  std::shared_ptr<Peer> join(const std::string& subject, Role role = Role::reviewer,
                             const std::string& room = "r_room");
  void say(Peer& peer, const wire::ClientMessage& message);
  void command(Peer& peer, uint64_t n, Command command) { say(peer, wire::Numbered{n, std::move(command)}); }
  void leave(Peer& peer);

  // Does all that can be done now; of the writer only if it is not held.
  void run();
  // Time passes, and what is due is done.
  void pass(int64_t ms);
  // The hub ends, and another one begins on the same store.
  void restart();
  // The hub ends with everything that is not stored, and another one begins.
  void crash();
  void stop();
  HubParts parts();

  bool hold_writer = false;
  StepClock clock;
  StepExecutor workers{clock}, writer{clock}, readers{clock};
  ScriptedStore store;
  ScriptedSandbox sandbox;
  HubOptions options;
  std::unique_ptr<Hub> hub;

 private:
  void start();
  bool with_sandbox_;
  std::vector<std::shared_ptr<Peer>> peers_;  // of this hub
};

Command insert(uint32_t doc, uint64_t base, size_t length, size_t at, std::u16string_view text);

}  // namespace interview::test
