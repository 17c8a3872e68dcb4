#include "room/storm.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "interview/text.h"
#include "ot/random_operation.h"

namespace interview::test {

RoomLimits Storm::limits() {
  RoomLimits limits;
  limits.participants = 6;
  limits.documents = 4;
  limits.document_units = 60;
  limits.chat_bytes = 40;
  limits.open_runs = 3;
  limits.run_output_bytes = 60;
  limits.room_output_bytes = 400;
  limits.clients_per_participant = 2;
  limits.kept_chat_lines = 5;
  limits.kept_runs = 3;
  limits.kept_output_bytes = 24;
  limits.history.operations = 5;
  return limits;
}

Storm::Storm(Random& random)
    : room(Room::create("r_1", "storm", "python", {0, {}}, limits()).value()), random_(random) {
  REQUIRE(room.join("the interviewer", Role::interviewer, moment()).ok());
  collect();
}

Moment Storm::moment() {
  Moment moment;
  // Clocks jump, also backwards.
  moment.at = random_.chance(0.9) ? room.now() + static_cast<int64_t>(random_.below(50))
                                  : static_cast<int64_t>(random_.below(2'000)) - 500;
  for (uint8_t& byte : moment.salt) byte = static_cast<uint8_t>(random_.next());
  return moment;
}

void Storm::collect() {
  std::vector<Entry> made = room.take_entries();
  log.insert(log.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  for (const auto& [id, doc] : room.documents()) {
    auto& texts = texts_[id];
    texts.resize(doc.rev + 1);
    texts[doc.rev] = doc.text.text();
  }
  snapshots[room.seq()] = room.snapshot();
}

uint32_t Storm::some_doc() {
  if (room.documents().empty() || random_.chance(0.05)) return static_cast<uint32_t>(random_.below(6));
  return std::next(room.documents().begin(),
                   static_cast<std::ptrdiff_t>(random_.below(room.documents().size())))
      ->first;
}

uint32_t Storm::some_run() {
  if (room.runs().empty() || random_.chance(0.1)) return static_cast<uint32_t>(random_.below(12));
  return std::next(room.runs().begin(), static_cast<std::ptrdiff_t>(random_.below(room.runs().size())))
      ->first;
}

std::string Storm::some_name() {
  static const char* kNames[] = {"a", "A", "b.py", "a/b", "c/d/e", "../x", "", "\xC3\xA9", "e\xCC\x81", "z"};
  return kNames[random_.below(std::size(kNames))];
}

std::string Storm::some_text(size_t longest) {
  if (random_.chance(0.03)) return "\xFF";
  std::string text;
  append_utf8(text, random_.text(longest));
  return text;
}

Command Storm::some_edit() {
  const uint32_t id = some_doc();
  const auto found = texts_.find(id);
  if (found == texts_.end()) return command::Edit{id, 0, Operation()};
  const size_t head = found->second.size() - 1;
  const size_t base = head - random_.below(std::min<size_t>(head, 7) + 1);
  std::u16string text = found->second[base];
  if (random_.chance(0.05)) text += u"one too many";
  Operation op = random_operation(random_, text);
  if (random_.chance(0.05)) op = Operation::splice(text.size(), random_.below(text.size() + 1), 0, u"\r");
  return command::Edit{id, base, std::move(op)};
}

Command Storm::some_command() {
  const bool yes = random_.chance(0.5);
  const Role role = static_cast<Role>(random_.between(1, 5));
  switch (random_.below(28)) {
    case 0:
    case 1:
      return command::Chat{some_text(20), yes};
    case 2:
      return command::Note{some_text(20)};
    case 3:
    case 4:
      return command::OpenDoc{some_name(), some_text(20), yes ? 0 : somebody()};
    case 5:
      return command::RenameDoc{some_doc(), some_name()};
    case 6:
      if (yes) return command::RemoveDoc{some_doc()};
      return command::SetProblem{some_text(3), some_text(3), some_text(9)};
    case 7:
      return command::SetLanguage{yes ? "c++" : some_text(3)};
    case 8:
      return command::Lock{};
    case 9:
    case 10:
      return command::Unlock{};
    case 11:
    case 12:
    case 13:
      return command::Run{some_doc(), yes ? "" : "go", some_text(5), yes};
    case 14:
      return command::RunInput{some_run(), some_text(5), yes};
    case 15:
      return command::RunStop{some_run()};
    case 16:
      return command::Submit{};
    case 17:
      return command::SetRole{somebody(), role};
    case 18:
      if (random_.chance(0.2)) return command::Remove{somebody()};
      return command::SetRole{1, Role::teacher};
    case 19:
      if (random_.chance(0.05)) return command::End{};
      return command::Submit{};
    default:
      return some_edit();
  }
}

void Storm::command() {
  const uint32_t who = random_.chance(0.5) ? 1 : somebody();
  // Sometimes another person's client, sometimes a bad id; the numbers of a client jump, and repeat.
  std::string client = "client_" + std::to_string(random_.chance(0.95) ? who : somebody()) + "_" +
                       std::to_string(random_.below(3));
  if (random_.chance(0.02)) client = "short";
  uint64_t& last = numbers_[client];
  const uint64_t n = random_.chance(0.1) ? random_.below(last + 1) : last + 1 + random_.below(2);
  const auto outcome = room.apply({who, client, n}, some_command(), moment());
  if (outcome.ok() && *outcome == Room::Outcome::done) last = n;
}

void Storm::run_event() {
  const uint32_t run = some_run();
  switch (random_.below(4)) {
    case 0:
      (void)room.run_started(run, {0, some_text(3), some_text(3), random_.chance(0.5)}, moment());
      break;
    case 1: {
      RunResult result;
      result.kind = static_cast<RunKind>(random_.between(1, 10));
      result.exit_code = static_cast<int>(random_.below(512)) - 256;
      result.signal = static_cast<int>(random_.below(20));
      result.wall_ms = random_.next();
      result.truncated = random_.chance(0.5);
      result.message = some_text(9);
      if (random_.chance(0.5)) (void)room.run_ended(run, result, random_.next(), moment());
      break;
    }
    default: {
      const OutputStream stream = random_.chance(0.5) ? OutputStream::out : OutputStream::err;
      const auto dropped = room.run_output(run, stream, some_text(random_.chance(0.1) ? 90 : 12), moment());
      if (dropped.ok() && *dropped > 0 && random_.chance(0.7))
        REQUIRE(room.run_ended(run, {}, *dropped, moment()).ok());
      break;
    }
  }
}

void Storm::step() {
  const std::string before = room.snapshot();
  const int64_t now = room.now();
  const double dice = static_cast<double>(random_.below(1'000)) / 1'000;
  if (dice < 0.05) {
    (void)room.join("person " + std::to_string(random_.below(8)), static_cast<Role>(random_.between(0, 5)),
                    moment());
  } else if (dice < 0.3) {
    run_event();
  } else if (dice < 0.31) {
    room.interrupt_runs(moment());
  } else {
    command();
  }
  REQUIRE(room.now() >= now);
  const size_t records = log.size();
  collect();
  if (log.size() == records) REQUIRE((room.snapshot() == before));
}

void Storm::end() {
  for (const auto& [number, participant] : room.participants()) {
    if (!room.may(number, Permission::manage)) continue;
    (void)room.apply({number, "the_last_client", 1}, command::End{}, moment());
    break;
  }
  collect();
}

}  // namespace interview::test
