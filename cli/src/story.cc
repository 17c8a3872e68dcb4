#include "story.h"

#include <algorithm>

#include "run_report.h"

namespace interview::cli {
namespace {

constexpr FilterOptions kOneLine{.one_line = true};

std::string shown(std::string_view text) {
  return for_terminal(text, kOneLine);
}

template <typename... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};
template <typename... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>;  // clang 16 does not deduce it

bool is_here(const RoomView& view, uint32_t person) {
  return std::any_of(view.connections.begin(), view.connections.end(),
                     [&](const auto& connection) { return connection.second == person; });
}

std::string run_name(uint32_t run) {
  return "run " + std::to_string(run);
}

}  // namespace

std::string Story::who(uint32_t person) const {
  if (person == session_.you()) return "you";
  const std::string_view name = session_.view().name_of(person);
  return name.empty() ? "somebody" : shown(name);
}

std::string Story::doc_name(uint32_t doc) {
  learn();
  const auto found = docs_.find(doc);
  return found == docs_.end() ? "a file" : found->second;
}

void Story::learn() {
  for (const auto& [id, doc] : session_.view().docs) docs_[id] = shown(doc.name);
}

// Text of several lines cannot pass for lines of others.
void Story::text(const std::string& before, std::string_view text) {
  std::string rest = for_terminal(text);
  std::string start = before;
  while (true) {
    const size_t end = rest.find('\n');
    line(start + rest.substr(0, end));
    if (end == std::string::npos) return;
    rest.erase(0, end + 1);
    start = "  . ";
  }
}

void Story::tell(const std::vector<Notice>& notices) {
  for (const Notice& notice : notices)
    std::visit(
        Overloaded{
            [&](const notice::Happened& happening) { happened(happening.seen); },
            [&](const notice::Refused& refusal) { refused(refusal); },
            [&](const notice::Diverged&) {
              line("* The server has lost what happened lately, or does not know this client any more.");
            },
            [&](const wire::Presence& change) { presence(change); },
            [&](const wire::Queued& queued) {
              if (queued.position > 0)
                line("* " + run_name(queued.run) +
                     " waits: " + describe_place(queued.position, is_mine(queued.run)));
            },
            [&](const wire::Saving& saving) {
              if (saving.ok != saving_)
                line(saving.ok ? "* The server saves again."
                               : "* The server cannot save now; it goes on trying.");
              saving_ = saving.ok;
            },
            [&](const notice::Loaded&) {
              learn();
              streams_.clear();
              rests_.clear();
              here_.clear();
              for (const auto& [number, person] : session_.view().people)
                here_[number] = is_here(session_.view(), number);
            },
            [](const auto&) {},
        },
        notice);
}

void Story::presence(const wire::Presence& presence) {
  const bool now = is_here(session_.view(), presence.by);
  if (std::exchange(here_[presence.by], now) == now || presence.by == session_.you()) return;
  line("* " + who(presence.by) + (now ? " is here" : " has left"));
}

void Story::refused(const notice::Refused& refused) {
  if (refused.retry) return;
  line("* Not done: " + shown(refused.message));
  if (!refused.text.empty()) text("* What you had written there: ", refused.text);
}

void Story::happened(const SeenEvent& seen) {
  const std::string by = who(seen.by);
  const std::string channel = seen.audience.kind == Audience::kInterviewers ? "[interviewers] " : "";
  std::visit(
      Overloaded{
          [&](const event::Joined& joined) {
            line("* " + who(joined.participant) +
                 (joined.participant == session_.you() ? " join" : " joins") + " as " +
                 to_string(joined.role));
          },
          [&](const event::RoleChanged& changed) {
            line("* " + by + " made " + who(changed.participant) + " " + to_string(changed.role));
          },
          [&](const event::Removed& removed) { line("* " + by + " removed " + who(removed.participant)); },
          [&](const event::DocOpened& opened) {
            if (seen.by != 0) line("* " + by + " opened " + doc_name(opened.doc));
          },
          [&](const event::DocRenamed& renamed) {
            const std::string before = docs_[renamed.doc];
            line("* " + by + " renamed " + before + " to " + doc_name(renamed.doc));
          },
          [&](const event::DocRemoved& removed) { line("* " + by + " removed " + doc_name(removed.doc)); },
          [&](const event::Edited& edited) {
            if (options_.edits)
              line("* " + by + " edited " + doc_name(edited.doc) + " (revision " +
                   std::to_string(edited.rev) + ")");
          },
          [&](const event::Chat& chat) { text(channel + by + ": ", chat.text); },
          [&](const event::Note& note) { text("[note] " + by + ": ", note.text); },
          [&](const event::LanguageSet& set) {
            line("* " + by + " set the language to " + shown(set.language));
          },
          [&](const event::ProblemSet& problem) {
            text("* The problem: ", problem.title);
            text("  . ", problem.statement);
          },
          [&](const event::Locked&) { line("* " + by + " locked the room"); },
          [&](const event::Unlocked&) { line("* " + by + " unlocked the room"); },
          [&](const event::RunQueued& queued) {
            line("* " + by + (seen.by == session_.you() ? " run " : " runs ") + doc_name(queued.doc) + " (" +
                 run_name(queued.run) + ", " + shown(queued.language) + ")");
          },
          [&](const event::RunStarted& started) {
            line("* " + run_name(started.run) + ": " + describe_start(started));
          },
          [&](const event::RunInput& input) { typed(by, input); },
          [&](const event::RunOutput& piece) { output(piece.run, piece.stream, piece.data); },
          [&](const event::RunStopping& stopping) { line("* " + by + " stopped " + run_name(stopping.run)); },
          [&](const event::RunEnded& ended) {
            end_output(ended.run);
            line("* " + run_name(ended.run) + ": " + describe(ended.result));
          },
          [&](const event::Submitted&) { line("* " + by + " submitted"); },
          [&](const event::Ended&) { line("* The interview has ended."); },
          [](const auto&) {},
      },
      seen.event);
}

// What the program reads stands between what it writes, as in a terminal.
void Story::typed(const std::string& by, const event::RunInput& input) {
  tell_rests();
  std::string_view typed = input.text;
  if (!typed.empty() && typed.back() == '\n') typed.remove_suffix(1);
  if (!input.text.empty()) text("< " + by + ": ", typed);
  if (input.end) line("* " + by + " ended the input of " + run_name(input.run));
}

bool Story::is_mine(uint32_t run) const {
  const auto found = session_.view().runs.find(run);
  return found != session_.view().runs.end() && found->second.by == session_.you();
}

void Story::output(uint32_t run, OutputStream stream, std::string_view data) {
  const StreamKey key{run, stream};
  const auto found =
      streams_.try_emplace(key, Stream{TerminalFilter({.colours = options_.colours}), {}}).first;
  std::string& rest = found->second.rest;
  rest += found->second.filter.pass(data);
  for (size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
    output_line(stream, rest.substr(0, end));
  if (rest.empty())
    rests_.erase(key);
  else
    rests_[key] = true;
}

void Story::end_output(uint32_t run) {
  for (const OutputStream stream : {OutputStream::out, OutputStream::err}) {
    const auto found = streams_.find({run, stream});
    if (found == streams_.end()) continue;
    const std::string rest = found->second.rest + found->second.filter.finish();
    if (!rest.empty()) output_line(stream, rest);
    rests_.erase(found->first);
    streams_.erase(found);
  }
}

void Story::tell_rests() {
  for (const auto& [key, waits] : std::exchange(rests_, {}))
    output_line(key.second, std::exchange(streams_.at(key).rest, {}));
}

// Marked, so that a program's output cannot pass for a chat line.
void Story::output_line(OutputStream stream, const std::string& text) {
  const bool coloured = text.find('\x1b') != std::string::npos;
  line((stream == OutputStream::out ? "| " : "! ") + text + (coloured ? "\x1b[0m" : ""));
}

void Story::tell_people() {
  for (const auto& [number, person] : session_.view().people) {
    if (person.removed) continue;
    line("  " + shown(person.name) + (number == session_.you() ? " (you)" : "") + ", " +
         to_string(person.role) + (is_here(session_.view(), number) ? "" : ", away"));
  }
}

void Story::tell_files() {
  for (const auto& [id, doc] : session_.view().docs)
    line("  " + shown(doc.name) + ", " + std::to_string(doc.text.lines()) + " lines, revision " +
         std::to_string(doc.rev));
}

void Story::tell_room() {
  const RoomView& view = session_.view();
  line("* Room \"" + shown(view.title) + "\", you are " + to_string(session_.role()) +
       (view.ended    ? "; the interview has ended"
        : view.locked ? "; the room is locked"
                      : ""));
  tell_people();
  if (!view.problem.title.empty()) text("* The problem: ", view.problem.title);
}

}  // namespace interview::cli
