#include "sandbox/docker/container_keeper.h"

#include <algorithm>
#include <future>
#include <utility>

namespace interview::sandbox::docker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Longer than most programs that people try out, shorter than it takes to press Run again: making a container
// takes processors from the run.
constexpr milliseconds kRefillDelay{150};
constexpr milliseconds kFirstPause{500};  // after a failure; each further one doubles it
constexpr milliseconds kLongestPause{30'000};
constexpr uint64_t kWaitingBytes =
    4u << 20;  // a container that waits, its shim and Docker's own records included

milliseconds longer(milliseconds pause) {
  return std::min(pause * 2, kLongestPause);
}

}  // namespace

ContainerKeeper::ContainerKeeper(Engine& engine, ImageIndex& images, const Languages& languages,
                                 BoxRecipe recipe, const RunBounds& bounds, const PoolBounds& pool)
    : engine_(engine),
      images_(images),
      languages_(languages),
      recipe_(std::move(recipe)),
      bounds_(bounds),
      plan_(pool),
      pause_(kFirstPause) {
  recipe_.engine = &engine_;
  recipe_.remove = [this](std::string name, UniqueFd mounts) {
    removing_.post([this, name = std::move(name), mounts = std::move(mounts)]() mutable {
      mounts.reset();
      remove(name, kFirstPause);
    });
  };
  for (const Language& language : languages_.all()) {
    const WarmCompiler& warm = language.image.warm;
    plan_.add(language.id, kWaitingBytes + (warm.start.empty() ? 0 : warm.memory_bytes));
  }
}

ContainerKeeper::~ContainerKeeper() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  ending_.finish();
  cold_.finish();
  making_.finish();
  kept_.clear();
  // Once more, now that nobody would try again; but not one after the other where Docker is still away.
  removing_.post([this] {
    for (const std::string& name : unremoved_)
      if (!remove_container(engine_, name)) return;
  });
  removing_.finish();
}

BoxOrder ContainerKeeper::order_of(const RunPlan& plan) const {
  return {images_.find(plan.language), plan.stages.front().limits.memory_bytes, plan.limits.processes,
          plan.limits.disk_bytes};
}

Result<std::shared_ptr<DockerBox>> ContainerKeeper::make_box(const std::string& language, BoxOrder order) {
  Result<std::unique_ptr<DockerBox>> box = DockerBox::make(recipe_, order);
  if (!box && box.error().code == Errc::not_found) {
    // It was built anew or pruned meanwhile.
    if (Result<void> looked = images_.refresh(); !looked) return looked.error();
    order.image = images_.find(language);
    if (order.image.id.empty()) return {Errc::sandbox_unavailable, "the image of " + language + " is gone"};
    box = DockerBox::make(recipe_, order);
  }
  if (!box) return {Errc::sandbox_unavailable, box.error().message};
  return std::shared_ptr<DockerBox>(std::move(*box));
}

Result<std::shared_ptr<DockerBox>> ContainerKeeper::make_usual_box(const Language& language) {
  RunRequest request;
  request.language = language.id;
  request.files = {{language.file, ""}};
  request.limits = language.limits;
  const Result<RunPlan> usual = plan_run(std::move(request), languages_, bounds_);
  if (!usual) return usual.error();
  Result<std::shared_ptr<DockerBox>> box = make_box(language.id, order_of(*usual));
  if (box) {
    if (Result<void> warmed = (*box)->warm_up(*usual); !warmed)
      return {Errc::sandbox_unavailable, warmed.error().message};
  }
  return box;
}

Result<void> ContainerKeeper::prove(const Language& language) {
  std::promise<Result<void>> proved;
  making_.post([&] {
    Result<std::shared_ptr<DockerBox>> box = make_usual_box(language);
    if (box) {
      const std::lock_guard lock(mutex_);
      kept_[language.id].push_back(std::move(*box));
    }
    proved.set_value(box ? Result<void>() : Result<void>(box.error()));
  });
  return proved.get_future().get();
}

void ContainerKeeper::keep_ready() {
  making_.post([this] { refill(); });
}

void ContainerKeeper::look_for_images() {
  making_.post([this] { renew(); });
}

std::shared_ptr<Box> ContainerKeeper::take(const RunPlan& plan) {
  const std::string current = images_.find(plan.language).id;
  Kept unfit;
  std::shared_ptr<DockerBox> taken;
  {
    const std::lock_guard lock(mutex_);
    plan_.taken(plan.language, steady_clock::now());
    Kept& kept = kept_[plan.language];
    while (!taken && !kept.empty() && kept.front()->fits(plan)) {
      taken = std::move(kept.front());
      kept.erase(kept.begin());
      // Docker was restarted, or the image was built anew.
      if (!taken->alive() || taken->image().id != current) unfit.push_back(std::exchange(taken, nullptr));
    }
  }
  for (auto& box : unfit) ending_.post([box = std::move(box)] {});
  refill_later();
  return taken;
}

void ContainerKeeper::make(const RunPlan& plan, std::function<bool()> wanted, Made made) {
  cold_.post([this, language = plan.language, order = order_of(plan), wanted = std::move(wanted),
              made = std::move(made)] {
    if (!wanted()) return made(std::shared_ptr<Box>());
    Result<std::shared_ptr<DockerBox>> box = make_box(language, order);
    if (!box) return made(box.error());
    made(std::shared_ptr<Box>(std::move(*box)));
  });
}

void ContainerKeeper::refill_later() {
  making_.post_after(kRefillDelay, [this] { renew(); });
}

void ContainerKeeper::renew() {
  if (!images_.refresh()) return try_again_later();
  refill();
}

void ContainerKeeper::refill() {
  const Language* lacking = nullptr;
  std::shared_ptr<DockerBox> surplus;
  const std::map<std::string, Image> images = images_.all();
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    const std::map<std::string, uint32_t> wanted = plan_.wanted(steady_clock::now());
    for (const auto& [language, image] : images) {
      const auto found = wanted.find(language);
      const size_t count = found == wanted.end() ? 0 : found->second;
      Kept& kept = kept_[language];
      // Of an image that was built anew meanwhile, no run would take it.
      const auto old = std::find_if(kept.begin(), kept.end(),
                                    [&id = image.id](const auto& box) { return box->image().id != id; });
      if (old != kept.end() && !surplus) {
        surplus = std::move(*old);
        kept.erase(old);
      }
      const auto failed = failed_.find(language);
      const bool hopeless = failed != failed_.end() && failed->second == image.id;
      if (kept.size() < count && !lacking && !hopeless) lacking = languages_.find(language);
      if (kept.size() > count && !surplus) {
        surplus = std::move(kept.back());
        kept.pop_back();
      }
    }
  }
  if (!lacking && !surplus) {
    if (failed_.empty()) pause_ = kFirstPause;
    return;
  }
  if (lacking) {
    if (Result<std::shared_ptr<DockerBox>> box = make_usual_box(*lacking)) {
      const std::lock_guard lock(mutex_);
      kept_[lacking->id].push_back(std::move(*box));
    } else {
      // The others do not wait for it.
      failed_[lacking->id] = images.at(lacking->id).id;
      try_again_later();
    }
  }
  // Others may have been taken meanwhile.
  making_.post([this] { refill(); });
}

void ContainerKeeper::try_again_later() {
  if (std::exchange(try_planned_, true)) return;
  making_.post_after(pause_, [this] {
    try_planned_ = false;
    failed_.clear();
    renew();
  });
  pause_ = longer(pause_);
}

void ContainerKeeper::remove(const std::string& name, milliseconds next) {
  if (remove_container(engine_, name)) {
    unremoved_.erase(name);
    return;
  }
  // Docker is away. Whoever starts after us would find it, too.
  unremoved_.insert(name);
  removing_.post_after(next, [this, name, next] { remove(name, longer(next)); });
}

}  // namespace interview::sandbox::docker
