// A room in this process, without a socket and without a thread: for first steps, bots, tests, and programs
// that want a room of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "interview/client_session.h"
#include "interview/hub.h"
#include "interview/languages.h"
#include "interview/result.h"
#include "interview/role.h"
#include "interview/sandbox.h"
#include "interview/store.h"

namespace interview {

struct LocalRoomOptions {
  std::string id;  // of a room that is opened again, or made if the store has none; empty: a new id
  std::string title = "Interview";
  std::string language;  // of a new room: its starter code becomes the first document; empty: no document
  std::shared_ptr<Store> store;                // null: in memory
  std::unique_ptr<Sandbox> sandbox;            // null: nothing can be run
  std::shared_ptr<const Languages> languages;  // null: those that the library brings along
  // Told what each participant is told, inside settle() and join(). May be empty.
  std::function<void(ClientSession& whose, const Notice& notice)> on_notice;
  HubOptions hub;
};

// A Hub with one room, and a ClientSession for everybody in it. What people do appears in their own session
// at once, and in the others' when settle() has carried the messages, so that a program decides what is
// concurrent. One thread at a time; but for the sandbox, nothing happens between calls.
class LocalRoom {
 public:
  // Errors of Hub::create_room and of the store; no_such_language.
  static Result<std::unique_ptr<LocalRoom>> open(LocalRoomOptions options = {});
  // Ends runs, and commits what has arrived.
  ~LocalRoom();
  LocalRoom(const LocalRoom&) = delete;
  LocalRoom& operator=(const LocalRoom&) = delete;

  // Somebody comes in, and sees the room. Who comes with the same name again is the same participant, with
  // the role of the first time. Borrowed until the room is destroyed. Errc::bad_name; what the room
  // refuses with (removed, ended, too_many, ...); closed; timed_out as settle().
  Result<ClientSession*> join(const std::string& name, Role role);

  // Carries messages until everybody has seen everything and no run is open. Errc::timed_out if that takes
  // longer than `patience_ms`: a run waits for input, or the store does not accept records. It can be called
  // again then.
  Result<void> settle(uint32_t patience_ms = 60'000);

  const std::string& id() const;

 private:
  class Core;
  explicit LocalRoom(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace interview
