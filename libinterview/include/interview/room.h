// A room: a deterministic state machine. Commands go in, records come out, in one order.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interview/command.h"
#include "interview/event.h"
#include "interview/history.h"
#include "interview/operation.h"
#include "interview/record.h"
#include "interview/result.h"
#include "interview/role.h"
#include "interview/text_buffer.h"

namespace interview {

struct RoomLimits {
  size_t participants = 500;
  size_t documents = 64;
  size_t document_units = 1u << 20;  // UTF-16 units
  size_t title_bytes = 200;
  size_t chat_bytes = 8u << 10;  // a line
  size_t note_bytes = 64u << 10;
  size_t problem_bytes = 64u << 10;      // a statement
  size_t input_bytes = 64u << 10;        // of one run or run_input command
  size_t open_runs = 8;                  // queued or running
  size_t run_output_bytes = 256u << 10;  // logged, of one run
  size_t room_output_bytes = 8u << 20;   // logged, of all runs
  size_t clients_per_participant = 64;   // whose last command number is remembered; the least recent goes
  size_t kept_chat_lines = 500;          // in the state; all are in the log
  size_t kept_runs = 20;                 // the same
  size_t kept_output_bytes = 16u << 10;  // of each kept run
  History::Limits history;
};

struct Participant {
  uint32_t number = 0;
  std::string subject;
  Role role = Role::observer;
  bool removed = false;
};

struct Document {
  uint32_t id = 0;
  std::string name;
  uint32_t owner = 0;  // participant's number; 0: everybody's
  uint64_t rev = 0;
  TextBuffer text;
  History history;
};

struct ChatLine {
  uint64_t seq = 0;
  int64_t at = 0;
  uint32_t by = 0;
  bool note = false;
  Audience audience;
  std::string text;
};

struct RoomRun {
  enum State : uint8_t { kQueued = 0, kRunning = 1, kEnded = 2 };
  uint32_t id = 0;
  uint32_t by = 0;
  uint32_t doc = 0;
  State state = kQueued;
  bool stopping = false;
  int64_t at = 0;
  std::string language;
  std::string language_version;
  std::string image;
  uint64_t logged_bytes = 0;
  // The last of the output, in order.
  struct Output {
    OutputStream stream = OutputStream::out;
    std::string data;
  };
  std::deque<Output> output;
  size_t kept_bytes = 0;
  RunResult result;  // when ended

  // Takes in more output, and forgets the oldest beyond `most_bytes`; characters stay whole.
  void keep_output(OutputStream stream, std::string_view data, size_t most_bytes);
};

// What the room wants done in the world, once the records are committed.
struct RunOrder {
  uint32_t run = 0;
  std::string language;
  std::string main;
  struct File {
    std::string name, content;
  };
  std::vector<File> files;
  std::string input;
  bool keep_input_open = false;
};

// A record together with what it says, so that nobody has to decode it again.
struct Entry {
  Record record;
  Event event;
};

// When something happens, as the caller's clock and randomness have it.
struct Moment {
  int64_t at = 0;  // ms since the room was opened; a room's time never falls
  Salt salt{};     // unpredictable
};

// Who asks: a participant, through one of their clients, with the number of the command.
struct Sender {
  uint32_t participant = 0;
  std::string_view client;
  uint64_t n = 0;
};

// One thread at a time; different rooms are independent. No socket, thread, clock or randomness. A command
// that is refused has changed nothing. The state runs ahead of the store: show nothing to anybody before the
// entries taken with take_entries() are committed.
class Room {
 public:
  static constexpr size_t kLongestSubject = 128;  // bytes

  // A new room: its first record says so, the next ones open its documents. Errc::too_big, bad_text,
  // no_such_language, and those of OpenDoc.
  static Result<Room> create(std::string id, std::string_view title, std::string_view language,
                             const Moment& now, const RoomLimits& limits = {},
                             const std::vector<command::OpenDoc>& documents = {});
  // An empty state that wants to be fed every record from the first, with replay().
  static Room replaying(std::string id, const RoomLimits& limits = {});
  // The state of a snapshot(), to go on with replay() of the records after it. Errc::record_malformed.
  static Result<Room> restore(std::string id, std::string_view snapshot, const RoomLimits& limits = {});

  Room(Room&&) noexcept = default;
  Room& operator=(Room&&) noexcept = default;

  // Takes in the next record of the log, if a room could have made it; limits and permissions are not asked,
  // they may have been others. The body of a chat line, a note or an input may be erased.
  // Errc::record_malformed, chain_broken, gap.
  Result<void> replay(const Record& record);

  // The participant with that subject, who joins (a record) if new. Errc::too_many, ended, removed,
  // bad_argument.
  Result<uint32_t> join(std::string_view subject, Role role, const Moment& now);

  enum class Outcome { done, duplicate };
  // Does what `sender` asks. A command number at or below the last one of that client is a duplicate: nothing
  // is done. The last of its records carries client and number: once that is in the log, the command is done.
  // Errors: not_permitted, locked, ended, removed, the no_such_*, those of check() and History, bad_name,
  // name_taken, too_big, too_many, bad_text, bad_argument, client_of_another.
  Result<Outcome> apply(const Sender& sender, const Command& command, const Moment& now);

  // What became of a run, from whoever carries it out. Errc::no_such_run if it is not open.
  Result<void> run_started(uint32_t run, const event::RunStarted& start, const Moment& now);
  // Logs what still fits; returns how many bytes of `data` did not. When that is not 0 the run is to be
  // stopped.
  Result<size_t> run_output(uint32_t run, OutputStream stream, std::string_view data, const Moment& now);
  Result<void> run_ended(uint32_t run, const RunResult& result, uint64_t dropped_bytes, const Moment& now);
  // Ends all open runs as interrupted: what a room does first when it is opened again.
  void interrupt_runs(const Moment& now);

  // The entries made since the last call, in order; and the runs they ordered.
  std::vector<Entry> take_entries();
  std::vector<RunOrder> take_run_orders();

  // The state as bytes; equal states have equal bytes. Names and history are not part of it.
  std::string snapshot() const;

  const std::string& id() const noexcept { return id_; }
  uint64_t seq() const noexcept { return chain_.seq(); }
  const Digest& head() const noexcept { return chain_.head(); }
  int64_t now() const noexcept { return now_; }
  const std::string& title() const noexcept { return title_; }
  const std::string& language() const noexcept { return language_; }
  const event::ProblemSet& problem() const noexcept { return problem_; }
  bool locked() const noexcept { return locked_; }
  bool ended() const noexcept { return ended_; }
  uint64_t submissions() const noexcept { return submissions_; }
  // When the interview began, room time: when for the first time somebody who leads it (may manage) and
  // somebody who is interviewed (may submit, not manage) were in the room. Nothing: that is still to come.
  std::optional<int64_t> began() const noexcept { return began_; }
  const RoomLimits& limits() const noexcept { return limits_; }

  const std::map<uint32_t, Participant>& participants() const noexcept { return participants_; }
  const std::map<uint32_t, Document>& documents() const noexcept { return documents_; }
  const std::deque<ChatLine>& chat() const noexcept { return chat_; }
  const std::map<uint32_t, RoomRun>& runs() const noexcept { return runs_; }

  const Participant* participant(uint32_t number) const;
  const Participant* participant_of(std::string_view subject) const;
  const Document* document(uint32_t id) const;
  const RoomRun* run(uint32_t id) const;
  // The last command number taken from that client; 0 for an unknown one.
  uint64_t last_command(std::string_view client) const;
  // Errc::client_of_another if that client id belongs to someone else.
  Result<void> check_client(uint32_t participant, std::string_view client) const;

  // Whether `who` may see records of that audience.
  bool may_see(uint32_t who, const Audience& audience) const;
  bool may(uint32_t who, Permission permission) const;
  bool may_edit(uint32_t who, const Document& doc) const;

 private:
  struct Client {
    uint32_t participant = 0;
    uint64_t last = 0;      // command number
    uint64_t last_seq = 0;  // of its record
  };
  struct Decision;  // an event that was permitted, and for whom

  explicit Room(std::string id, const RoomLimits& limits);

  // One for each command: what happens, or why not. Changes nothing.
  Result<Decision> decide(const Participant& who, const command::Edit& command) const;
  Result<Decision> decide(const Participant& who, const command::Chat& command) const;
  Result<Decision> decide(const Participant& who, const command::Note& command) const;
  Result<Decision> decide(const Participant& who, const command::OpenDoc& command) const;
  Result<Decision> decide(const Participant& who, const command::RenameDoc& command) const;
  Result<Decision> decide(const Participant& who, const command::RemoveDoc& command) const;
  Result<Decision> decide(const Participant& who, const command::SetLanguage& command) const;
  Result<Decision> decide(const Participant& who, const command::SetProblem& command) const;
  Result<Decision> decide(const Participant& who, const command::Lock& command) const;
  Result<Decision> decide(const Participant& who, const command::Unlock& command) const;
  Result<Decision> decide(const Participant& who, const command::Run& command) const;
  Result<Decision> decide(const Participant& who, const command::RunInput& command) const;
  Result<Decision> decide(const Participant& who, const command::RunStop& command) const;
  Result<Decision> decide(const Participant& who, const command::Submit& command) const;
  Result<Decision> decide(const Participant& who, const command::SetRole& command) const;
  Result<Decision> decide(const Participant& who, const command::Remove& command) const;
  Result<Decision> decide(const Participant& who, const command::End& command) const;
  Result<std::string> free_name(std::string_view name, uint32_t except) const;
  Result<event::DocOpened> new_document(const command::OpenDoc& command) const;
  bool is_last_manager(const Participant& who) const;

  // Records an event: chains it, folds it into the state, keeps it for take_entries().
  void record(RecordHeader header, Event event, const Moment& now, uint64_t index = 0);
  // Whether a room in this state could have made that record: of a body that was erased, and of a whole one.
  Result<void> admit(const RecordHeader& header) const;
  Result<void> admit(const RecordHeader& header, const Event& event) const;
  // Changes the state as the record says; live and in replay alike. Without an event: as its header alone
  // says.
  void fold(const RecordHeader& header, const Event& event);
  void fold(const RecordHeader& header);
  void remember_client(const RecordHeader& header);
  RunOrder order_of(const event::RunQueued& queued, const command::Run& command) const;

  friend class RoomAdmission;
  friend class RoomFold;
  friend class RoomSnapshot;

  std::string id_;
  RoomLimits limits_;
  Chain chain_;
  int64_t now_ = 0;
  std::string title_;
  std::string language_;
  event::ProblemSet problem_;
  bool locked_ = false;
  bool ended_ = false;
  uint64_t submissions_ = 0;
  std::optional<int64_t> began_;
  uint64_t output_bytes_ = 0;
  uint32_t last_doc_ = 0;
  uint32_t last_run_ = 0;
  std::map<uint32_t, Participant> participants_;
  std::map<uint32_t, Document> documents_;
  std::map<uint32_t, RoomRun> runs_;
  std::deque<ChatLine> chat_;
  std::map<std::string, Client, std::less<>> clients_;

  std::vector<Entry> entries_;
  std::vector<RunOrder> orders_;
};

// A document's name: relative, at most 128 bytes and 4 parts, assigned characters in NFC, no part empty, "."
// or "..", none that begins with a dot, no control characters, no backslash: Errc::bad_name.
Result<void> check_document_name(std::string_view name);
// A person's name as it is shown: 1 to 64 bytes of UTF-8 without control characters, not blank:
// Errc::bad_name.
Result<void> check_person_name(std::string_view name);
// A client id: 8 to 64 of A-Z a-z 0-9 _ -: Errc::bad_argument.
Result<void> check_client_id(std::string_view client);

}  // namespace interview
