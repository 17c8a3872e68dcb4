#include "hub/stage.h"

#include <doctest/doctest.h>

namespace interview::test {

void Peer::send(std::shared_ptr<const std::string> message) {
  if (closed) ++calls_after_close;
  bytes += message->size();
  auto decoded = wire::decode_server_message(*message);
  REQUIRE_MESSAGE(decoded.ok(), *message);
  got.push_back(std::move(*decoded));
}

void Peer::close(wire::Close code, std::string_view reason) {
  if (closed) ++calls_after_close;
  closed = code;
  why_closed = reason;
}

void Peer::missing() {
  FAIL("a message did not come");
}

std::vector<SeenEvent> Peer::events() {
  std::vector<SeenEvent> all;
  std::deque<wire::ServerMessage> rest;
  for (wire::ServerMessage& message : got) {
    auto* events = std::get_if<wire::Events>(&message);
    if (!events) {
      rest.push_back(std::move(message));
      continue;
    }
    for (SeenEvent& event : events->events) all.push_back(std::move(event));
  }
  got = std::move(rest);
  return all;
}

Stage::Stage(const HubOptions& hub_options, bool with_sandbox)
    : options(hub_options), with_sandbox_(with_sandbox) {
  start();
}

Stage::~Stage() {
  hold_writer = false;
  store.fate = nullptr;
  store.dead = store.blind = false;
  stop();
}

void Stage::start() {
  hub = std::make_unique<Hub>(parts(), options);
}

HubParts Stage::parts() {
  HubParts parts;
  parts.store = &store;
  parts.workers = &workers;
  parts.writer = &writer;
  parts.readers = &readers;
  parts.clock = &clock;
  static const auto languages = Languages::builtin();
  if (with_sandbox_) parts.sandbox = &sandbox;
  parts.languages = languages.get();
  parts.authenticate = [](std::string_view token, std::string_view) -> Result<Identity> {
    const size_t slash = token.find('/');
    const auto role = role_from(token.substr(0, slash));
    if (slash == std::string_view::npos || !role) return Error{Errc::token_signature, "no such token"};
    std::string_view rest = token.substr(slash + 1);
    const size_t end = rest.find('/');
    Identity who{std::string(rest.substr(0, end)), "Name of " + std::string(rest.substr(0, end)), *role, 0};
    if (end != std::string_view::npos) who.expires_at_ms = std::stoll(std::string(rest.substr(end + 1)));
    return who;
  };
  parts.renew = [this](const Identity& who, std::string_view) -> Result<RenewedToken> {
    return RenewedToken{"renewed for " + who.subject, clock.now + 60'000};
  };
  parts.ice = [](const Identity& who) {
    return R"([{"urls":"turn:turn.example","username":")" + who.subject + "\"}]";
  };
  parts.seal_key = make_seal_key(std::string(32, 's'))->secret_key;
  return parts;
}

void Stage::stop() {
  bool stopped = false;
  hub->stop([&] { stopped = true; });
  for (int rounds = 0; rounds < 1'000 && !stopped; ++rounds) pass(50);
  CHECK_MESSAGE(stopped, "the hub stops");
  // A session holds its peer, and the peer its session.
  for (const auto& peer : std::exchange(peers_, {}))
    if (peer->session) leave(*peer);
  run();
  hub.reset();
  workers.drop();
}

void Stage::restart() {
  stop();
  start();
}

void Stage::crash() {
  store.dead = true;
  stop();
  store.dead = false;
  start();
}

std::string Stage::room(const std::string& id, const std::string& language) {
  NewRoom wanted;
  wanted.id = id;
  wanted.title = "Room";
  wanted.owner = "owner";
  wanted.language = language;
  const auto created = hub->create_room(wanted);
  REQUIRE(created.ok());
  return created->id;
}

std::shared_ptr<Peer> Stage::connect() {
  auto peer = std::make_shared<Peer>();
  peer->session = hub->open(peer);
  peers_.push_back(peer);
  return peer;
}

std::shared_ptr<Peer> Stage::hello(const std::string& token, const std::string& client, uint64_t seen,
                                   const std::string& head, bool pending, const std::string& room) {
  auto peer = connect();
  say(*peer, wire::Hello{token, room, client, seen, head, pending});
  return peer;
}

std::shared_ptr<Peer> Stage::join(const std::string& subject, Role role, const std::string& room) {
  auto peer = hello(std::string(to_string(role)) + "/" + subject, "client_of_" + subject, 0, {}, false, room);
  run();
  REQUIRE_MESSAGE(peer->has<wire::Welcome>(), peer->why_closed);
  return peer;
}

void Stage::say(Peer& peer, const wire::ClientMessage& message) {
  peer.session->receive(wire::encode(message));
}

void Stage::leave(Peer& peer) {
  peer.session->closed();
  peer.session.reset();
}

void Stage::run() {
  for (StepExecutor* executor : {&workers, &writer, &readers}) executor->wake();
  while (workers.run_one() || readers.run_one() || (!hold_writer && writer.run_one())) {
  }
}

void Stage::pass(int64_t ms) {
  const int64_t end = clock.now + ms;
  run();
  while (workers.next_timer() <= end) {
    clock.now = std::max(clock.now, workers.next_timer());
    run();
  }
  clock.now = end;
}

Command insert(uint32_t doc, uint64_t base, size_t length, size_t at, std::u16string_view text) {
  return command::Edit{doc, base, Operation::splice(length, at, 0, text)};
}

}  // namespace interview::test
