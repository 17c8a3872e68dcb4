// A person in a room, at a prompt.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common_options.h"
#include "interview/live_client.h"
#include "prompt/screen.h"
#include "shared_folder.h"
#include "signals.h"
#include "story.h"

namespace interview::cli {

struct JoinOptions {
  CommonOptions common;
  std::string folder;
};

// One thread.
class JoinSession {
 public:
  explicit JoinSession(const JoinOptions& options)
      : options_(options), loop_(network_options(options.common)) {}
  // Until the person leaves or the room does not let them stay; the exit code.
  int run();

 private:
  // What the room does (join_session.cc)
  bool open_store(const Link& link);
  void on_notices(const std::vector<Notice>& notices);
  void keep_texts(const notice::Diverged& diverged);
  void on_state(LiveState state, const Error& why, uint32_t delay_ms);
  void leave();
  void leave_now();
  void say(const std::string& line);

  // What the person types (join_commands.cc)
  void on_line(const std::string& line);
  void command(const std::string& name, const std::string& argument);
  void run_file(const std::string& name);
  void stop_run();
  uint32_t open_run() const;
  struct Input {
    std::string text;
    bool end;
  };
  void type_in(const std::string& text);
  void give(Input input);
  void look_for_run(const Notice& notice);
  bool try_to_send(Command command);  // says why it was not
  void send(Command command) { (void)try_to_send(std::move(command)); }
  void help();

  JoinOptions options_;
  EventLoop loop_;
  std::string state_folder_;  // without a folder that is shared
  std::unique_ptr<ClientStore> store_;
  SharedFolder* folder_ = nullptr;  // the store, if it is one
  std::unique_ptr<LiveClient> client_;
  std::unique_ptr<Story> story_;
  std::unique_ptr<Screen> screen_;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<Underway> rests_;
  std::unique_ptr<Underway> patience_;  // for what is not sent when leaving
  std::vector<std::string> early_;      // lines that were typed before the room was there
  std::string last_run_;
  bool run_asked_ = false;     // and not yet numbered by the room
  std::vector<Input> inputs_;  // meanwhile
  std::string last_trouble_;
  bool was_live_ = false;
  bool leaving_ = false;
  int code_ = 0;
};

}  // namespace interview::cli
