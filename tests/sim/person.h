// A person at a client: types, undoes, talks; and the client's host as it has to be: keeps the outbox,
// connects again, shows the text that the notices tell of.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "interview/client_session.h"
#include "sim/ledger.h"
#include "sim/totals.h"

namespace interview::test {

class Person {
 public:
  struct Habits {
    double undo = 0.1;
    double manage = 0.01;  // of an interviewer: lock, roles, documents
    double remove = 0.0;   // the same: people
    double end = 0.0;      // the same: the room
    size_t longest_paste = 30;
    ClientOptions options;
  };
  // `number` names the author; two persons of one subject are one person with two windows.
  Person(Author number, std::string subject, Role role, const Habits& habits, Ledger& ledger, Totals& totals);

  const std::string& subject() const { return subject_; }
  Role role() const { return role_; }
  const ClientSession& session() const { return session_; }
  bool gone() const { return gone_; }

  // Does something at random: people act whether there is a connection or not.
  void act(Random& random);

  // ---- The host
  std::string connected(std::string_view token) { return session_.connected(token); }
  // False: the connection is of no use any more.
  bool receive(std::string_view json, const std::vector<Record>& log);
  // Closed by the server.
  void closed(uint16_t code);
  void disconnected() { session_.disconnected(); }
  std::optional<std::string> next();
  bool wants_retry() const { return wants_retry_; }
  void retry();
  // The process ends, orderly or at once, and is started again on its outbox.
  void restart(bool orderly);

  // Live, with nothing left to send, and with the state of `room`.
  void compare(const Room& room) const;

 private:
  void edit(Random& random, uint32_t doc);
  void undo_or_redo(Random& random, uint32_t doc);
  void manage(Random& random);
  void send(Command command);
  void store_outbox();
  void show_all();
  void show(const Notice& notice, const std::vector<Record>& log);
  void show(const notice::Changed& changed);
  void show(const notice::Refused& refused);
  void compare_shown() const;

  Author number_;
  std::string subject_;
  Role role_;
  Habits habits_;
  Ledger& ledger_;
  Totals& totals_;
  ClientSession session_;
  std::string outbox_;                             // as it is on disk
  size_t typed_in_outbox_ = 0;                     // characters of this author that it holds
  size_t highest_sent_ = 0;                        // command number
  std::map<uint32_t, size_t> edits_since_launch_;  // of each document: those that wait composed
  std::map<uint32_t, TextBuffer> shown_;           // what the person sees, as the notices told
  size_t spoken_ = 0;
  bool wants_retry_ = false;
  bool gone_ = false;
};

}  // namespace interview::test
