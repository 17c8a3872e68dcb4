// The smallest server that keeps the promises of interview.v1: one room, a store that commits in groups,
// sessions with a cursor. Model of the hub, without time and threads.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "interview/protocol.h"
#include "interview/room.h"
#include "sim/sim_server.h"
#include "support/random.h"

namespace interview::test {

class ModelServer : public SimServer {
 public:
  struct Options {
    RoomLimits limits;
    size_t most_uncommitted = 40;  // records; with more, commands are refused to be sent again
  };
  ModelServer(uint64_t seed, const Options& options);

  std::string token(std::string_view subject, Role role) override;
  void connect(LinkId link) override { sessions_[link]; }
  void disconnect(LinkId link) override { sessions_.erase(link); }
  void deliver(LinkId link, std::string_view json) override;
  bool step() override;
  std::vector<Sent> take_sent() override { return std::exchange(sent_, {}); }
  void crash() override;
  const std::vector<Record>& log() override { return stored_; }

  // A backup is restored: the store forgets all records after `seq`, and the server is started again.
  void rewind(uint64_t seq);

 private:
  // Leaves when the session has been shown everything up to `after`.
  struct Reply {
    uint64_t after = 0;
    std::string json;
  };
  struct Session {
    uint32_t participant = 0;  // 0: no hello yet
    std::string client;
    std::optional<Reply> opening;  // not sent yet
    uint64_t cursor = 0;           // shown up to there
    std::deque<Reply> replies;
  };

  void open(LinkId link, Session& session, const wire::Hello& hello);
  void command(Session& session, const wire::Numbered& numbered);
  void refuse_opening(LinkId link, const Error& error);
  void close(LinkId link, wire::Close code);
  void reply(Session& session, const wire::ServerMessage& message);
  NameOf names();
  std::string head_at(uint64_t seq) const;
  Moment moment();
  void take_entries();
  void begin_commit();
  void end_commit();
  void store(Entry entry);
  bool serve(LinkId link, Session& session);
  void send_page(LinkId link, Session& session);
  void start();

  Random random_;
  Options options_;
  Room room_;
  int64_t now_ = 0;
  std::vector<Record> stored_;
  std::vector<wire::EncodedEvent> encoded_;  // of each stored record
  std::vector<Entry> uncommitted_;
  std::vector<Entry> committing_;
  std::optional<std::pair<uint64_t, std::string>> snapshot_;
  std::map<LinkId, Session> sessions_;
  std::vector<Sent> sent_;
  std::map<uint32_t, std::string> names_;
};

}  // namespace interview::test
