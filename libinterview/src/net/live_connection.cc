// What the connection of a live client brings, and what becomes of it when it closes.
#include "interview/protocol.h"
#include "interview/text.h"
#include "net/live_core.h"
#include "net/token_life.h"

namespace interview {
namespace {

constexpr uint32_t kKeepAgainMs = 1'000;
// RFC 6455 §7.4.1
constexpr uint16_t kMessageTooBig = 1009;
constexpr uint16_t kTlsFailed = 1015;

Error error_of_close(const Closed& closed) {
  const auto with = [&](Errc code, const char* meaning) {
    return Error{code, closed.reason.empty() ? meaning : closed.reason};
  };
  if (closed.code == kTlsFailed) return with(Errc::bad_signature, "the server cannot prove who it is");
  if (closed.code == kMessageTooBig) return with(Errc::too_big, "a message was too big for the server");
  switch (static_cast<wire::Close>(closed.code)) {
    case wire::Close::bad_token:
      return with(Errc::token_expired, "the token is not good any more");
    case wire::Close::not_permitted:
      return with(Errc::not_permitted, "the room does not let you in");
    case wire::Close::no_such_room:
      return with(Errc::no_such_room, "there is no such room");
    case wire::Close::replaced:
      return {Errc::closed, "another program goes on as this client"};
    case wire::Close::too_big:
      return with(Errc::too_big, "a message was too big for the server");
    case wire::Close::protocol_error:
      return with(Errc::protocol, "the server did not understand this client");
    case wire::Close::going_away:
      return with(Errc::closed, "the server went away");
    default:
      return with(Errc::io, "the connection broke");
  }
}

}  // namespace

void LiveClient::Core::opened() {
  if (leaving_) return;
  socket_->send(session_.connected(token_));
}

void LiveClient::Core::received(std::string_view message) {
  if (leaving_) return;
  const auto notices = session_.receive(message);
  if (notices) return take(*notices);
  // A later server may say more than this client knows.
  if (notices.error().code != Errc::unknown_type) misunderstood(notices.error());
}

// A part of the message may be in the view.
void LiveClient::Core::misunderstood(const Error& why) {
  socket_.reset();
  session_.disconnected();
  unsent_.reset();
  // Work that was done while the snapshot came: the next opening says that there is some.
  const bool stale = why.code == Errc::stale;
  if (!stale && ++broken_ > options_.broken_openings) return end(why);
  if (!stale && broken_ == options_.broken_openings) begin_anew();
  tell({notice::Loaded{}});
  if (dead_ || leaving_) return;
  if (stale)
    step_ = later(0, &Core::begin);
  else
    wait(why);
}

void LiveClient::Core::take(const std::vector<Notice>& notices) {
  bool caught_up = false, diverged = false;
  for (const Notice& notice : notices) {
    if (std::holds_alternative<notice::CaughtUp>(notice)) {
      caught_up = true;
    } else if (std::holds_alternative<notice::Diverged>(notice)) {
      diverged = true;
    } else if (const auto* token = std::get_if<wire::Token>(&notice)) {
      take_token(token->token);
      plan_renewal();
    } else if (const auto* refused = std::get_if<notice::Refused>(&notice)) {
      if (refused->n == 0) last_refusal_ = Error{refused->code, refused->message};
      if (refused->n != 0 && refused->retry) retry_ = later(options_.retry_ms, &Core::retry);
    }
  }
  if (caught_up) {
    backoff_.reset();
    broken_ = 0;
    rejoined_ = false;
    plan_renewal();
  }
  tell(notices);
  if (dead_ || leaving_) return;
  if (diverged) {
    socket_.reset();
    session_ = ClientSession(link_.room, new_client_id(), options_.session);
    unsent_.reset();
    step_ = later(0, &Core::begin);
    return;
  }
  if (caught_up) enter(LiveState::live);
  pump();
}

void LiveClient::Core::tell(const std::vector<Notice>& notices) {
  if (dead_ || notices.empty() || !events_.on_notices) return;
  telling_ = true;
  events_.on_notices(notices);
  telling_ = false;
}

void LiveClient::Core::closed(const Closed& closed) {
  socket_.reset();
  renewal_.reset();
  retry_.reset();
  session_.disconnected();
  unsent_.reset();
  if (leaving_) return end({Errc::closed, "left"});
  Error why = error_of_close(closed);
  if (closed.code == static_cast<uint16_t>(wire::Close::bad_token)) return lost_token(why.message);
  if (last_refusal_ && last_refusal_->code == Errc::client_of_another && resumed_) {
    // The token is another person's than the one who left this outbox.
    resumed_ = false;
    begin_anew();
    step_ = later(0, &Core::begin);
    return;
  }
  if (closed.code == kTlsFailed || !wire::may_reconnect(closed.code)) {
    if (last_refusal_ && closed.code != static_cast<uint16_t>(wire::Close::replaced)) why = *last_refusal_;
    return end(why);
  }
  wait(why);
}

void LiveClient::Core::lost_token(const std::string& reason) {
  if (rejoined_ || link_.code.empty()) return end({Errc::token_expired, reason});
  rejoined_ = true;
  token_.clear();
  expires_at_ = 0;
  begin_anew();
  step_ = later(0, &Core::begin);
}

// As another client, of whom the room knows nothing: what was not sent is lost to it, and told.
void LiveClient::Core::begin_anew() {
  if (session_.has_pending()) {
    notice::Diverged diverged;
    for (const auto& [id, doc] : session_.view().docs) {
      notice::Diverged::Text text{doc.name, {}};
      append_utf8(text.text, doc.text.text());
      diverged.texts.push_back(std::move(text));
    }
    lost_.push_back(std::move(diverged));
  }
  session_ = ClientSession(link_.room, new_client_id(), options_.session);
  unsent_.reset();
}

void LiveClient::Core::flush() {
  if (!telling_) pump();
}

void LiveClient::Core::pump() {
  while (socket_ && !leaving_ && !dead_) {
    if (!unsent_) unsent_ = session_.next();
    if (!unsent_) return;
    if (const auto kept = keep(); !kept) {
      if (!not_kept_) {
        not_kept_ = kept.error();
        report_ = later(0, &Core::report_not_kept);
      }
      keep_again_ = later(kKeepAgainMs, &Core::flush);
      return;
    }
    not_kept_.reset();
    socket_->send(*unsent_);
    unsent_.reset();
  }
}

void LiveClient::Core::report_not_kept() {
  if (not_kept_ && events_.on_not_kept) events_.on_not_kept(*not_kept_);
}

Result<void> LiveClient::Core::keep() {
  if (!store_) return {};
  return store_->store_outbox(session_.outbox());
}

void LiveClient::Core::pass(std::string_view message) {
  if (socket_ && !leaving_ && session_.live()) socket_->send(message);
}

void LiveClient::Core::plan_renewal() {
  if (expires_at_ == 0) expires_at_ = net::token_expiry(token_).value_or(0);
  if (expires_at_ != 0) renewal_ = later(net::renew_after_ms(expires_at_, network_.now_ms()), &Core::renew);
}

void LiveClient::Core::renew() {
  pass(wire::encode(wire::ClientMessage(wire::Renew{})));
  plan_renewal();
}

void LiveClient::Core::retry() {
  session_.retry();
  flush();
}

}  // namespace interview
