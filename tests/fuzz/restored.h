// What holds of a room that was made of foreign bytes.
#pragma once

#include "fuzz/fuzz.h"
#include "interview/protocol.h"
#include "interview/room.h"

namespace interview::fuzz {

// Whatever it holds is by somebody who is there, of something that is there, and not of the future; and each
// thing that happened was a record.
inline void check_state(const Room& room) {
  // One opened it, unless there is none.
  uint64_t records = room.seq() == 0 ? 0 : 1;
  records += room.participants().size() + room.chat().size() + (room.ended() ? 1 : 0);
  for (const ChatLine& line : room.chat())
    FUZZ_REQUIRE(line.seq <= room.seq() && line.at <= room.now() && room.participant(line.by));
  for (const auto& [id, doc] : room.documents()) {
    FUZZ_REQUIRE(id == doc.id && (doc.owner == 0 || room.participant(doc.owner)));
    FUZZ_REQUIRE(check_document_name(doc.name).ok());
    records += 1 + doc.rev;
  }
  for (const auto& [id, run] : room.runs()) {
    FUZZ_REQUIRE(id == run.id && room.participant(run.by) && run.at <= room.now());
    FUZZ_REQUIRE(run.state == RoomRun::kEnded || !room.ended());
    records += run.state == RoomRun::kQueued ? 1 : 2;
  }
  FUZZ_REQUIRE(records <= room.seq());
}

// Its snapshot leads back to it, and a client can read its welcome.
inline void check_restored(const Room& room) {
  check_state(room);
  const std::string snapshot = room.snapshot();
  const auto again = Room::restore(room.id(), snapshot);
  FUZZ_REQUIRE(again.ok() && again->snapshot() == snapshot);

  wire::Welcome welcome;
  welcome.seq = room.seq();
  welcome.room = view_of(room, 1, [](uint32_t) { return std::string_view("somebody"); });
  const std::string json = wire::encode(welcome);
  const auto read = wire::decode_server_message(json);
  FUZZ_REQUIRE(read.ok() && wire::encode(*read) == json);
}

// It takes what people do, and a room that went on is restored too.
inline void go_on(Room room) {
  const std::string before = room.snapshot();
  const bool may_go_on = !room.ended();
  room.interrupt_runs({0, {}});
  const auto joined = room.join("somebody else", Role::teacher, {0, {}});
  if (joined) {
    const size_t documents = room.documents().size();
    const command::OpenDoc opened{"some/new/name", "the text of the new one", 0};
    if (room.apply({*joined, "a_new_client", 1}, opened, {0, {}})) {
      FUZZ_REQUIRE(room.documents().size() == documents + 1);
      FUZZ_REQUIRE(room.documents().rbegin()->second.name == opened.name);
    }
    uint64_t n = 1;
    for (const auto& [id, doc] : room.documents()) {
      const auto op = Operation::splice(doc.text.size(), 0, doc.text.size(), u"all new");
      const auto edited = room.apply({*joined, "a_new_client", ++n}, command::Edit{id, doc.rev, op}, {0, {}});
      FUZZ_REQUIRE(edited.ok());
    }
    FUZZ_REQUIRE(room.apply({*joined, "a_new_client", ++n}, command::End{}, {0, {}}).ok() && room.ended());
  }
  Room replayed = Room::restore(room.id(), before).value();
  for (const Entry& entry : room.take_entries()) FUZZ_REQUIRE(replayed.replay(entry.record).ok());
  FUZZ_REQUIRE(replayed.snapshot() == room.snapshot());
  FUZZ_REQUIRE(may_go_on || room.snapshot() == before);
}

}  // namespace interview::fuzz
