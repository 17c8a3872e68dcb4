// A live client, a server played by the test, and a store.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interview/live_client.h"
#include "net/fake_network.h"

namespace interview::test {

struct FakeStore final : ClientStore {
  Result<std::string> token() override { return given(kept_token); }
  Result<std::string> outbox() override { return given(kept_outbox); }
  Result<void> store_token(const std::string& token) override {
    if (broken) return {Errc::io, "the disk is full"};
    kept_token = token;
    return {};
  }
  Result<void> store_outbox(const std::string& outbox) override {
    if (broken) return {Errc::io, "the disk is full"};
    kept_outbox = outbox;
    if (on_outbox) on_outbox();
    return {};
  }
  static Result<std::string> given(const std::optional<std::string>& kept) {
    if (!kept) return {Errc::not_found, "nothing kept"};
    return *kept;
  }
  std::optional<std::string> kept_token, kept_outbox;
  bool broken = false;
  std::function<void()> on_outbox;
};

struct Scene {
  explicit Scene(bool with_store = false) : durable(with_store) {
    options.name = "Ada";
    options.random = [this](size_t count) { return std::string(count, static_cast<char>(++randoms)); };
  }

  void start() {
    LiveEvents events;
    events.on_notices = [this](const std::vector<Notice>& told) {
      notices.insert(notices.end(), told.begin(), told.end());
      if (on_notices) on_notices();
    };
    events.on_state = [this](LiveState state, const Error& why, uint32_t delay) {
      states.push_back(state);
      last_error = why;
      last_delay = delay;
      if (on_state) on_state();
    };
    events.on_not_kept = [this](const Error& why) { not_kept.push_back(why.message); };
    const Link link{{false, "host", 80, "/base"}, "r_room", "CODE"};
    client =
        std::make_unique<LiveClient>(network, link, options, std::move(events), durable ? &store : nullptr);
    client->start();
    network.advance(0);
  }
  // Joins by the link, and is welcomed.
  void come_in() {
    start();
    join();
    open();
    welcome();
  }
  void join(const std::string& token = "e30.e30.token") {
    REQUIRE(network.pending_request());
    network.pending_request()->answer(
        200, R"({"token":")" + token + R"(","role":"reviewer","expires_at":4600000})");
  }
  void open() {
    REQUIRE(network.socket());
    network.socket()->open();
  }
  wire::Hello hello() const { return std::get<wire::Hello>(network.socket()->message(0)); }
  void welcome(uint64_t acked = 0) {
    wire::Welcome message;
    message.you = 1;
    message.connection = 7;
    message.role = Role::reviewer;
    message.seq = 10;
    message.head = "head10";
    message.acked = acked;
    message.room.id = "r_room";
    message.room.people[1] = {1, "Ada", Role::reviewer, false};
    message.room.docs.emplace(1, RoomView::Doc{1, "main.py", 0, 3, TextBuffer(u"text")});
    network.socket()->say(message);
  }
  void resume(uint64_t acked = 0) {
    wire::Resume message;
    message.you = 1;
    message.connection = 8;
    message.role = Role::reviewer;
    message.acked = acked;
    message.upto = client->session().seen();
    network.socket()->say(message);
  }
  void edit() {
    REQUIRE(client->session()
                .edit(1, Operation::splice(client->session().view().docs.at(1).text.size(), 0, 0, u"x"))
                .ok());
    client->flush();
  }
  void chat(const std::string& text) {
    REQUIRE(client->session().send(command::Chat{text, false}).ok());
    client->flush();
  }
  void ack(uint64_t n) { network.socket()->say(wire::Ack{n}); }
  template <typename Kind>
  size_t told() const {
    size_t count = 0;
    for (const Notice& notice : notices) count += std::holds_alternative<Kind>(notice);
    return count;
  }
  LiveState state() const { return client->state(); }

  bool durable;
  int randoms = 0;
  LiveOptions options;
  FakeNetwork network;
  FakeStore store;
  std::unique_ptr<LiveClient> client;
  std::vector<Notice> notices;
  std::vector<LiveState> states;
  std::vector<std::string> not_kept;
  Error last_error{Errc::internal, {}};
  uint32_t last_delay = 0;
  std::function<void()> on_notices, on_state;
};

}  // namespace interview::test
