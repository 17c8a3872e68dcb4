#include "join_session.h"

#include <signal.h>

#include "exit_code.h"
#include "interview/bytes.h"
#include "kept_copies.h"
#include "output.h"

namespace interview::cli {
namespace {

constexpr uint32_t kRestMs = 300;  // an unfinished line of output waits for so long
constexpr uint32_t kPatienceMs = 5'000;

}  // namespace

bool JoinSession::open_store(const Link& link) {
  if (options_.folder.empty()) {
    state_folder_ = state_folder(options_.common, link);
    if (auto files = ClientFiles::open(state_folder_)) store_ = std::move(*files);
    return true;
  }
  const std::string invitation =
      to_base64url(bytes_of(blake2b(to_url(link.server) + "/r/" + link.room, "#", link.code)));
  auto folder = SharedFolder::open(options_.folder, invitation);
  if (!folder) {
    complain(folder.error().message);
    return false;
  }
  folder_ = folder->get();
  store_ = std::move(*folder);
  return true;
}

int JoinSession::run() {
  const auto link = link_of(options_.common);
  if (!link) {
    complain(link.error().message);
    return kUsage;
  }
  if (!open_store(*link)) return kFailed;
  signals_ = std::make_unique<Signals>(loop_, std::initializer_list<int>{SIGTERM, SIGHUP, SIGINT},
                                       [this](int) { leave(); });
  screen_ = std::make_unique<Screen>(
      loop_, "... ", Screen::Events{[this](const std::string& line) { on_line(line); }, [this] { leave(); }});
  LiveOptions live;
  live.name = options_.common.name;
  LiveEvents events;
  events.on_notices = [this](const std::vector<Notice>& notices) { on_notices(notices); };
  events.on_state = [this](LiveState state, const Error& why, uint32_t delay) {
    on_state(state, why, delay);
  };
  events.on_not_kept = [this](const Error& why) {
    say("* This machine does not keep what you do: " + for_terminal(why.message, {.one_line = true}));
  };
  client_ = std::make_unique<LiveClient>(loop_, *link, live, std::move(events), store_.get());
  story_ = std::make_unique<Story>(client_->session(), StoryOptions{screen_->has_prompt(), false},
                                   [this](const std::string& line) { say(line); });
  if (folder_) {
    const auto shared =
        folder_->share(loop_, *client_, [this](const std::string& line) { say("* " + line); });
    if (!shared) {
      screen_.reset();
      complain(shared.error().message);
      return kFailed;
    }
  }
  client_->start();
  loop_.run();
  client_.reset();
  screen_.reset();
  return code_;
}

void JoinSession::say(const std::string& line) {
  if (!screen_) return;
  screen_->print(line);
  if (!screen_->good() && !leaving_) leave();
}

void JoinSession::on_notices(const std::vector<Notice>& notices) {
  if (folder_) folder_->on_notices(notices);
  story_->tell(notices);
  for (const Notice& notice : notices) {
    if (const auto* diverged = std::get_if<notice::Diverged>(&notice)) keep_texts(*diverged);
    look_for_run(notice);
  }
  if (story_->has_rest()) rests_ = loop_.after(kRestMs, [this] { story_->tell_rests(); });
  if (leaving_ && was_live_ && early_.empty() && !client_->session().has_pending()) client_->leave();
}

void JoinSession::keep_texts(const notice::Diverged& diverged) {
  if (diverged.texts.empty()) return;
  // The folder has them, and goes on with them.
  if (folder_) return say("* Your texts are kept as copies.");
  const auto kept = keep_copies(state_folder_, diverged.texts);
  say(kept ? "* The texts as you had them are in " + for_terminal(*kept, {.one_line = true})
           : "* The texts as you had them could not be kept: " +
                 for_terminal(kept.error().message, {.one_line = true}));
}

void JoinSession::on_state(LiveState state, const Error& why, uint32_t delay_ms) {
  const std::string reason = for_terminal(why.message, {.one_line = true});
  if (state == LiveState::live) {
    last_trouble_.clear();
    screen_->set_prompt("> ");
    if (was_live_) return say("* Connected again.");
    was_live_ = true;
    story_->tell_room();
    say(folder_
            ? "* The files are in " + for_terminal(options_.folder, {.one_line = true}) +
                  ". /help says what you can do."
            : "* /help says what you can do. To edit the files with your own editor, join with --dir DIR.");
    for (const std::string& line : std::exchange(early_, {})) on_line(line);
    if (leaving_ && !client_->session().has_pending()) client_->leave();
  } else if (state == LiveState::waiting) {
    screen_->set_prompt("... ");
    // Once for each trouble, however often it is tried again.
    if (std::exchange(last_trouble_, reason) != reason)
      say("* Not connected: " + reason + ". The next attempt is in " +
          std::to_string((delay_ms + 999) / 1000) + " s.");
  } else if (state == LiveState::over) {
    if (!leaving_ || !was_live_) {
      screen_.reset();
      const bool given_up = leaving_ && why.code == Errc::closed;
      complain(given_up
                   ? "could not join: " + (last_trouble_.empty() ? "the server took too long" : last_trouble_)
                   : why.message);
      code_ = kFailed;
    }
    loop_.stop();
  }
}

// What is typed but not sent yet goes out first, for as long as there is hope: standard input may end before
// the room is there. To leave a second time is to leave at once.
void JoinSession::leave() {
  if (leaving_) return leave_now();
  leaving_ = true;
  if (folder_) folder_->finish();
  if (was_live_ && !client_->session().has_pending()) return client_->leave();
  patience_ =
      loop_.after(was_live_ ? kPatienceMs : options_.common.timeout_s * 1'000, [this] { leave_now(); });
}

void JoinSession::leave_now() {
  if (client_->session().has_pending())
    say(store_ ? "* Not everything could be sent: it is kept, and sent when you join again."
               : "* Not everything could be sent.");
  client_->leave();
  patience_ = loop_.after(1'000, [this] { loop_.stop(); });
}

}  // namespace interview::cli
