// What one edit costs: to apply it; to transform it past a concurrent one, apply, record and hash it; and all
// that a room and the wire do with it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>

#include "bench/pair.h"
#include "bench/report.h"
#include "bench/trace.h"
#include "interview/bytes.h"
#include "interview/history.h"
#include "interview/protocol.h"
#include "interview/room.h"
#include "room/erased_by.h"

using namespace interview;
using bench::Pair;
using bench::Report;
using bench::Trace;

namespace {

constexpr double kApplyGoal = 100, kRecordGoal = 1'000;  // ns an edit
constexpr const char *kFigure = "ns an edit", *kReference = "reference", *kTimes = "times the reference";

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "bench: %s\n", why);
  std::exit(1);
}

// Of this thread: what others do on the machine meanwhile does not count.
double cpu_ns() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// The best of some rounds, in ns an item: others on the machine can only slow it down. A round is given what
// it begins with, which is not timed.
template <typename State>
double best(size_t items, int rounds, const std::function<State()>& prepare,
            const std::function<void(State&)>& run) {
  double least = 0;
  for (int round = 0; round < rounds; ++round) {
    State state = prepare();
    const double begin = cpu_ns();
    run(state);
    const double took = (cpu_ns() - begin) / static_cast<double>(items);
    least = round == 0 ? took : std::min(least, took);
  }
  return least;
}

double best(size_t items, int rounds, const std::function<void()>& run) {
  return best<int>(
      items, rounds, [] { return 0; }, [&](int&) { run(); });
}

void bench_apply(const Trace& trace, int rounds, Report& report) {
  std::vector<Operation> operations;
  for (const bench::Edit& edit : trace.edits) {
    const size_t length = operations.empty() ? 0 : operations.back().target_length();
    operations.push_back(Operation::splice(length, edit.position, edit.erased, edit.inserted));
  }
  const double ours = best(operations.size(), rounds, [&] {
    TextBuffer text;
    for (const Operation& operation : operations) apply(operation, text);
    if (text.text() != trace.end) give_up("the trace ended in another text");
  });
  const double plain = best(operations.size(), rounds, [&] {
    std::u16string text;
    for (const bench::Edit& edit : trace.edits) text.replace(edit.position, edit.erased, edit.inserted);
    if (text != trace.end) give_up("the trace ended in another text");
  });
  report.add(trace.name + ": apply",
             {{kFigure, ours}, {"goal", kApplyGoal}, {kReference, plain}, {kTimes, ours / plain}});
}

// The document and its log without the room around them.
std::vector<Record> record(const Pair& pair, bool keep) {
  History history(0, {});
  TextBuffer text;
  Chain chain("r_bench");
  std::vector<Record> records;
  for (const command::Edit& edit : pair.edits) {
    auto op = history.bring_to_head(edit.op, edit.base);
    if (!op || !check(*op, text)) give_up("an edit does not fit");
    std::u16string erased;
    apply(*op, text, &erased);
    history.push(*op);
    RecordHeader header;
    header.at = static_cast<int64_t>(chain.seq()), header.by = 1 + chain.seq() % 2;
    header.client = "c_0123456789abcdef", header.n = chain.seq() / 2 + 1, header.kind = RecordKind::edited;
    const Event event = event::Edited{edit.doc, history.head(), std::move(*op), std::move(erased)};
    Record made = chain.append(std::move(header), {}, encode_event(event));
    if (keep) records.push_back(std::move(made));
  }
  if (text.text() != pair.end) give_up("the document ended in another text");
  return records;
}

// The two hashes of each record, alone.
void hash(const std::vector<Record>& records) {
  Digest head = Chain("r_bench").head();
  for (const Record& record : records) {
    const std::string_view salt(reinterpret_cast<const char*>(record.salt.data()), record.salt.size());
    if (blake2b(salt, record.body) != record.header.body) give_up("a digest is another");
    head = blake2b(bytes_of(head), record.header_bytes);
  }
  if (head != records.back().hash) give_up("the hashes are others");
}

struct Place {
  Room room;
  std::vector<Command> commands;
};

Place prepared(const Pair& pair) {
  RoomLimits limits;
  limits.document_units = 16u << 20;
  Place place{Room::create("r_bench", "", "", {0, {}}, limits, {{"main", "", 0}}).value(), {}};
  for (const char* subject : {"one", "other"}) (void)place.room.join(subject, Role::reviewer, {0, {}});
  (void)place.room.take_entries();
  place.commands.assign(pair.edits.begin(), pair.edits.end());
  return place;
}

std::vector<Entry> command(Place& place, bool keep) {
  std::vector<Entry> entries;
  uint64_t n = 0;
  for (const Command& command : place.commands) {
    const bool first = n % 2 == 0;
    const char* client = first ? "c_0123456789abcdef" : "c_fedcba9876543210";
    const auto done =
        place.room.apply({first ? 1u : 2u, client, ++n}, command, {static_cast<int64_t>(n), {}});
    if (!done) give_up(done.error().message.c_str());
    for (Entry& entry : place.room.take_entries())
      if (keep) entries.push_back(std::move(entry));
  }
  return entries;
}

void bench_concurrent(const Trace& trace, int rounds, Report& report) {
  const Pair pair = bench::pair_of(trace);
  const std::vector<Record> records = record(pair, true);
  const size_t edits = pair.edits.size();
  const double hashed = best(edits, rounds, [&] { hash(records); });
  const auto row = [&](const char* what, double figure) {
    report.add(trace.name + what, {{kFigure, figure}, {kReference, hashed}, {kTimes, figure / hashed}});
  };
  const double engine = best(edits, rounds, [&] { record(pair, false); });
  report.add(trace.name + ": transform, apply, record, hash",
             {{kFigure, engine}, {"goal", kRecordGoal}, {kReference, hashed}, {kTimes, engine / hashed}});
  row(": all of it in a room",
      best<Place>(
          edits, rounds, [&] { return prepared(pair); }, [](Place& place) { command(place, false); }));

  Place place = prepared(pair);
  const std::vector<Entry> entries = command(place, true);
  if (place.room.document(1)->text.text() != pair.end) give_up("the room ended in another text");
  std::vector<std::string> messages;
  for (const Command& command : place.commands)
    messages.push_back(wire::encode(wire::ClientMessage(wire::Numbered{1, command})));
  row(": read its message", best(edits, rounds, [&] {
        for (const std::string& message : messages)
          if (wire::decode_client_message(message).index() != 0) give_up("a message cannot be read");
      }));
  const auto nobody = [](uint32_t) { return std::string_view(); };
  row(": write its event", best(edits, rounds, [&] {
        for (const Entry& entry : entries)
          if (wire::encode_event(entry.record.header, entry.event, nobody).json.empty()) give_up("no event");
      }));
}

}  // namespace

int main(int count, char** arguments) {
  bool as_json = false, smoke = false;
  for (int i = 1; i < count; ++i) {
    as_json |= std::strcmp(arguments[i], "--json") == 0;
    smoke |= std::strcmp(arguments[i], "--smoke") == 0;
  }
  const char* folder = std::getenv("INTERVIEW_TRACES");
  std::vector<Trace> traces;
  if (!smoke) traces = bench::read_traces(folder ? folder : "");
  if (traces.empty()) traces.push_back(bench::made_up_trace(smoke ? 2'000 : 200'000, 1));
  const int rounds = smoke ? 1 : 9;
  Report report("engine");
  for (const Trace& trace : traces) {
    bench_apply(trace, rounds, report);
    bench_concurrent(trace, rounds, report);
  }
  report.note("CPU time, the best of " + std::to_string(rounds) +
              " rounds. The reference of `apply` is std::u16string,");
  report.note("of the others BLAKE2b alone, over the same records (two hashes each).");
  report.print(as_json);
  return 0;
}
