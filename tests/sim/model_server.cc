#include "sim/model_server.h"

#include <algorithm>

#include "sim/violation.h"

namespace interview::test {
namespace {

constexpr const char* kRoom = "r_simulated";

}  // namespace

ModelServer::ModelServer(uint64_t seed, const Options& options)
    : random_(seed), options_(options), room_(Room::replaying(kRoom, options.limits)) {
  auto room = Room::create(kRoom, "Simulation", "python", moment(), options.limits);
  demand(room.ok(), "a room can be created");
  room_ = std::move(*room);
  take_entries();
}

NameOf ModelServer::names() {
  return [this](uint32_t number) -> std::string_view {
    return names_.try_emplace(number, "Person " + std::to_string(number)).first->second;
  };
}

std::string ModelServer::token(std::string_view subject, Role role) {
  return std::string(to_string(role)) + "/" + std::string(subject);
}

Moment ModelServer::moment() {
  Moment now{now_ += static_cast<int64_t>(random_.below(50)), {}};
  for (uint8_t& byte : now.salt) byte = static_cast<uint8_t>(random_.next());
  return now;
}

void ModelServer::take_entries() {
  for (Entry& entry : room_.take_entries()) uncommitted_.push_back(std::move(entry));
}

std::string ModelServer::head_at(uint64_t seq) const {
  return seq == 0 ? std::string() : to_base64url(bytes_of(stored_[seq - 1].hash));
}

void ModelServer::close(LinkId link, wire::Close code) {
  sessions_.erase(link);
  sent_.push_back({link, {}, static_cast<uint16_t>(code)});
}

void ModelServer::refuse_opening(LinkId link, const Error& error) {
  sent_.push_back(
      {link, wire::encode(wire::Refusal{0, error.code, error.message, is_retryable(error.code)}), 0});
  close(link, wire::close_code(error.code));
}

void ModelServer::reply(Session& session, const wire::ServerMessage& message) {
  session.replies.push_back({room_.seq(), wire::encode(message)});
}

void ModelServer::deliver(LinkId link, std::string_view json) {
  const auto found = sessions_.find(link);
  if (found == sessions_.end()) return;
  Session& session = found->second;
  const auto decoded = wire::decode_client_message(json);
  const auto* message = std::get_if<wire::ClientMessage>(&decoded);
  if (!message) {
    const auto& failure = std::get<wire::DecodeFailure>(decoded);
    throw Violation("a client sent what is no message: " + failure.error.message + ": " + std::string(json));
  }
  if (const auto* hello = std::get_if<wire::Hello>(message)) {
    demand(session.participant == 0, "a client said hello twice");
    return open(link, session, *hello);
  }
  demand(session.participant != 0, "a client did not say hello first");
  if (const auto* numbered = std::get_if<wire::Numbered>(message)) command(session, *numbered);
}

void ModelServer::open(LinkId link, Session& session, const wire::Hello& hello) {
  const size_t slash = hello.token.find('/');
  const auto role = role_from(hello.token.substr(0, slash));
  const auto joined = room_.join(hello.token.substr(slash + 1), *role, moment());
  if (!joined) return refuse_opening(link, joined.error());
  take_entries();
  if (const auto ours = room_.check_client(*joined, hello.client); !ours)
    return refuse_opening(link, ours.error());
  for (auto other = sessions_.begin(); other != sessions_.end(); ++other) {
    if (other->first == link || other->second.client != hello.client) continue;
    close(other->first, wire::Close::replaced);
    break;
  }
  if (hello.seen > stored_.size() || hello.head != head_at(hello.seen)) {
    sent_.push_back({link, wire::encode(wire::Diverged{}), 0});
    return close(link, wire::Close::going_away);
  }
  session.participant = *joined;
  session.client = hello.client;
  const Participant& who = *room_.participant(*joined);
  const uint64_t acked = room_.last_command(hello.client);
  if (hello.pending || (hello.seen > 0 && random_.chance(0.5))) {
    session.cursor = hello.seen;
    session.opening = {room_.seq(), wire::encode(wire::Resume{
                                        who.number, link, who.role, acked, room_.seq(), {}, true, {}})};
  } else {
    session.cursor = room_.seq();
    session.opening = {room_.seq(), wire::encode(wire::Welcome{who.number,
                                                               link,
                                                               who.role,
                                                               room_.seq(),
                                                               to_base64url(bytes_of(room_.head())),
                                                               acked,
                                                               view_of(room_, who.number, names()),
                                                               {},
                                                               true})};
  }
}

void ModelServer::command(Session& session, const wire::Numbered& numbered) {
  if (uncommitted_.size() + committing_.size() >= options_.most_uncommitted)
    return reply(session, wire::Refusal{numbered.n, Errc::saving_paused, "too much is not saved yet", true});
  const auto outcome =
      room_.apply({session.participant, session.client, numbered.n}, numbered.command, moment());
  if (!outcome) {
    const Error& error = outcome.error();
    return reply(session, wire::Refusal{numbered.n, error.code, error.message, is_retryable(error.code)});
  }
  if (*outcome == Room::Outcome::duplicate) return reply(session, wire::Ack{numbered.n});
  take_entries();
}

bool ModelServer::step() {
  // In any order: the commit, and what each session may be sent.
  const size_t choices = sessions_.size() + 1;
  const size_t first = random_.below(choices);
  for (size_t i = 0; i < choices; ++i) {
    const size_t choice = (first + i) % choices;
    if (choice < sessions_.size()) {
      const auto session = std::next(sessions_.begin(), static_cast<std::ptrdiff_t>(choice));
      if (serve(session->first, session->second)) return true;
    } else if (!committing_.empty()) {
      end_commit();
      return true;
    } else if (!uncommitted_.empty()) {
      begin_commit();
      return true;
    }
  }
  return false;
}

bool ModelServer::serve(LinkId link, Session& session) {
  if (session.participant == 0) return false;
  if (session.opening) {
    if (session.opening->after > stored_.size()) return false;
    sent_.push_back({link, std::move(session.opening->json), 0});
    session.opening.reset();
  } else if (!session.replies.empty() && session.replies.front().after <= session.cursor) {
    sent_.push_back({link, std::move(session.replies.front().json), 0});
    session.replies.pop_front();
  } else if (session.cursor < stored_.size()) {
    send_page(link, session);
  } else {
    return false;
  }
  return true;
}

void ModelServer::send_page(LinkId link, Session& session) {
  const uint64_t upto = std::min<uint64_t>(stored_.size(), session.cursor + random_.between(1, 8));
  wire::EventsFrame frame;
  for (uint64_t seq = session.cursor + 1; seq <= upto; ++seq) {
    const wire::EncodedEvent& event = encoded_[seq - 1];
    const bool own = !event.client.empty() && event.client == session.client;
    if (!own && !room_.may_see(session.participant, event.audience)) continue;
    frame.add(own ? event.own_json : event.json);
  }
  session.cursor = upto;
  sent_.push_back({link, frame.finish(upto, head_at(upto)), 0});
}

void ModelServer::begin_commit() {
  committing_ = std::exchange(uncommitted_, {});
}

void ModelServer::end_commit() {
  std::vector<uint32_t> removed;
  for (Entry& entry : std::exchange(committing_, {})) {
    if (const auto* event = std::get_if<event::Removed>(&entry.event)) removed.push_back(event->participant);
    store(std::move(entry));
  }
  if (room_.seq() == stored_.size() && random_.chance(0.1)) snapshot_ = {room_.seq(), room_.snapshot()};
  for (const uint32_t participant : removed) {
    std::vector<LinkId> theirs;
    for (const auto& [link, session] : sessions_)
      if (session.participant == participant) theirs.push_back(link);
    for (const LinkId link : theirs) close(link, wire::Close::not_permitted);
  }
}

void ModelServer::store(Entry entry) {
  encoded_.push_back(wire::encode_event(entry.record.header, entry.event, names()));
  stored_.push_back(std::move(entry.record));
}

void ModelServer::crash() {
  // Of a commit under way, the store may have any beginning.
  if (random_.chance(0.5))
    committing_.resize(random_.below(committing_.size() + 1));
  else
    committing_.clear();
  end_commit();
  start();
}

void ModelServer::start() {
  uncommitted_.clear();
  committing_.clear();
  sessions_.clear();
  sent_.clear();
  room_ = Room::replaying(kRoom, options_.limits);
  if (snapshot_ && random_.chance(0.5)) {
    auto restored = Room::restore(kRoom, snapshot_->second, options_.limits);
    demand(restored.ok(), "a snapshot is restored");
    room_ = std::move(*restored);
  }
  if (stored_.empty()) {
    room_ = *Room::create(kRoom, "Simulation", "python", moment(), options_.limits);
    return take_entries();
  }
  for (size_t i = room_.seq(); i < stored_.size(); ++i) {
    const auto replayed = room_.replay(stored_[i]);
    demand(replayed.ok(), "a stored record is replayed");
  }
}

void ModelServer::rewind(uint64_t seq) {
  stored_.resize(seq);
  encoded_.resize(seq);
  if (snapshot_ && snapshot_->first > seq) snapshot_.reset();
  start();
}

}  // namespace interview::test
