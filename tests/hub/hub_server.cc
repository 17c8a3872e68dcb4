#include "hub/hub_server.h"

#include "interview/protocol.h"
#include "sim/violation.h"

namespace interview::test {
namespace {

constexpr const char* kRoom = "r_simulated";
// Timers further away than this do not go off by themselves.
constexpr int64_t kSoonMs = 5'000;

}  // namespace

class HubServer::Sink final : public SessionSink {
 public:
  Sink(LinkId link, HubServer& server) : link_(link), server_(server) {}

  void send(std::shared_ptr<const std::string> message) override {
    demand(!closed_, "nothing is sent after the close");
    if (!gone) server_.sent_.push_back({link_, *message, 0});
  }
  void close(wire::Close code, std::string_view) override {
    demand(!std::exchange(closed_, true), "a sink is closed once");
    if (!gone) server_.sent_.push_back({link_, {}, static_cast<uint16_t>(code)});
  }
  bool congested() const override { return stopped; }

  bool gone = false;
  bool stopped = false;  // it does not read

 private:
  LinkId link_;
  HubServer& server_;
  bool closed_ = false;
};

struct HubServer::Process {
  struct Connection {
    std::shared_ptr<Sink> sink;
    std::shared_ptr<Session> session;
  };
  explicit Process(StepClock& clock) : workers(clock), writer(clock), readers(clock) {}

  StepExecutor workers, writer, readers;
  std::unique_ptr<Hub> hub;
  std::map<LinkId, Connection> connections;
};

HubServer::HubServer(uint64_t seed, const HubOptions& options, double store_failures, HubTotals& totals)
    : random_(seed), options_(options), store_failures_(store_failures), totals_(totals) {
  start();
  NewRoom room;
  room.id = kRoom;
  room.title = "Simulation";
  demand(process_->hub->create_room(room).ok(), "a room can be created");
  store_.fate = [this](const std::vector<Append>& batch) { return fate_of(batch); };
}

HubServer::~HubServer() {
  store_.fate = nullptr;
  totals_.pages += store_.reads;
  totals_.snapshots += store_.snapshots;
  if (undead_) bury(std::move(undead_));
  bury(std::move(process_));
}

Fate HubServer::fate_of(const std::vector<Append>& batch) {
  const auto head = store_.head(kRoom);
  if (head && head->seq + 1 != batch.front().records.front().header.seq) ++totals_.conflicts;
  if (!random_.chance(store_failures_)) return Fate::stored;
  switch (random_.below(3)) {
    case 0:
      ++totals_.failed_commits;
      return Fate::refused;
    case 1:
      ++totals_.failed_commits;
      return Fate::cut_before;
    default:
      ++totals_.unknown_commits;
      return Fate::cut_after;
  }
}

void HubServer::start() {
  process_ = std::make_unique<Process>(clock_);
  HubParts parts;
  parts.store = &store_;
  parts.workers = &process_->workers;
  parts.writer = &process_->writer;
  parts.readers = &process_->readers;
  parts.clock = &clock_;
  parts.authenticate = [](std::string_view token, std::string_view) -> Result<Identity> {
    const size_t slash = token.find('/');
    Identity who;
    who.subject = token.substr(slash + 1);
    who.name = "Person of " + who.subject;
    who.role = *role_from(token.substr(0, slash));
    return who;
  };
  parts.random = [this](size_t count) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_.next());
    return bytes;
  };
  process_->hub = std::make_unique<Hub>(std::move(parts), options_);
}

std::string HubServer::token(std::string_view subject, Role role) {
  return std::string(to_string(role)) + "/" + std::string(subject);
}

void HubServer::connect(LinkId link) {
  auto sink = std::make_shared<Sink>(link, *this);
  process_->connections[link] = {sink, process_->hub->open(sink)};
}

void HubServer::disconnect(LinkId link) {
  const auto found = process_->connections.find(link);
  if (found == process_->connections.end()) return;
  found->second.sink->gone = true;
  found->second.session->closed();
  process_->connections.erase(found);
}

void HubServer::deliver(LinkId link, std::string_view json) {
  const auto decoded = wire::decode_client_message(json);
  demand(std::holds_alternative<wire::ClientMessage>(decoded), "a client sends messages");
  const auto found = process_->connections.find(link);
  if (found != process_->connections.end()) found->second.session->receive(std::string(json));
}

bool HubServer::step() {
  clock_.now += static_cast<int64_t>(random_.below(3));
  if (undead_ && random_.chance(0.3)) {
    if (step_of(*undead_)) return true;
    bury(std::move(undead_));
    return true;
  }
  auto& connections = process_->connections;
  if (!connections.empty() && random_.chance(0.02)) {
    const auto some =
        std::next(connections.begin(), static_cast<std::ptrdiff_t>(random_.below(connections.size())));
    some->second.sink->stopped = true;
    ++totals_.stops;
  }
  if (step_of(*process_)) return true;
  for (auto& [link, connection] : connections) {
    if (!std::exchange(connection.sink->stopped, false)) continue;
    connection.session->drained();
    return true;
  }
  return undead_ != nullptr;
}

bool HubServer::step_of(Process& process) {
  StepExecutor* const executors[] = {&process.workers, &process.writer, &process.readers};
  for (StepExecutor* executor : executors) executor->wake();
  const size_t first = random_.below(3);
  for (size_t i = 0; i < 3; ++i)
    if (executors[(first + i) % 3]->run_any(random_)) {
      return true;
    }
  const int64_t next = process.workers.next_timer();
  if (next > clock_.now + kSoonMs) return false;
  clock_.now = next;
  return true;
}

void HubServer::crash() {
  if (undead_) bury(std::move(undead_));
  for (auto& [link, connection] : process_->connections) connection.sink->gone = true;
  sent_.clear();
  if (random_.chance(0.4)) {
    // It is only cut off, and does not know.
    ++totals_.undead;
    undead_ = std::move(process_);
  } else {
    // A commit that was under way may have been done.
    if (random_.chance(0.5)) process_->writer.run_one();
    bury(std::move(process_));
  }
  start();
}

// Ends a hub whose store does not answer: it writes nothing.
void HubServer::bury(std::unique_ptr<Process> process) {
  store_.dead = true;
  for (auto& [link, connection] : process->connections) {
    connection.sink->gone = true;
    connection.session->closed();
  }
  process->connections.clear();
  bool stopped = false;
  process->hub->stop([&] { stopped = true; });
  size_t steps = 0;
  while (!stopped) {
    demand(++steps < 100'000, "a hub stops");
    for (StepExecutor* executor : {&process->workers, &process->writer, &process->readers}) {
      executor->wake();
      executor->run_one();
    }
    clock_.now += 10;
  }
  // What is left to do holds rooms and sessions.
  while (process->workers.run_one() || process->writer.run_one() || process->readers.run_one()) {
  }
  for (StepExecutor* executor : {&process->workers, &process->writer, &process->readers}) executor->drop();
  store_.dead = false;
}

const std::vector<Record>& HubServer::log() {
  for (;;) {
    const auto page = store_.read(kRoom, log_.size(), 10'000, SIZE_MAX);
    demand(page.ok(), "the log can be read");
    --store_.reads;
    if (page->empty()) return log_;
    for (const Record& record : *page) log_.push_back(record);
  }
}

}  // namespace interview::test
