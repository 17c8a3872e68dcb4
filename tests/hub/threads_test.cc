// The hub on real threads: many rooms at once. What it shows is for ThreadSanitizer and for the order of what
// each sees.
#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

#include "interview/client_session.h"
#include "interview/hub.h"
#include "support/random.h"

using namespace interview;
using namespace interview::test;

namespace {

// Counts what is still to happen; the test waits for it.
class Countdown {
 public:
  explicit Countdown(int count) : left_(count) {}
  void done() {
    const std::lock_guard lock(mutex_);
    if (--left_ <= 0) changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(120), [this] { return left_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int left_;
};

// A client that writes one edit after the other, on whatever thread its messages come.
class Typist final : public SessionSink {
 public:
  Typist(const std::string& room, const std::string& name, int edits, Countdown& countdown)
      : client_(room, "client_of_" + name),
        token_("interviewer/" + name),
        edits_(edits),
        countdown_(countdown) {}

  void begin(Hub& hub, const std::shared_ptr<SessionSink>& self) {
    session = hub.open(self);
    const std::lock_guard lock(mutex_);
    session->receive(client_.connected(token_));
  }
  void send(std::shared_ptr<const std::string> message) override {
    const std::lock_guard lock(mutex_);
    if (!client_.receive(*message)) broken = true;
    if (!client_.live()) return;
    if (client_.view().docs.count(1) > 0 && !client_.has_pending() && edits_ > 0) {
      const size_t size = client_.view().docs.at(1).text.size();
      (void)client_.edit(1, Operation::splice(size, size / 2, 0, u"x"));
      if (--edits_ == 0) countdown_.done();
    }
    while (const auto next = client_.next()) session->receive(*next);
  }
  void close(wire::Close, std::string_view) override { closed = true; }
  bool congested() const override { return false; }

  std::shared_ptr<Session> session;
  std::atomic<bool> broken{false}, closed{false};

 private:
  std::recursive_mutex mutex_;
  ClientSession client_;
  std::string token_;
  int edits_;
  Countdown& countdown_;
};

}  // namespace

TEST_CASE("many rooms on several threads: every edit is done once, in one order") {
  constexpr int kRooms = 8, kPeople = 3;
  const int edits = static_cast<int>(test_cases(200));
  auto store = make_memory_store();
  auto workers = make_thread_executor(4);
  auto writer = make_thread_executor(1);
  auto readers = make_thread_executor(2);
  const auto languages = Languages::builtin();
  HubParts parts;
  parts.store = store.get();
  parts.workers = workers.get();
  parts.writer = writer.get();
  parts.readers = readers.get();
  parts.clock = &system_clock();
  parts.languages = languages.get();
  parts.authenticate = [](std::string_view token, std::string_view) -> Result<Identity> {
    const std::string name(token.substr(token.find('/') + 1));
    return Identity{name, name, Role::interviewer, 0};
  };
  HubOptions options;
  options.messages_per_second = options.message_burst = 1'000'000;
  options.snapshot_every = 20;
  options.tail_bytes = 2'000;
  auto hub = std::make_unique<Hub>(std::move(parts), options);

  Countdown countdown(kRooms * kPeople);
  std::vector<std::shared_ptr<Typist>> typists;
  for (int room = 0; room < kRooms; ++room) {
    NewRoom wanted;
    wanted.id = "r_" + std::to_string(room);
    wanted.language = "python";
    REQUIRE(hub->create_room(wanted).ok());
    for (int person = 0; person < kPeople; ++person)
      typists.push_back(std::make_shared<Typist>(
          wanted.id, std::to_string(room) + "_" + std::to_string(person), edits, countdown));
  }
  for (const auto& typist : typists) typist->begin(*hub, typist);
  CHECK(countdown.wait());

  Countdown stopped(1);
  hub->stop([&] { stopped.done(); });
  CHECK(stopped.wait());
  for (const auto& typist : typists) {
    CHECK_FALSE(typist->broken);
    CHECK(typist->closed);
    typist->session->closed();
    typist->session.reset();
  }
  readers.reset();
  writer.reset();
  workers.reset();
  hub.reset();
  for (int number = 0; number < kRooms; ++number) {
    const std::string id = "r_" + std::to_string(number);
    Room room = Room::replaying(id);
    const auto log = store->read(id, 0, SIZE_MAX, SIZE_MAX);
    REQUIRE(log.ok());
    std::map<std::pair<std::string, uint64_t>, int> times;
    for (const Record& record : *log) {
      REQUIRE(room.replay(record).ok());
      if (!record.header.client.empty()) CHECK(++times[{record.header.client, record.header.n}] == 1);
    }
    // The last edit of each may be under way when the hub stops.
    CHECK(times.size() + kPeople >= static_cast<size_t>(kPeople * edits));
  }
}
