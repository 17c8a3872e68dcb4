// What happens in a room, told to a person: lines for a terminal, with everything that others wrote filtered.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "interview/client_session.h"
#include "terminal/filter.h"

namespace interview::cli {

struct StoryOptions {
  bool colours = false;
  bool edits = false;  // tell of edits too
};

// Knows what was told already, so that nothing is told twice. One thread at a time.
class Story {
 public:
  // Borrows the session. `print` gets whole lines, without their ends.
  Story(const ClientSession& session, const StoryOptions& options,
        std::function<void(const std::string& line)> print)
      : session_(session), options_(options), print_(std::move(print)) {}

  // What ClientSession::receive() returned.
  void tell(const std::vector<Notice>& notices);
  // Who is here, which documents there are, how the room stands.
  void tell_people();
  void tell_files();
  void tell_room();
  // The beginning of a line of output that waits for its end, if it has waited for long enough.
  bool has_rest() const { return !rests_.empty(); }
  void tell_rests();

 private:
  void happened(const SeenEvent& seen);
  void typed(const std::string& by, const event::RunInput& input);
  bool is_mine(uint32_t run) const;
  void output(uint32_t run, OutputStream stream, std::string_view data);
  void end_output(uint32_t run);
  void output_line(OutputStream stream, const std::string& line);
  void refused(const notice::Refused& refused);
  void presence(const wire::Presence& presence);
  void text(const std::string& before, std::string_view text);
  void line(const std::string& line) { print_(line); }
  std::string who(uint32_t person) const;
  std::string doc_name(uint32_t doc);
  void learn();

  struct Stream {
    TerminalFilter filter;
    std::string rest;
  };
  using StreamKey = std::pair<uint32_t, OutputStream>;

  const ClientSession& session_;
  StoryOptions options_;
  std::function<void(const std::string&)> print_;
  std::map<uint32_t, std::string> docs_;  // names, also of those that were removed
  std::map<uint32_t, bool> here_;         // by person
  std::map<StreamKey, Stream> streams_;
  std::map<StreamKey, bool> rests_;  // of streams whose last line is not ended
  bool saving_ = true;
};

}  // namespace interview::cli
