#include "one_shot.h"

#include "output.h"

namespace interview::cli {
namespace {

constexpr uint32_t kLeaveMs = 3'000;

}  // namespace

int OneShot::run(const Steps& steps) {
  const auto link = link_of(options_);
  if (!link) {
    complain(link.error().message);
    return failure_ == kFailed ? kUsage : failure_;
  }
  loop_ = std::make_unique<EventLoop>(network_options(options_));
  // Without a place to keep the token it works too: as a new person each time.
  if (auto files = ClientFiles::open(state_folder(options_, *link), {.outbox = false}))
    store_ = std::move(*files);
  LiveOptions live;
  live.name = options_.name;
  LiveEvents events;
  events.on_notices = [&](const std::vector<Notice>& notices) { on_notices(notices, steps); };
  events.on_state = [&](LiveState state, const Error& why, uint32_t) { on_state(state, why, steps); };
  client_ = std::make_unique<LiveClient>(*loop_, *link, live, std::move(events), store_.get());
  time_limit_ = loop_->after(options_.timeout_s * 1'000, [this] { fail("the server took too long"); });
  client_->start();
  loop_->run();
  time_limit_.reset();
  client_.reset();
  return code_.value_or(failure_);
}

void OneShot::on_state(LiveState state, const Error& why, const Steps& steps) {
  if (state == LiveState::over) {
    if (!code_) fail(why.message);
    loop_->stop();
  } else if (state == LiveState::live && !was_live_) {
    was_live_ = true;
    if (!code_ && steps.on_live) steps.on_live();
  } else if (state == LiveState::waiting && !was_live_ && !is_retryable(why.code)) {
    fail(why.message);
  }
}

void OneShot::on_notices(const std::vector<Notice>& notices, const Steps& steps) {
  if (!was_live_ || code_) return;
  for (const Notice& notice : notices) {
    const auto* refused = std::get_if<notice::Refused>(&notice);
    if (refused && !refused->retry && !(steps.forgives && steps.forgives(*refused)))
      return fail(refused->message);
    if (std::holds_alternative<notice::Diverged>(notice))
      return fail("the server has lost what happened lately: try again");
  }
  if (steps.on_notices) steps.on_notices(notices);
}

void OneShot::send(Command command) {
  if (const auto sent = session().send(std::move(command)); !sent) return fail(sent.error().message);
  flush();
}

void OneShot::finish(int code) {
  if (code_) return;
  code_ = code;
  time_limit_ = loop_->after(kLeaveMs, [this] { loop_->stop(); });
  client_->leave();
}

void OneShot::fail(const std::string& why) {
  if (code_) return;
  complain(why);
  finish(failure_);
}

Result<const RoomView::Doc*> find_document(const RoomView& view, const std::string& name) {
  const RoomView::Doc* doc = nullptr;
  if (!name.empty())
    doc = view.doc_named(name);
  else if (!view.docs.empty())
    doc = &view.docs.begin()->second;
  if (doc) return doc;
  return {Errc::no_such_document,
          name.empty() ? "the room has no documents" : "there is no document " + name};
}

}  // namespace interview::cli
