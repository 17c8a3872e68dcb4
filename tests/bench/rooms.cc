// Rooms with two people who type, against interviewd with SQLite on the disk, and against a plain relay of
// the same frames: CPU of the server, and how long an edit takes to the other one.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "bench/child_server.h"
#include "bench/give_up.h"
#include "bench/report.h"
#include "bench/server_keys.h"
#include "bench/typist.h"
#include "interview/join.h"

using namespace interview;
using bench::ChildServer;
using bench::Clock;
using bench::give_up;
using bench::Typist;

namespace {

struct Options {
  size_t rooms = 500;
  double rate = 5;  // edits a second of each person
  double warm_up = 2, seconds = 10, drain = 10;
  bool as_json = false;
};

constexpr size_t kAtOnce = 16;  // rooms that are being opened

using Typists = std::vector<std::unique_ptr<Typist>>;

// Opens the connections, some rooms at a time; then everybody types at fixed times, whatever the server does.
class Load {
 public:
  Load(const Options& options, EventLoop& loop, const ChildServer& server, bench::Receipts& receipts)
      : options_(options), loop_(loop), server_(server), receipts_(receipts) {}

  struct Figures {
    double server_s = 0, own_s = 0, machine_s = 0;
  };

  Figures run(Typists& typists) {
    typists_ = &typists;
    for (size_t i = 0; i < kAtOnce; ++i) open_next();
    loop_.run();
    return figures_;
  }

 private:
  struct Marks {
    uint64_t server, own, machine;
  };
  Marks marks() const { return {server_.cpu_ns(), bench::own_cpu_ns(), bench::machine_cpu_ns()}; }

  // The first of a room, then the second: the document is there when the second comes.
  void open_next() {
    if (next_ >= typists_->size()) return;
    const size_t first = next_;
    next_ += 2;
    (*typists_)[first]->open(loop_, server_.endpoint(), [this, first] {
      (*typists_)[first + 1]->open(loop_, server_.endpoint(), [this] {
        ready_ += 2;
        if (ready_ == typists_->size()) return begin();
        open_next();
      });
    });
  }

  void begin() {
    start_ = Clock::now();
    const double period = 1 / options_.rate;
    for (size_t i = 0; i < typists_->size(); ++i)
      due_.push_back(std::fmod(static_cast<double>(i) * 0.6180339887498949, 1) * period);
    tick();
  }

  bool all_done() const {
    return std::all_of(typists_->begin(), typists_->end(), [](const auto& typist) { return typist->done(); });
  }

  double elapsed() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  void tick() {
    const double now = elapsed();
    if (!receipts_.counting && now >= options_.warm_up && !measured_) {
      receipts_.counting = true;
      begin_ = marks();
    }
    if (receipts_.counting && now >= options_.warm_up + options_.seconds) {
      const Marks end = marks();
      const auto seconds = [](uint64_t from, uint64_t to) { return static_cast<double>(to - from) / 1e9; };
      figures_ = {seconds(begin_.server, end.server), seconds(begin_.own, end.own),
                  seconds(begin_.machine, end.machine)};
      receipts_.counting = false;
      measured_ = true;
    }
    if (measured_) {
      if (all_done()) return loop_.stop();
      if (now > options_.warm_up + options_.seconds + options_.drain)
        give_up("edits were lost, or are very late");
    } else {
      for (size_t i = 0; i < due_.size(); ++i)
        for (; due_[i] <= now; due_[i] += 1 / options_.rate) (*typists_)[i]->type();
    }
    timer_ = loop_.after(1, [this] { tick(); });
  }

  const Options& options_;
  EventLoop& loop_;
  const ChildServer& server_;
  bench::Receipts& receipts_;
  Typists* typists_ = nullptr;
  size_t next_ = 0, ready_ = 0;
  std::vector<double> due_;  // when each types next, in seconds
  Clock::time_point start_;
  Marks begin_{};
  bool measured_ = false;
  Figures figures_;
  std::unique_ptr<Underway> timer_;
};

double quantile(std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0
                        : sorted[std::min(sorted.size() - 1,
                                          static_cast<size_t>(share * static_cast<double>(sorted.size())))];
}

struct Cost {
  double cpu_ms, p50, p99;
};

Cost measure(const std::string& name, const Options& options, EventLoop& loop, const ChildServer& server,
             Typists& typists, bench::Receipts& receipts, const Cost* reference, bench::Report& report) {
  for (size_t i = 0; i < typists.size(); ++i) typists[i]->sit_with(*typists[i ^ 1]);
  const Load::Figures figures = Load(options, loop, server, receipts).run(typists);
  for (size_t i = 0; i < typists.size(); i += 2)
    if (typists[i]->text() != typists[i + 1]->text()) give_up("two people see different texts");
  auto& times = receipts.latencies_ms;
  std::sort(times.begin(), times.end());
  const double edits = static_cast<double>(receipts.sent);
  const Cost result{figures.server_s * 1e6 / edits, quantile(times, 0.5), quantile(times, 0.99)};
  const double machine = options.seconds * static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN)) / 100;
  std::vector<std::pair<std::string, double>> row{
      {"edits/s", edits / options.seconds},
      {"CPU ms/1000 edits", result.cpu_ms},
      {"p50 ms", result.p50},
      {"p99 ms", result.p99},
      {"max ms", times.empty() ? 0 : times.back()},
      {"MiB", server.memory_mib()},
      {"server %", figures.server_s / options.seconds * 100},
      {"load %", figures.own_s / options.seconds * 100},
      {"others %", std::max(0.0, figures.machine_s - figures.server_s - figures.own_s) / machine}};
  if (reference) {
    row.emplace_back("CPU, times", result.cpu_ms / reference->cpu_ms);
    row.emplace_back("p50, times", result.p50 / reference->p50);
    row.emplace_back("p99, times", result.p99 / reference->p99);
  }
  report.add(name, std::move(row));
  return result;
}

std::vector<std::string> create_rooms(EventLoop& loop, const ChildServer& server, const KeyRing& keys,
                                      size_t count) {
  const std::string owner = bench::token(keys, loop, "owner", "", "owner");
  std::vector<std::string> rooms;
  std::unique_ptr<Underway> request;
  const std::function<void()> next = [&] {
    request =
        create_room(loop, server.endpoint(), owner, "bench", "", [&](const Result<CreatedRoom>& created) {
          if (!created) give_up("no room: " + created.error().message);
          rooms.push_back(created->room);
          loop.post([&] { rooms.size() < count ? next() : loop.stop(); });
        });
  };
  next();
  loop.run();
  return rooms;
}

Cost bench_relay(const Options& options, bench::Report& report) {
  const ChildServer server({bench::program_folder() + "/plain_relay"});
  EventLoop loop;
  bench::Receipts receipts;
  Typists typists;
  for (size_t i = 0; i < 2 * options.rooms; ++i)
    typists.push_back(std::make_unique<bench::RelayTypist>(receipts, i / 2));
  return measure("plain relay", options, loop, server, typists, receipts, nullptr, report);
}

void bench_interviewd(const Options& options, const Cost& relay, bench::Report& report) {
  std::string data = bench::program_folder() + "/../bench-rooms-XXXXXX";
  if (!mkdtemp(data.data())) give_up("cannot make a folder beside the programs");
  {
    const ChildServer server({bench::program_folder() + "/interviewd", "serve", "--listen", "127.0.0.1:0",
                              "--sandbox", "off", "--data", data});
    EventLoop loop;
    const KeyRing keys = bench::keys_of(data);
    bench::Receipts receipts;
    Typists typists;
    for (const std::string& room : create_rooms(loop, server, keys, options.rooms))
      for (const bool first : {true, false}) {
        const char* role = first ? "interviewer" : "reviewer";
        typists.push_back(std::make_unique<bench::RoomTypist>(
            receipts, room, bench::token(keys, loop, role, room, role), first));
      }
    measure("interviewd, SQLite (WAL)", options, loop, server, typists, receipts, &relay, report);
  }
  std::filesystem::remove_all(data);
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  bool smoke = false;
  CLI::App app("Rooms with two people who type, against interviewd and against a plain relay");
  app.add_option("--rooms", options.rooms, "Rooms")->check(CLI::Range(1, 5'000))->capture_default_str();
  app.add_option("--rate", options.rate, "Edits a second of each person")
      ->check(CLI::Range(0.1, 100.0))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "What is measured")
      ->check(CLI::Range(0.1, 3'600.0))
      ->capture_default_str();
  app.add_flag("--json", options.as_json, "JSON instead of a table");
  app.add_flag("--smoke", smoke, "Only whether it runs: 3 rooms, half a second");
  CLI11_PARSE(app, count, arguments);
  if (smoke) options.rooms = 3, options.rate = 20, options.warm_up = 0.1, options.seconds = 0.5;
  bench::Report report("rooms");
  const Cost relay = bench_relay(options, report);
  bench_interviewd(options, relay, report);
  report.note(std::to_string(options.rooms) +
              " rooms of 2; from sending an edit to the other one's receipt. \"times\": of the relay.");
  report.print(options.as_json);
  return 0;
}
