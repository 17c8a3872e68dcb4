// A client session, and the server's side of the table by hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interview/client_session.h"

namespace interview::test {

// The participant at the desk is 1, with the client "client-at-desk"; another one is 2. The session is open
// on a room with the documents given, numbered from 1, at record 10.
class Desk {
 public:
  explicit Desk(const std::vector<std::u16string>& documents, const ClientOptions& options = {});
  explicit Desk(std::u16string_view text, const ClientOptions& options = {})
      : Desk(std::vector<std::u16string>{std::u16string(text)}, options) {}

  ClientSession session;
  uint64_t seq = 10;  // of the last event that was told

  // What comes is taken, and what it tells.
  std::vector<Notice> take(const wire::ServerMessage& message);
  // What comes is refused, and why.
  Errc refused(const wire::ServerMessage& message);

  // An event of another, or of one's own command `n`.
  std::vector<Notice> happened(Event event, uint32_t by = 2);
  std::vector<Notice> landed(uint64_t n, Event event);
  // The other's edit, at the next revision of the document.
  std::vector<Notice> remote(const Operation& op, uint32_t doc = 1);
  // The message as it would come.
  wire::Events frame(Event event, uint32_t by, const std::string& client = {}, uint64_t n = 0) const;
  event::Edited edited(const Operation& op, uint32_t doc = 1) const;

  // What the session sends next; there is something.
  wire::Numbered next();
  command::Edit next_edit();
  // Sends what waits and lets it land, edits as they are sent.
  void settle();

  std::u16string text(uint32_t doc = 1) const { return session.view().docs.at(doc).text.text(); }
  void type(size_t position, std::u16string_view text, uint32_t doc = 1, bool joins_last = false);
  void erase(size_t position, size_t length, uint32_t doc = 1);

  // The connection breaks and another one opens, up to record `upto`, with the command `acked` in the log.
  void reconnect(uint64_t acked, uint64_t upto);

  wire::Welcome welcome(const std::vector<std::u16string>& documents) const;
};

inline const std::string kDeskClient = "client-at-desk";

// The last notice of that kind; there is one.
template <typename Kind>
const Kind* find(const std::vector<Notice>& notices) {
  const Kind* found = nullptr;
  for (const Notice& notice : notices)
    if (const auto* one = std::get_if<Kind>(&notice)) found = one;
  return found;
}

}  // namespace interview::test
