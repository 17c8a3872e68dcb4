#include "bench/press.h"

#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "bench/child_server.h"
#include "bench/server_keys.h"
#include "interview/join.h"
#include "interview/live_client.h"

namespace interview::bench {
namespace {

constexpr uint32_t kPatienceMs = 120'000;
// In which a container takes the place of the one that was used.
constexpr std::chrono::milliseconds kRest{1'000};

std::vector<std::string> command_of(const std::string& data, std::vector<std::string> arguments) {
  std::vector<std::string> command = {
      program_folder() + "/interviewd", "serve", "--listen", "127.0.0.1:0", "--data", data};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

class PressRunner::Room {
 public:
  explicit Room(const std::vector<std::string>& arguments)
      : folder_(program_folder() + "/.."), server_(command_of(folder_.path(), arguments)) {
    LiveOptions options;
    options.name = "bench";
    LiveEvents events;
    events.on_notices = [this](const std::vector<Notice>& notices) { hear(notices); };
    events.on_state = [](LiveState state, const Error& why, uint32_t) {
      if (state == LiveState::over) give_up("the room is closed: " + why.message);
    };
    client_ = std::make_unique<LiveClient>(loop_, link(), options, std::move(events));
    client_->start();
    wait([this] { return client_->state() == LiveState::live; });
    if (client_->session().view().docs.empty())
      do_in_session([](ClientSession& session) { return session.send(command::OpenDoc{"main.py", "", 0}); });
    wait([this] { return !client_->session().view().docs.empty(); });
  }

  Timing press(const std::string& text) {
    const auto& doc = client_->session().view().docs.begin()->second;
    do_in_session([&](ClientSession& session) { return session.replace(doc.id, 0, doc.text.size(), text); });
    wait([this] { return !client_->session().has_pending(); });
    timing_ = {};
    ended_ = false;
    begin_ = Clock::now();
    do_in_session([&](ClientSession& session) {
      return session.send(command::Run{doc.id, "python", "", false});
    });
    wait([this] { return ended_; });
    return timing_;
  }

 private:
  Link link() {
    const KeyRing keys = keys_of(folder_.path());
    std::optional<Link> link;
    const auto request = create_room(loop_, server_.endpoint(), token(keys, loop_, "owner", "", "owner"),
                                     "bench", "python", [&](const Result<CreatedRoom>& created) {
                                       if (!created) give_up("no room: " + created.error().message);
                                       auto parsed = parse_link(created->links.at("interviewer"));
                                       if (!parsed) give_up(parsed.error().message);
                                       link = std::move(*parsed);
                                     });
    wait([&] { return link.has_value(); });
    return *link;
  }

  void do_in_session(const std::function<Result<void>(ClientSession&)>& what) {
    if (const Result<void> done = what(client_->session()); !done) give_up(done.error().message);
    client_->flush();
  }

  void hear(const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
      if (const auto* refused = std::get_if<notice::Refused>(&notice)) give_up(refused->message);
      if (const auto* happened = std::get_if<notice::Happened>(&notice)) hear(happened->seen.event);
    }
    loop_.post([this] { loop_.stop(); });
  }

  void hear(const Event& event) {
    if (const auto* started = std::get_if<event::RunStarted>(&event)) timing_.cold = started->cold;
    if (const auto* output = std::get_if<event::RunOutput>(&event)) {
      timing_.last = ms_since(begin_);
      if (timing_.bytes == 0) timing_.first = timing_.last;
      timing_.bytes += output->data.size();
    }
    if (const auto* over = std::get_if<event::RunEnded>(&event)) {
      timing_.end = ms_since(begin_);
      ended_ = true;
      if (over->result.kind != RunKind::ok) timing_.trouble = over->result.message;
    }
  }

  // Lets things happen until it is so.
  void wait(const std::function<bool()>& so) {
    const auto limit = loop_.after(kPatienceMs, [] { give_up("the server does not answer"); });
    while (!so()) {
      const auto look = loop_.after(50, [this] { loop_.stop(); });
      loop_.run();
    }
  }

  TempFolder folder_;  // beside the programs: on a real disk
  ChildServer server_;
  EventLoop loop_;
  std::unique_ptr<LiveClient> client_;
  Clock::time_point begin_;
  Timing timing_;
  bool ended_ = false;
};

PressRunner::PressRunner(std::string name, std::vector<std::string> arguments)
    : name_(std::move(name)), room_(std::make_unique<Room>(arguments)) {}

PressRunner::~PressRunner() = default;

Timing PressRunner::run(const RunRequest& request) {
  return room_->press(request.files.front().content);
}

void PressRunner::settle() {
  std::this_thread::sleep_for(kRest);
}

}  // namespace interview::bench
