// The WebSocket of one connection: frames out, messages in, and its time limits.
#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "front/deadline.h"
#include "front/front_core.h"
#include "front/outbox.h"
#include "front/stream.h"
#include "front/websocket.h"
#include "front/websocket_engine.h"

namespace interview::front {

// Made before the handler has agreed, to be given to it; then either start()ed or refused(). On the I/O
// thread only.
class WebSocketConnection final : public WebSocket,
                                  public LiveConnection,
                                  private WebSocketEvents,
                                  public std::enable_shared_from_this<WebSocketConnection> {
 public:
  explicit WebSocketConnection(FrontCore& core);

  void send(std::shared_ptr<const Frame> frame) override;
  size_t buffered() const override { return outbox_.bytes(); }
  bool congested() const override { return congested_; }
  void close(uint16_t code, std::string_view reason) override;

  void go_away() override { close(1001, "server going away"); }
  void cut() override { break_off(); }

  // What an accepted upgrade hands over.
  struct Opening {
    std::unique_ptr<Stream> stream;
    std::unique_ptr<Place> place;
    std::shared_ptr<WebSocketHandler> handler;
    std::string response;  // 101, still to be written
    std::string early;     // bytes that came after the request
  };
  void start(Opening opening);
  void refused();

 private:
  enum class Phase { opening, open, closing, closed };

  static asio::awaitable<void> run(std::shared_ptr<WebSocketConnection> self);
  asio::awaitable<void> converse();
  asio::awaitable<bool> write_response();
  void tell_closed();
  void finish();

  bool on_text(std::string_view text) override;
  bool on_ping(std::string_view payload) override;
  bool on_pong(std::string_view payload) override;
  void on_close(uint16_t code, std::string_view reason) override;

  void receive(char* bytes, size_t size);
  void flush();
  void written(std::error_code error, size_t size);
  void push_pong(std::string_view payload);
  void ping_or_give_up();
  void begin_close(uint16_t code, std::string_view reason);
  void time_out();
  void break_off();  // closes the socket at once; converse() comes to its end
  template <typename Call>
  void tell_handler(Call call);

  FrontCore& core_;
  Opening opening_;
  Phase phase_ = Phase::opening;
  WebSocketEngine engine_;
  std::array<char, 8192> chunk_;

  Outbox outbox_;
  bool response_written_ = false;
  bool writing_ = false;
  bool congested_ = false;
  asio::steady_timer emptied_;  // never expires; cancelled when nothing waits any more
  Deadline write_deadline_;

  Deadline ping_deadline_;
  std::weak_ptr<const Frame> last_ping_;  // these live as long as they wait in the outbox
  std::weak_ptr<const Frame> last_pong_;
  std::optional<std::string> next_pong_;
  bool awaiting_pong_ = false;
  bool heard_ = false;  // since the last ping

  Deadline close_deadline_;
  uint16_t close_code_ = 1006;
  bool close_received_ = false;
  bool broken_ = false;    // the socket is closed
  bool unusable_ = false;  // the peer broke the protocol: what it sends has no meaning any more
};

}  // namespace interview::front
