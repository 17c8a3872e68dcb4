// The state of a room as canonical bytes, so that a room opens without its whole log.
#include "base/wire.h"
#include "interview/room.h"
#include "interview/text.h"

namespace interview {
namespace {

constexpr uint64_t kFormat = 1;

Error malformed() {
  return Error{Errc::record_malformed, "the snapshot is malformed"};
}

void write_result(WireWriter& out, const RunResult& result) {
  out.number(static_cast<uint64_t>(result.kind));
  out.number(static_cast<uint32_t>(result.exit_code));
  out.number(static_cast<uint32_t>(result.signal));
  out.number(result.wall_ms);
  out.number(result.cpu_ms);
  out.number(result.memory_kb);
  out.number(result.truncated);
  out.bytes(result.message);
}

RunResult read_result(WireReader& in) {
  RunResult result;
  result.kind = static_cast<RunKind>(in.number(static_cast<uint64_t>(RunKind::internal_error)));
  result.exit_code = static_cast<int>(static_cast<uint32_t>(in.number(UINT32_MAX)));
  result.signal = static_cast<int>(static_cast<uint32_t>(in.number(UINT32_MAX)));
  result.wall_ms = in.number();
  result.cpu_ms = in.number();
  result.memory_kb = in.number();
  result.truncated = in.number(1) != 0;
  result.message = in.bytes();
  return result;
}

}  // namespace

// Writes and reads the members of a room, in the same order.
class RoomSnapshot {
 public:
  static std::string write(const Room& room) {
    std::string bytes;
    WireWriter out(bytes);
    out.number(kFormat);
    out.number(room.chain_.seq());
    out.raw(bytes_of(room.chain_.head()));
    out.number(static_cast<uint64_t>(room.now_));
    out.bytes(room.title_);
    out.bytes(room.language_);
    out.bytes(room.problem_.id), out.bytes(room.problem_.title), out.bytes(room.problem_.statement);
    out.number(room.locked_);
    out.number(room.ended_);
    out.number(room.submissions_);
    out.number(room.output_bytes_);
    out.number(room.last_doc_);
    out.number(room.last_run_);
    out.number(room.participants_.size());
    for (const auto& [number, participant] : room.participants_) {
      out.bytes(participant.subject);
      out.number(static_cast<uint64_t>(participant.role));
      out.number(participant.removed);
    }
    out.number(room.documents_.size());
    for (const auto& [id, doc] : room.documents_) {
      std::string text;
      append_utf8(text, doc.text.text());
      out.number(id), out.bytes(doc.name), out.number(doc.owner), out.number(doc.rev), out.bytes(text);
    }
    out.number(room.runs_.size());
    for (const auto& [id, run] : room.runs_) write_run(out, run);
    out.number(room.chat_.size());
    for (const ChatLine& line : room.chat_) {
      out.number(line.seq), out.number(static_cast<uint64_t>(line.at)), out.number(line.by),
          out.number(line.note);
      out.number(line.audience.kind), out.number(line.audience.person), out.bytes(line.text);
    }
    out.number(room.clients_.size());
    for (const auto& [id, client] : room.clients_)
      out.bytes(id), out.number(client.participant), out.number(client.last), out.number(client.last_seq);
    return bytes;
  }

  static bool read(Room& room, std::string_view bytes) {
    WireReader in(bytes);
    if (in.number() != kFormat) return false;
    const uint64_t seq = in.number();
    Digest head{};
    in.raw(head.size()).copy(reinterpret_cast<char*>(head.data()), head.size());
    room.chain_ = Chain(seq, head);
    room.now_ = static_cast<int64_t>(in.number(INT64_MAX));
    room.title_ = in.bytes();
    room.language_ = in.bytes();
    room.problem_.id = in.bytes(), room.problem_.title = in.bytes(), room.problem_.statement = in.bytes();
    room.locked_ = in.number(1) != 0;
    room.ended_ = in.number(1) != 0;
    room.submissions_ = in.number();
    room.output_bytes_ = in.number();
    room.last_doc_ = number32(in);
    room.last_run_ = number32(in);
    for (uint64_t left = in.number(), number = 1; left > 0 && in.ok(); --left, ++number) {
      Participant participant{static_cast<uint32_t>(number), std::string(in.bytes()), Role::observer, false};
      participant.role = static_cast<Role>(in.number(static_cast<uint64_t>(Role::student)));
      participant.removed = in.number(1) != 0;
      room.participants_.emplace(participant.number, participant);
    }
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_document(in, room);
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_run(in, room);
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) {
      ChatLine line;
      line.seq = in.number(), line.at = static_cast<int64_t>(in.number(INT64_MAX)), line.by = number32(in);
      line.note = in.number(1) != 0;
      line.audience.kind = static_cast<Audience::Kind>(in.number(Audience::kPerson));
      line.audience.person = number32(in);
      line.text = in.bytes();
      room.chat_.push_back(std::move(line));
    }
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) {
      std::string id(in.bytes());
      const uint32_t participant = number32(in);
      const uint64_t last = in.number(), last_seq = in.number();
      room.clients_.emplace(std::move(id), Room::Client{participant, last, last_seq});
    }
    return in.done();
  }

 private:
  static uint32_t number32(WireReader& in) { return static_cast<uint32_t>(in.number(UINT32_MAX)); }

  static void write_run(WireWriter& out, const RoomRun& run) {
    out.number(run.id), out.number(run.by), out.number(run.doc), out.number(run.state),
        out.number(run.stopping);
    out.number(static_cast<uint64_t>(run.at));
    out.bytes(run.language), out.bytes(run.language_version), out.bytes(run.image);
    out.number(run.logged_bytes);
    out.number(run.output.size());
    for (const RoomRun::Output& output : run.output)
      out.number(static_cast<uint64_t>(output.stream)), out.bytes(output.data);
    write_result(out, run.result);
  }

  static void read_run(WireReader& in, Room& room) {
    RoomRun run;
    run.id = number32(in), run.by = number32(in), run.doc = number32(in);
    run.state = static_cast<RoomRun::State>(in.number(RoomRun::kEnded));
    run.stopping = in.number(1) != 0;
    run.at = static_cast<int64_t>(in.number(INT64_MAX));
    run.language = in.bytes(), run.language_version = in.bytes(), run.image = in.bytes();
    run.logged_bytes = in.number();
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) {
      const auto stream = static_cast<OutputStream>(in.number(static_cast<uint64_t>(OutputStream::err)));
      run.output.push_back({stream, std::string(in.bytes())});
      run.kept_bytes += run.output.back().data.size();
    }
    run.result = read_result(in);
    room.runs_.emplace(run.id, std::move(run));
  }

  static void read_document(WireReader& in, Room& room) {
    const uint32_t id = number32(in);
    std::string name(in.bytes());
    const uint32_t owner = number32(in);
    const uint64_t rev = in.number();
    const auto text = utf8_to_utf16(in.bytes());
    if (!text) return in.fail();
    room.documents_.emplace(
        id, Document{id, std::move(name), owner, rev, TextBuffer(*text), History(rev, room.limits_.history)});
  }
};

std::string Room::snapshot() const {
  return RoomSnapshot::write(*this);
}

Result<Room> Room::restore(std::string id, std::string_view snapshot, const RoomLimits& limits) {
  Room room(std::move(id), limits);
  if (!RoomSnapshot::read(room, snapshot)) return malformed();
  return room;
}

}  // namespace interview
