// One WebSocket of a client: opening handshake, frames out, messages in, and its time limits.
#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "interview/connect.h"
#include "net/deadline.h"
#include "net/response_reader.h"
#include "net/stream.h"
#include "net/websocket_engine.h"

namespace interview::net {

// On the loop's thread. Lives until on_close was called, or it was abandoned.
class WebSocketClient final : private EngineEvents, public std::enable_shared_from_this<WebSocketClient> {
 public:
  WebSocketClient(asio::io_context& io, const NetworkOptions& options, std::unique_ptr<Stream> stream,
                  WebSocketEvents events);

  void start(Endpoint server, std::string path);
  void send(std::string_view message);
  void close(uint16_t code, std::string_view reason);
  size_t buffered() const { return buffered_; }
  void abandon();

 private:
  enum class Phase { opening, open, closing };

  static asio::awaitable<void> run(std::shared_ptr<WebSocketClient> self, Endpoint server, std::string path);
  asio::awaitable<void> converse(Endpoint server, std::string path);
  asio::awaitable<bool> shake_hands(Endpoint server, std::string path);
  asio::awaitable<std::error_code> write(std::string_view bytes);

  bool on_text(std::string_view text) override;
  bool on_ping(std::string_view payload) override;
  bool on_pong() override { return !broken_; }
  void on_close_frame(uint16_t code, std::string_view reason) override;

  void receive(char* bytes, size_t size);
  void push(std::string frame);
  void flush();
  void written(std::error_code error, size_t size);
  void silence();
  void begin_close(uint16_t code, std::string_view reason);
  void break_off(uint16_t code, std::string_view reason);

  asio::io_context& io_;
  NetworkOptions options_;
  std::unique_ptr<Stream> stream_;
  WebSocketEvents events_;
  WebSocketEngine engine_;
  ResponseReader reader_;
  std::array<char, 8192> chunk_{};

  Phase phase_ = Phase::opening;
  std::deque<std::string> outbox_;
  size_t buffered_ = 0;
  size_t front_done_ = 0;  // bytes of the first frame that are written
  bool writing_ = false;
  bool pinged_ = false;
  bool close_received_ = false;
  bool broken_ = false;  // the socket is closed
  bool abandoned_ = false;
  Closed closed_;
  Deadline opening_deadline_;
  Deadline silence_deadline_;
  Deadline close_deadline_;
};

}  // namespace interview::net
