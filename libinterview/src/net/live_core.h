#pragma once

#include <memory>
#include <optional>
#include <string>

#include "interview/join.h"
#include "interview/live_client.h"
#include "net/backoff.h"

namespace interview {

// The state of a live client: one of LiveState, with at most one request, socket or timer of the way in under
// way. What is called back holds it, so that a host may destroy the client from within.
class LiveClient::Core : public std::enable_shared_from_this<LiveClient::Core> {
 public:
  Core(Network& network, Link link, const LiveOptions& options, LiveEvents events, ClientStore* store);

  void start();
  void flush();
  Result<void> keep();
  void pass(std::string_view message);
  void leave();
  void abandon();

 private:
  friend class LiveClient;
  using Call = void (Core::*)();

  // The way in (live_client.cc)
  void begin();
  void ask_to_join();
  void joined(const Result<Joined>& joined);
  void connect();
  void wait(const Error& why);
  void enter(LiveState state, const Error& why = {Errc::closed, {}}, uint32_t delay_ms = 0);
  void end(const Error& why);
  void stop_everything();
  std::unique_ptr<Underway> later(uint32_t ms, Call call);

  // The connection (live_connection.cc)
  void opened();
  void received(std::string_view message);
  void misunderstood(const Error& why);
  void take(const std::vector<Notice>& notices);
  void closed(const Closed& closed);
  void lost_token(const std::string& reason);
  void begin_anew();
  void tell(const std::vector<Notice>& notices);
  void pump();
  void report_not_kept();
  void take_token(std::string token);
  void plan_renewal();
  void renew();
  void retry();
  std::string new_client_id() const;

  Network& network_;
  Link link_;
  LiveOptions options_;
  LiveEvents events_;
  ClientStore* store_;
  net::Backoff backoff_;
  ClientSession session_;
  bool resumed_ = false;
  std::string token_;
  int64_t expires_at_ = 0;  // ms, of the token; 0: not known

  LiveState state_ = LiveState::waiting;
  std::unique_ptr<Underway> step_;  // the request, or the timer, of the way in
  std::unique_ptr<WebSocket> socket_;
  std::unique_ptr<Underway> renewal_;
  std::unique_ptr<Underway> retry_;
  std::unique_ptr<Underway> keep_again_;
  std::unique_ptr<Underway> report_;
  std::vector<Notice> lost_;           // told when the client begins
  std::optional<std::string> unsent_;  // of the session, not in the store yet
  std::optional<Error> unreadable_;    // of what the store had, until it is told
  std::optional<Error> not_kept_;
  std::optional<Error> last_refusal_;  // of no command: why the server closes
  unsigned broken_ = 0;                // openings that broke the protocol, in a row
  bool rejoined_ = false;              // since it was live
  bool telling_ = false;
  bool leaving_ = false;
  bool dead_ = false;
};

}  // namespace interview
