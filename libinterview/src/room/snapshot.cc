// The state of a room as canonical bytes, so that a room opens without its whole log.
#include <set>

#include "base/wire.h"
#include "interview/room.h"
#include "interview/text.h"
#include "room/both_sides.h"
#include "room/fold_case.h"
#include "room/language_id.h"

namespace interview {
namespace {

constexpr uint64_t kFormat = 2;

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

// Readers fail `in` when what they read could not have been written.
void demand(WireReader& in, bool holds) {
  if (!holds) in.fail();
}

uint32_t number32(WireReader& in) {
  return static_cast<uint32_t>(in.number(UINT32_MAX));
}

int64_t time(WireReader& in) {
  return static_cast<int64_t>(in.number(INT64_MAX));
}

std::string text(WireReader& in) {
  std::string read(in.bytes());
  demand(in, is_valid_utf8(read));
  return read;
}

RunResult read_result(WireReader& in) {
  RunResult result;
  result.kind = static_cast<RunKind>(in.number(static_cast<uint64_t>(RunKind::internal_error)));
  demand(in, static_cast<int>(result.kind) != 0);
  result.exit_code = static_cast<int>(number32(in));
  result.signal = static_cast<int>(number32(in));
  result.wall_ms = in.number();
  result.cpu_ms = in.number();
  result.memory_kb = in.number();
  result.truncated = in.number(1) != 0;
  result.message = text(in);
  return result;
}

bool is_blank(const RunResult& result) {
  std::string bytes, blank;
  WireWriter out(bytes), blank_out(blank);
  write_result(out, result), write_result(blank_out, RunResult{});
  return bytes == blank;
}

// Whether `key` may follow what `map` holds: keys are written in their order.
template <typename Map, typename Key>
bool comes_next(const Map& map, const Key& key) {
  return map.empty() || map.rbegin()->first < key;
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
    out.number(room.began_ ? static_cast<uint64_t>(*room.began_) + 1 : 0);
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
    const uint64_t seq = in.number(kMostRecords);
    Digest head{};
    in.raw(head.size()).copy(reinterpret_cast<char*>(head.data()), head.size());
    room.chain_ = Chain(seq, head);
    demand(in, seq > 0);
    room.now_ = time(in);
    room.title_ = text(in);
    room.language_ = in.bytes();
    demand(in, room.language_.empty() || check_language_id(room.language_).ok());
    room.problem_.id = text(in), room.problem_.title = text(in), room.problem_.statement = text(in);
    room.locked_ = in.number(1) != 0;
    room.ended_ = in.number(1) != 0;
    room.submissions_ = in.number(seq);
    if (const uint64_t began = in.number(static_cast<uint64_t>(room.now_) + 1)) room.began_ = began - 1;
    room.output_bytes_ = in.number(kMostRecords);
    room.last_doc_ = static_cast<uint32_t>(in.number(kMostIds));
    room.last_run_ = static_cast<uint32_t>(in.number(kMostIds));
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_participant(in, room);
    demand(in, room.began_ || !both_sides(room.participants_));
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_document(in, room);
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_run(in, room);
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_line(in, room);
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) read_client(in, room);
    return in.done() && subjects_differ(room) && names_differ(room) && records_suffice(room);
  }

 private:
  // Far above what a log can hold, and far below where numbers would wrap.
  static constexpr uint64_t kMostRecords = INT64_MAX;
  static constexpr uint64_t kMostIds = INT32_MAX;

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

  static void read_participant(WireReader& in, Room& room) {
    Participant participant;
    participant.number = static_cast<uint32_t>(room.participants_.size()) + 1;
    participant.subject = text(in);
    participant.role = static_cast<Role>(in.number(static_cast<uint64_t>(Role::student)));
    participant.removed = in.number(1) != 0;
    demand(in, !participant.subject.empty() && participant.subject.size() <= Room::kLongestSubject);
    demand(in, static_cast<int>(participant.role) != 0);
    room.participants_.emplace(participant.number, std::move(participant));
  }

  static void read_document(WireReader& in, Room& room) {
    const uint32_t id = number32(in);
    std::string name(in.bytes());
    const uint32_t owner = number32(in);
    const uint64_t rev = in.number(room.seq());
    const auto content = utf8_to_utf16(in.bytes());
    demand(in, id > 0 && id <= room.last_doc_ && comes_next(room.documents_, id));
    demand(in, check_document_name(name).ok() && (owner == 0 || room.participant(owner)));
    if (!content || content->size() > Operation::kMaxLength || content->find(u'\r') != content->npos)
      return in.fail();
    room.documents_.emplace(id, Document{id, std::move(name), owner, rev, TextBuffer(*content),
                                         History(rev, room.limits_.history)});
  }

  static void read_run(WireReader& in, Room& room) {
    RoomRun run;
    run.id = number32(in), run.by = number32(in), run.doc = number32(in);
    run.state = static_cast<RoomRun::State>(in.number(RoomRun::kEnded));
    run.stopping = in.number(1) != 0;
    run.at = time(in);
    run.language = in.bytes(), run.language_version = text(in), run.image = text(in);
    run.logged_bytes = in.number(room.output_bytes_);
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) {
      const auto stream = static_cast<OutputStream>(in.number(static_cast<uint64_t>(OutputStream::err)));
      run.output.push_back({stream, std::string(in.bytes())});
      run.kept_bytes += run.output.back().data.size();
      demand(in, static_cast<int>(stream) != 0 && !run.output.back().data.empty());
    }
    run.result = read_result(in);
    demand(in, run.id > 0 && run.id <= room.last_run_ && comes_next(room.runs_, run.id));
    demand(in, room.participant(run.by) && run.doc > 0 && run.doc <= room.last_doc_ && run.at <= room.now_);
    demand(in, check_language_id(run.language).ok() && run.kept_bytes <= run.logged_bytes);
    if (run.state == RoomRun::kQueued) demand(in, run.language_version.empty() && run.image.empty());
    if (run.state != RoomRun::kEnded) demand(in, !room.ended_ && is_blank(run.result));
    room.runs_.emplace(run.id, std::move(run));
  }

  static void read_line(WireReader& in, Room& room) {
    ChatLine line;
    line.seq = in.number(room.seq()), line.at = time(in), line.by = number32(in);
    line.note = in.number(1) != 0;
    line.audience.kind = static_cast<Audience::Kind>(in.number(Audience::kInterviewers));
    line.audience.person = static_cast<uint32_t>(in.number(0));
    line.text = text(in);
    const ChatLine* before = room.chat_.empty() ? nullptr : &room.chat_.back();
    demand(in, line.seq > (before ? before->seq : 1) && line.at >= (before ? before->at : 0));
    demand(in, line.at <= room.now_ && room.participant(line.by));
    demand(in, line.note ? line.audience.kind == Audience::kInterviewers : !line.text.empty());
    room.chat_.push_back(std::move(line));
  }

  static void read_client(WireReader& in, Room& room) {
    std::string id(in.bytes());
    const uint32_t participant = number32(in);
    const uint64_t last = in.number(), last_seq = in.number(room.seq());
    demand(in, check_client_id(id).ok() && comes_next(room.clients_, id));
    demand(in, room.participant(participant) && last > 0 && last_seq > 1);
    room.clients_.emplace(std::move(id), Room::Client{participant, last, last_seq});
  }

  // Whether there are as many records as the state tells of: each of these was one of its own.
  static bool records_suffice(const Room& room) {
    uint64_t left = room.seq();
    bool suffice = true;
    const auto take = [&](uint64_t records) {
      suffice = suffice && records <= left;
      if (suffice) left -= records;
    };
    take(1);  // that opened the room
    for (const auto& [number, participant] : room.participants_) take(participant.removed ? 2 : 1);
    take(room.last_doc_);
    for (const auto& [id, doc] : room.documents_) take(doc.rev);
    take(room.last_run_);
    for (const auto& [id, run] : room.runs_) take(run.state == RoomRun::kQueued ? 0 : 1);
    take(room.chat_.size());
    take(room.submissions_);
    take(room.ended_ ? 1 : 0);
    return suffice;
  }

  static bool subjects_differ(const Room& room) {
    std::set<std::string_view> subjects;
    for (const auto& [number, participant] : room.participants_)
      if (!subjects.insert(participant.subject).second) return false;
    return true;
  }

  // The rule of Room::free_name, for many names at once.
  static bool names_differ(const Room& room) {
    std::set<std::string, std::less<>> names;
    for (const auto& [id, doc] : room.documents_)
      if (!names.insert(fold_case(doc.name)).second) return false;
    for (const std::string& name : names)
      for (size_t slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1))
        if (names.count(std::string_view(name).substr(0, slash)) > 0) return false;
    return true;
  }
};

std::string Room::snapshot() const {
  return RoomSnapshot::write(*this);
}

Result<Room> Room::restore(std::string id, std::string_view snapshot, const RoomLimits& limits) {
  Room room(std::move(id), limits);
  if (snapshot == RoomSnapshot::write(room)) return room;  // of a room without records
  if (!RoomSnapshot::read(room, snapshot)) return malformed();
  return room;
}

}  // namespace interview
