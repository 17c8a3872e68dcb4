// What a person types at the prompt.
#include <algorithm>
#include <utility>

#include "join_session.h"

namespace interview::cli {

void JoinSession::on_line(const std::string& typed) {
  std::string line = typed;
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  if (line.empty()) return;
  if (line == "/quit") return leave();
  if (line == "/help") return help();
  if (!was_live_) {
    early_.push_back(line);
    return;
  }
  if (line == "<" || line.rfind("< ", 0) == 0) return type_in(line.substr(std::min<size_t>(line.size(), 2)));
  // "//" begins a chat line that begins with "/".
  if (line[0] != '/' || line.rfind("//", 0) == 0)
    return send(command::Chat{line[0] == '/' ? line.substr(1) : line, false});
  const size_t blank = line.find(' ');
  const size_t argument = blank == std::string::npos ? line.size() : line.find_first_not_of(' ', blank);
  command(line.substr(1, blank == std::string::npos ? blank : blank - 1), line.substr(argument));
}

void JoinSession::command(const std::string& name, const std::string& argument) {
  if (name == "run") return run_file(argument);
  if (name == "stop") return stop_run();
  if (name == "input") return type_in(argument);
  if (name == "eof") return give({"", true});
  if (name == "submit") return send(command::Submit{});
  if (name == "who") return story_->tell_people();
  if (name == "files") return story_->tell_files();
  if (name == "lock") return send(command::Lock{});
  if (name == "unlock") return send(command::Unlock{});
  if (name == "end") return send(command::End{});
  if (name == "language" && !argument.empty()) return send(command::SetLanguage{argument});
  if (name == "team" && !argument.empty()) return send(command::Chat{argument, true});
  say("* There is no command /" + for_terminal(name, {.one_line = true}) + ": /help lists them");
}

bool JoinSession::try_to_send(Command command) {
  const auto sent = client_->session().send(std::move(command));
  if (sent)
    client_->flush();
  else
    say("* Not done: " + for_terminal(sent.error().message, {.one_line = true}));
  return sent.ok();
}

void JoinSession::run_file(const std::string& name) {
  const RoomView& view = client_->session().view();
  const RoomView::Doc* doc = nullptr;
  if (!name.empty() || !last_run_.empty()) doc = view.doc_named(name.empty() ? last_run_ : name);
  if (!doc && name.empty() && !view.docs.empty()) doc = &view.docs.begin()->second;
  if (!doc) {
    say(name.empty()
            ? "* The room has no files"
            : "* There is no file " + for_terminal(name, {.one_line = true}) + ": /files lists them");
    return;
  }
  last_run_ = doc->name;
  run_asked_ = try_to_send(command::Run{doc->id, "", "", true}) || run_asked_;
}

// The newest run that has not ended; 0 if there is none.
uint32_t JoinSession::open_run() const {
  const auto& runs = client_->session().view().runs;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run)
    if (run->second.state != RoomRun::kEnded) return run->first;
  return 0;
}

void JoinSession::stop_run() {
  if (const uint32_t run = open_run())
    send(command::RunStop{run});
  else
    say("* Nothing runs");
}

void JoinSession::type_in(const std::string& text) {
  give({text + "\n", false});
}

void JoinSession::give(Input input) {
  // What is typed right behind /run is for that run, which the room has not numbered yet.
  if (run_asked_) return inputs_.push_back(std::move(input));
  if (const uint32_t run = open_run())
    send(command::RunInput{run, std::move(input.text), input.end});
  else
    say("* Nothing runs");
}

void JoinSession::look_for_run(const Notice& notice) {
  const auto* happened = std::get_if<notice::Happened>(&notice);
  const auto* refused = std::get_if<notice::Refused>(&notice);
  const bool numbered = happened && std::holds_alternative<event::RunQueued>(happened->seen.event) &&
                        happened->seen.client == client_->session().client();
  const bool given_up = refused && !refused->retry && std::holds_alternative<command::Run>(refused->command);
  if (!run_asked_ || (!numbered && !given_up && !std::holds_alternative<notice::Loaded>(notice))) return;
  run_asked_ = false;
  for (Input& input : std::exchange(inputs_, {}))
    if (!given_up) give(std::move(input));
}

void JoinSession::help() {
  for (const char* line :
       {"  TEXT            say it to everybody (begin with // to say something with a /)",
        "  /team TEXT      say it to the interviewers only",
        "  /run [FILE]     run a file: the last one that ran, or the first",
        "  < TEXT          type a line into the program that runs (or /input TEXT)",
        "  /eof            end its input", "  /stop           stop the run",
        "  /submit         hand in the code as it stands", "  /who  /files    list people, list files",
        "  /lock  /unlock  stop the others' edits and runs, let them go on",
        "  /language NAME  run the room's code as this language",
        "  /end            end the interview, for everybody and for good",
        "  /quit           leave; the room stays"})
    say(line);
}

}  // namespace interview::cli
