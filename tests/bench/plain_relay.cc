// The least that a server can do with the same frames: hands each message to the others on the same path, on
// the network front of interviewd. It merges nothing and stores nothing.
#include <signal.h>

#include <cstdio>
#include <map>
#include <set>

#include "front/http_response.h"
#include "front/listener.h"
#include "interview/protocol.h"

using namespace interview::front;

namespace {

// All calls come on the I/O thread.
class Relay final : public Handler {
 public:
  void on_request(HttpRequest, Responder responder) override {
    responder.respond(error_response(404, "not_found", "there are only sockets here"));
  }
  UpgradeAnswer on_upgrade(const HttpRequest& request, const std::shared_ptr<WebSocket>& socket) override {
    Room& room = rooms_[request.path];
    room.insert(socket);
    return AcceptedUpgrade{std::make_shared<Member>(room, socket),
                           std::string(interview::wire::kSubprotocol)};
  }

 private:
  using Room = std::set<std::shared_ptr<WebSocket>>;

  class Member final : public WebSocketHandler {
   public:
    Member(Room& room, std::shared_ptr<WebSocket> socket) : room_(room), socket_(std::move(socket)) {}
    void on_message(std::string_view text) override {
      const auto frame = prepare_text_frame(text);
      for (const auto& other : room_)
        if (other != socket_) other->send(frame);
    }
    void on_closed(uint16_t, bool) override {
      room_.erase(socket_);
      socket_.reset();
    }

   private:
    Room& room_;
    std::shared_ptr<WebSocket> socket_;
  };

  std::map<std::string, Room> rooms_;
};

}  // namespace

int main() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Relay relay;
  Listener listener({}, relay);
  if (const auto started = listener.start(); !started) {
    std::fprintf(stderr, "plain_relay: %s\n", started.error().message.c_str());
    return 1;
  }
  std::printf("plain_relay is at http://127.0.0.1:%u\n", static_cast<unsigned>(listener.port()));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  listener.stop(std::chrono::milliseconds(1'000));
  return 0;
}
