// Boxes that are kept ready, when they cannot be made for a moment.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <thread>

#include "sandbox/cgroup_places.h"
#include "sandbox/native/box_keeper.h"
#include "sandbox/native_under_test.h"
#include "sandbox/private_folder.h"
#include "sandbox/seccomp.h"

using namespace interview;
using namespace interview::test;
using interview::sandbox::Box;
using interview::sandbox::PrivateFolder;

namespace {

// Whether a box can be made; the keeper has done by then what it was doing.
bool can_make(sandbox::native::BoxKeeper& keeper) {
  std::promise<bool> made;
  keeper.with_box([&](const Result<std::shared_ptr<Box>>& box) { made.set_value(box.ok()); });
  return made.get_future().get();
}

}  // namespace

TEST_CASE("boxes that could not be made are made when a run finds none") {
  REQUIRE_NATIVE();
  const NativeSandboxOptions options = native_options_for_tests();
  const PrivateFolder folder = std::move(PrivateFolder::make("/tmp", "interview-test-keeper-", 0711)).value();
  sandbox::native::BoxRecipe recipe;
  recipe.bubblewrap.program = folder.path() + "/bwrap";  // which is not there yet
  recipe.bubblewrap.user = options.user;
  recipe.bubblewrap.seccomp = sandbox::make_seccomp_filter().value();
  std::string trouble;
  recipe.cgroups =
      sandbox::find_cgroup_places(sandbox::read_kernel_file("/proc/self/mountinfo"), options.cgroup, trouble);
  RunPlan plan;
  plan.limits.disk_bytes = 1u << 20;
  sandbox::native::BoxKeeper keeper(recipe, 2, plan.limits.disk_bytes);
  keeper.keep_ready();
  CHECK_FALSE(can_make(keeper));

  const std::string bubblewrap = sandbox::native::find_bubblewrap();
  REQUIRE(::symlink(bubblewrap.c_str(), recipe.bubblewrap.program.c_str()) == 0);
  CHECK(keeper.take(plan) == nullptr);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (native->left_now().find("process") == std::string::npos &&
         std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  CHECK(can_make(keeper));
  // One run that found none is enough for all.
  CHECK(can_make(keeper));
  for (int box = 0; box < 2; ++box) CHECK(keeper.take(plan) != nullptr);
}
