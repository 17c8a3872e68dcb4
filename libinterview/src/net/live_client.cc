// The way in: from a link to a token to a connection, and again after a while.
#include "interview/live_client.h"

#include "interview/bytes.h"
#include "net/live_core.h"
#include "net/token_life.h"

namespace interview {
namespace {

constexpr std::string_view kSocketPath = "/api/v1/socket";

bool may_pass(Errc code) {
  return is_retryable(code) || code == Errc::io || code == Errc::timed_out || code == Errc::closed;
}

LiveOptions completed(LiveOptions options) {
  if (!options.random) options.random = [](size_t count) { return random_bytes(count); };
  return options;
}

}  // namespace

LiveClient::Core::Core(Network& network, Link link, const LiveOptions& options, LiveEvents events,
                       ClientStore* store)
    : network_(network),
      link_(std::move(link)),
      options_(completed(options)),
      events_(std::move(events)),
      store_(store),
      backoff_(options_.first_delay_ms, options_.longest_delay_ms, options_.random),
      session_(link_.room, new_client_id(), options_.session),
      token_(options_.token) {
  if (!store_) return;
  if (token_.empty())
    if (auto kept = store_->token()) token_ = std::move(*kept);
  const auto outbox = store_->outbox();
  if (!outbox) {
    if (outbox.error().code != Errc::not_found) unreadable_ = outbox.error();
    return;
  }
  auto restored = ClientSession::restore(*outbox, options_.session);
  if (!restored) {
    unreadable_ = restored.error();
  } else if (restored->room() == link_.room) {
    session_ = std::move(*restored);
    resumed_ = !token_.empty();
    if (!resumed_) begin_anew();
  }
}

std::string LiveClient::Core::new_client_id() const {
  return to_base64url(options_.random(16));
}

std::unique_ptr<Underway> LiveClient::Core::later(uint32_t ms, Call call) {
  return network_.after(ms, [weak = weak_from_this(), call] {
    if (const auto self = weak.lock()) (self.get()->*call)();
  });
}

void LiveClient::Core::start() {
  step_ = later(0, &Core::begin);
}

void LiveClient::Core::begin() {
  if (const auto why = std::exchange(unreadable_, std::nullopt); why && events_.on_not_kept)
    events_.on_not_kept(*why);
  if (!lost_.empty()) tell(std::exchange(lost_, {}));
  if (dead_ || leaving_) return;
  if (token_.empty())
    ask_to_join();
  else
    connect();
}

void LiveClient::Core::ask_to_join() {
  enter(LiveState::joining);
  if (dead_ || leaving_) return;
  step_ = join(network_, link_, options_.name, [weak = weak_from_this()](const Result<Joined>& outcome) {
    if (const auto self = weak.lock()) self->joined(outcome);
  });
}

void LiveClient::Core::joined(const Result<Joined>& joined) {
  if (!joined) return may_pass(joined.error().code) ? wait(joined.error()) : end(joined.error());
  expires_at_ = joined->expires_at;
  take_token(joined->token);
  connect();
}

void LiveClient::Core::take_token(std::string token) {
  token_ = std::move(token);
  expires_at_ = net::token_expiry(token_).value_or(expires_at_);
  if (!store_) return;
  if (const auto stored = store_->store_token(token_); !stored) {
    not_kept_ = stored.error();
    report_ = later(0, &Core::report_not_kept);
  }
}

void LiveClient::Core::connect() {
  enter(LiveState::connecting);
  if (dead_ || leaving_) return;
  step_.reset();
  last_refusal_.reset();
  const auto weak = weak_from_this();
  WebSocketEvents events;
  events.on_open = [weak] {
    if (const auto self = weak.lock()) self->opened();
  };
  events.on_message = [weak](std::string_view message) {
    if (const auto self = weak.lock()) self->received(message);
  };
  events.on_close = [weak](const Closed& why) {
    if (const auto self = weak.lock()) self->closed(why);
  };
  socket_ = network_.connect(link_.server, kSocketPath, std::move(events));
}

void LiveClient::Core::wait(const Error& why) {
  const uint32_t delay = backoff_.next_ms();
  step_ = later(delay, &Core::begin);
  enter(LiveState::waiting, why, delay);
}

void LiveClient::Core::enter(LiveState state, const Error& why, uint32_t delay_ms) {
  if (dead_ || state_ == LiveState::over) return;
  const bool same = state_ == state && state != LiveState::waiting;
  state_ = state;
  if (!same && events_.on_state) events_.on_state(state, why, delay_ms);
}

void LiveClient::Core::end(const Error& why) {
  stop_everything();
  enter(LiveState::over, why);
}

void LiveClient::Core::stop_everything() {
  step_.reset();
  socket_.reset();
  renewal_.reset();
  retry_.reset();
  keep_again_.reset();
  report_.reset();
}

void LiveClient::Core::leave() {
  if (leaving_ || state_ == LiveState::over) return;
  leaving_ = true;
  step_.reset();
  if (socket_)
    socket_->close(1000, "");
  else
    step_ = network_.after(0, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end({Errc::closed, "left"});
    });
}

void LiveClient::Core::abandon() {
  dead_ = true;
  stop_everything();
}

LiveClient::LiveClient(Network& network, Link link, const LiveOptions& options, LiveEvents events,
                       ClientStore* store)
    : core_(std::make_shared<Core>(network, std::move(link), options, std::move(events), store)) {}
LiveClient::~LiveClient() {
  core_->abandon();
}

void LiveClient::start() {
  core_->start();
}
ClientSession& LiveClient::session() {
  return core_->session_;
}
void LiveClient::flush() {
  core_->flush();
}
Result<void> LiveClient::keep() {
  return core_->keep();
}
void LiveClient::pass(std::string_view message) {
  core_->pass(message);
}
void LiveClient::leave() {
  core_->leave();
}
LiveState LiveClient::state() const {
  return core_->state_;
}
bool LiveClient::resumed() const {
  return core_->resumed_;
}

}  // namespace interview
