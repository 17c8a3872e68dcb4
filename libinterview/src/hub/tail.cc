#include "hub/tail.h"

namespace interview {
namespace {

bool may_see(const Viewer& viewer, const Audience& audience) {
  switch (audience.kind) {
    case Audience::kEverybody:
      return true;
    case Audience::kInterviewers:
      return viewer.sees_interviewers;
    case Audience::kPerson:
      return audience.person == viewer.person;
  }
  return false;
}

// How many events from `first` on go into one frame.
size_t frame_end(const std::deque<TailEvent>& events, size_t first, size_t frame_bytes) {
  size_t bytes = 0, end = first;
  while (end < events.size() && (end == first || bytes + events[end].encoded.json.size() <= frame_bytes))
    bytes += events[end++].encoded.json.size();
  return end;
}

}  // namespace

size_t cost_of(const TailEvent& event) {
  return sizeof(TailEvent) + event.encoded.json.size() + event.encoded.own_json.size();
}

Frame make_frame(const std::deque<TailEvent>& events, size_t first, const Viewer& viewer,
                 size_t frame_bytes) {
  const size_t end = frame_end(events, first, frame_bytes);
  wire::EventsFrame frame;
  for (size_t i = first; i < end; ++i) {
    const wire::EncodedEvent& event = events[i].encoded;
    // Whoever sent it waits for it, also when the right to see such things was lost since.
    const bool own = !event.own_json.empty() && event.by == viewer.person && event.client == viewer.client;
    if (!own && !may_see(viewer, event.audience)) continue;
    frame.add(own ? event.own_json : event.json);
  }
  const TailEvent& last = events[end - 1];
  return {
      std::make_shared<const std::string>(frame.finish(last.encoded.seq, to_base64url(bytes_of(last.hash)))),
      last.encoded.seq};
}

std::optional<Digest> Tail::hash_at(uint64_t seq) const {
  if (seq == seq_) return head_;
  if (seq < first() || seq > seq_) return std::nullopt;
  return events_[seq - first()].hash;
}

void Tail::push(TailEvent event) {
  seq_ = event.encoded.seq;
  head_ = event.hash;
  bytes_ += cost_of(event);
  events_.push_back(std::move(event));
  while (bytes_ > most_bytes_ && events_.size() > 1) {
    bytes_ -= cost_of(events_.front());
    events_.pop_front();
  }
  for (Shared& shared : shared_) shared = {};
}

Frame Tail::frame_after(uint64_t cursor, const Viewer& viewer, size_t frame_bytes) {
  const size_t first_index = cursor + 1 - first();
  const size_t end = frame_end(events_, first_index, frame_bytes);
  bool personal = false;
  for (size_t i = first_index; i < end; ++i) {
    const wire::EncodedEvent& event = events_[i].encoded;
    personal |=
        event.audience.kind == Audience::kPerson || (event.by == viewer.person && !event.own_json.empty());
  }
  if (personal) return make_frame(events_, first_index, viewer, frame_bytes);
  Shared& shared = shared_[viewer.sees_interviewers];
  if (!shared.frame.message || shared.cursor != cursor)
    shared = {cursor, make_frame(events_, first_index, viewer, frame_bytes)};
  return shared.frame;
}

}  // namespace interview
