#include "interview/local_room.h"

#include <utility>
#include <vector>

#include "hub/local_person.h"
#include "hub/step_executor.h"

namespace interview {

class LocalRoom::Core {
 public:
  explicit Core(LocalRoomOptions options)
      : store_(options.store ? std::move(options.store) : std::shared_ptr<Store>(make_memory_store())),
        languages_(options.languages ? std::move(options.languages) : Languages::builtin()),
        sandbox_(std::move(options.sandbox)),
        on_notice_(std::move(options.on_notice)),
        hub_(parts(), options.hub) {}

  ~Core() {
    people_.clear();
    bool stopped = false;
    hub_.stop([&] { stopped = true; });
    while (!stopped && executor_.wait(StepExecutor::Time::max())) executor_.step();
    // The rooms have let go of their runs; what the sandbox still says of them is for nobody.
    sandbox_.reset();
    executor_.drop_all();
  }

  Result<void> find_or_make(const LocalRoomOptions& options) {
    id_ = options.id;
    if (!id_.empty()) {
      const auto row = store_->room(id_);
      if (row) return {};
      if (row.error().code != Errc::no_such_room) return row.error();
    }
    auto made = hub_.create_room({id_, options.title, {}, options.language});
    if (!made) return made.error();
    id_ = std::move(made->id);
    return {};
  }

  Result<ClientSession*> join(const std::string& name, Role role) {
    if (const auto fits = check_person_name(name); !fits) return fits.error();
    // Its token is its place in this list.
    guests_.push_back({name, name, role, 0});
    people_.push_back(
        std::make_unique<LocalPerson>(hub_, executor_, id_, std::to_string(guests_.size() - 1)));
    LocalPerson& person = *people_.back();
    const auto entered = carry(60'000, [&] { return person.is_out() || person.session().live(); });
    if (!entered || person.is_out()) {
      const Error why = entered ? person.why_out() : entered.error();
      people_.pop_back();
      return why;
    }
    return &person.session();
  }

  Result<void> settle(uint32_t patience_ms) {
    return carry(patience_ms, [&] {
      for (const auto& person : people_)
        if (!person->is_settled()) return false;
      return true;
    });
  }

  const std::string& id() const { return id_; }

 private:
  HubParts parts() {
    HubParts parts;
    parts.store = store_.get();
    parts.workers = parts.writer = parts.readers = &executor_;
    parts.clock = &system_clock();
    parts.sandbox = sandbox_.get();
    parts.languages = languages_.get();
    parts.authenticate = [this](std::string_view token, std::string_view) -> Result<Identity> {
      return guests_[std::stoul(std::string(token))];
    };
    return parts;
  }

  // Until nothing moves any more and `enough` says so.
  template <typename Enough>
  Result<void> carry(uint32_t patience_ms, Enough enough) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
    for (;;) {
      bool moved = executor_.step();
      for (const auto& person : people_) moved |= person->exchange(on_notice_);
      if (moved) continue;
      if (enough()) return {};
      if (!executor_.wait(deadline)) return Error{Errc::timed_out, "the room has not come to rest in time"};
    }
  }

  StepExecutor executor_;
  std::shared_ptr<Store> store_;
  std::shared_ptr<const Languages> languages_;
  std::unique_ptr<Sandbox> sandbox_;
  LocalPerson::OnNotice on_notice_;
  std::vector<Identity> guests_;
  std::string id_;
  Hub hub_;
  std::vector<std::unique_ptr<LocalPerson>> people_;
};

LocalRoom::LocalRoom(std::unique_ptr<Core> core) : core_(std::move(core)) {}
LocalRoom::~LocalRoom() = default;

Result<std::unique_ptr<LocalRoom>> LocalRoom::open(LocalRoomOptions options) {
  const LocalRoomOptions wanted{options.id, options.title, options.language, {}, {}, {}, {}, {}};
  std::unique_ptr<LocalRoom> room(new LocalRoom(std::make_unique<Core>(std::move(options))));
  if (const auto there = room->core_->find_or_make(wanted); !there) return there.error();
  return room;
}

Result<ClientSession*> LocalRoom::join(const std::string& name, Role role) {
  return core_->join(name, role);
}
Result<void> LocalRoom::settle(uint32_t patience_ms) {
  return core_->settle(patience_ms);
}
const std::string& LocalRoom::id() const {
  return core_->id();
}

}  // namespace interview
