// What is tried again and when, against a daemon that can make no container.
#include "sandbox/docker/container_keeper.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <string>

#include "interview/languages.h"
#include "sandbox/docker/box_folder.h"
#include "sandbox/run_plan.h"
#include "sandbox/scripted_daemon.h"

using namespace interview;
using namespace interview::sandbox::docker;
using namespace interview::test;

namespace {

constexpr char kNewImage = 'C';

size_t count(const std::string& text, char letter) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), letter));
}

// Has images of two languages, which it can make no containers of.
class BarrenDocker {
 public:
  // The image of the first language is another one from that list of images on.
  explicit BarrenDocker(size_t new_from) : new_from_(new_from) {}

  std::string path() const { return daemon_.path(); }

  // What it was asked until then, a letter each: L, the list of images, and the image of which a container is
  // to be. Until `letter` has come so often.
  std::string asked_until(char letter, size_t times) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return count(asked_, letter) >= times; });
    size_t end = 0;
    for (; end < asked_.size() && times > 0; ++end) times -= asked_[end] == letter;
    return asked_.substr(0, end);
  }

 private:
  void serve(Caller& caller) {
    const std::string head = caller.read_until("\r\n\r\n");
    if (head.starts_with("GET /images/json")) {
      caller.write(answer("200 OK", images(note('L'))));
    } else if (head.starts_with("POST /containers/create")) {
      const std::string length = "Content-Length: ";
      const std::string spec = caller.read(std::stoul(head.substr(head.find(length) + length.size())));
      const std::string image = R"("Image":"sha256:)";
      note(spec[spec.find(image) + image.size()]);
      caller.write(answer("500 Internal Server Error", R"({"message":"no"})"));
    } else {
      caller.write(answer("404 Not Found", R"({"message":"no such container"})"));
    }
  }

  // How often that was asked by now.
  size_t note(char letter) {
    const std::lock_guard lock(mutex_);
    asked_ += letter;
    changed_.notify_all();
    return count(asked_, letter);
  }

  std::string images(size_t list) const {
    std::string json;
    for (const std::string language : {"cpp", "python"}) {
      const char image = language == "cpp" && list >= new_from_ ? kNewImage : language[0];
      json += json.empty() ? '[' : ',';
      json += std::string(R"({"Id":"sha256:)") + image +
              R"(","Labels":{"org.libinterview.language":"x"},"RepoTags":["interview/)" + language +
              R"(:latest"]})";
    }
    return json + "]";
  }

  const size_t new_from_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string asked_;
  Daemon daemon_{[this](Caller& caller) { serve(caller); }, 64, std::numeric_limits<int>::max()};
};

}  // namespace

TEST_CASE("a language whose containers cannot be made is tried again by and by, and holds up no other") {
  const auto languages = Languages::builtin();
  const RunBounds bounds{{}, 16, 1u << 20, true};
  RunRequest request;
  request.language = "python";
  request.files = {{"main.py", ""}};
  const auto plan = plan_run(request, *languages, bounds);
  REQUIRE(plan.ok());

  BarrenDocker docker(12);
  Engine engine(docker.path());
  ImageIndex images(engine);
  REQUIRE(images.refresh().ok());
  auto folder = make_boxes_folder("/tmp");
  REQUIRE(folder.ok());
  BoxRecipe recipe;
  recipe.owner = "keeper-test";
  recipe.folder = folder->path();
  ContainerKeeper keeper(engine, images, *languages, recipe, bounds, {});
  // Each of these runs makes the keeper look at the images a moment later.
  constexpr size_t kRuns = 20;
  for (size_t run = 0; run < kRuns; ++run) CHECK(keeper.take(*plan) == nullptr);
  keeper.keep_ready();

  // Each is tried at first, and then once a pause, however many runs there were; what is new, at once.
  const std::string asked = docker.asked_until('p', 3);
  CAPTURE(asked);
  CHECK(count(asked, 'p') == 3);
  CHECK(count(asked, 'c') >= 1);
  CHECK(count(asked, 'c') + count(asked, kNewImage) <= 3 + 1);
  CHECK(count(asked, kNewImage) >= 1);
  CHECK(count(asked, 'L') <= 1 + kRuns + 2);
}
