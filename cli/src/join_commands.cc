// What a person types at the prompt.
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

void JoinSession::send(Command command) {
  const auto sent = client_->session().send(std::move(command));
  if (!sent) return say("* Not done: " + for_terminal(sent.error().message, {.one_line = true}));
  client_->flush();
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
  send(command::Run{doc->id, "", "", false});
}

void JoinSession::stop_run() {
  const auto& runs = client_->session().view().runs;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run)
    if (run->second.state != RoomRun::kEnded) return send(command::RunStop{run->first});
  say("* Nothing runs");
}

void JoinSession::help() {
  for (const char* line :
       {"  TEXT            say it to everybody (begin with // to say something with a /)",
        "  /team TEXT      say it to the interviewers only",
        "  /run [FILE]     run a file: the last one that ran, or the first", "  /stop           stop the run",
        "  /submit         hand in the code as it stands", "  /who  /files    list people, list files",
        "  /lock  /unlock  stop the others' edits and runs, let them go on",
        "  /language NAME  run the room's code as this language",
        "  /end            end the interview, for everybody and for good",
        "  /quit           leave; the room stays"})
    say(line);
}

}  // namespace interview::cli
