// A blocking client that speaks bytes: what a test sends is what goes out. Each wait ends after ten seconds
// in a failed test.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace interview::front {

struct RawReply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct RawFrame {
  int opcode = -1;  // -1: the connection ended
  bool fin = false;
  std::string payload;

  int close_code() const;
  std::string close_reason() const { return payload.size() > 2 ? payload.substr(2) : std::string(); }
};

class RawClient {
 public:
  explicit RawClient(uint16_t port, const std::string& address = "127.0.0.1", int receive_buffer = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // A socket that is not connected yet, for when there will be no descriptor left.
  static RawClient unconnected();
  void connect(uint16_t port, const std::string& address = "127.0.0.1");
  // The TLS handshake; offers `alpn` if it is not empty. The certificate is not checked.
  bool start_tls(const std::string& alpn = {});
  std::string alpn_chosen() const;

  // False if the peer has closed.
  bool send(std::string_view bytes);
  // What there is, at least a byte; "" at the end.
  std::string read_some(size_t max = 65536);
  std::string read_exactly(size_t size);  // less at the end
  std::string read_until(std::string_view end);
  std::string read_to_end();
  bool was_reset() const { return reset_; }
  void shutdown_send();
  void close();

  RawReply read_reply(bool to_head = false);
  // Sends a request with Host and reads the reply.
  RawReply get(std::string_view target, std::string_view more_headers = {});

  // A WebSocket handshake that must succeed; the bytes `early` follow it at once.
  RawReply upgrade(std::string_view target = "/socket", std::string_view more_headers = {},
                   std::string_view early = {});
  RawFrame read_frame();
  // Sends a close frame back and reads to the end.
  void finish_close(int code);

 private:
  RawClient() = default;
  int fd_ = -1;
  ssl_st* ssl_ = nullptr;
  std::string buffered_;
  bool reset_ = false;
};

constexpr int kText = 1, kBinary = 2, kContinuation = 0, kClose = 8, kPing = 9, kPong = 10;

struct FrameShape {
  bool fin = true;
  bool masked = true;
  int reserved = 0;  // RSV bits, 0 to 7
};
std::string client_frame(int opcode, std::string_view payload, FrameShape shape = {});
std::string close_payload(int code, std::string_view reason = {});

extern const std::string_view kUpgradeHeaders;  // a whole, right handshake but for the request line and Host

}  // namespace interview::front
