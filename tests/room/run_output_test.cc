// How much of a run's output is logged, how much of that is kept, and where it is cut.
#include <doctest/doctest.h>

#include "interview/text.h"
#include "room/scene.h"

using namespace interview;
using test::code_of;
using test::Scene;

namespace {

const std::string kSmile = "\xF0\x9F\x98\x80";

RoomLimits output_limits(size_t run, size_t room, size_t kept) {
  RoomLimits limits;
  limits.run_output_bytes = run;
  limits.room_output_bytes = room;
  limits.kept_output_bytes = kept;
  return limits;
}

std::string kept(const Scene& scene, uint32_t run) {
  std::string all;
  for (const RoomRun::Output& output : scene.room.run(run)->output) all += output.data;
  CHECK(scene.room.run(run)->kept_bytes == all.size());
  return all;
}

}  // namespace

TEST_CASE("a run logs so many bytes, and says how many it dropped") {
  Scene scene(output_limits(10, 1000, 1000));
  const uint32_t id = scene.begin_run(scene.open("a"));
  CHECK(scene.output(id, "12345") == 0);
  CHECK(scene.output(id, "67890", OutputStream::err) == 0);
  CHECK(scene.output(id, "x") == 1);
  CHECK(kept(scene, id) == "1234567890");
  CHECK(scene.room.run(id)->logged_bytes == 10);
  const size_t records = scene.log.size();
  CHECK(scene.output(id, "many more") == 9);
  CHECK(scene.log.size() == records);
}

TEST_CASE("a room logs so many bytes of all runs, then begins none") {
  Scene scene(output_limits(10, 15, 1000));
  const uint32_t doc = scene.open("a");
  const uint32_t first = scene.begin_run(doc), second = scene.begin_run(doc);
  CHECK(scene.output(first, "1234567890") == 0);
  CHECK(scene.output(second, "1234") == 0);
  CHECK(scene.ask(scene.interviewer, command::Run{doc, "", "", false}) == "ok");
  CHECK(scene.output(second, "56") == 1);
  CHECK(kept(scene, second) == "12345");
  CHECK(scene.ask(scene.interviewer, command::Run{doc, "", "", false}) == "too_many");
}

TEST_CASE("what was logged counts after a restore and a replay, too") {
  const RoomLimits limits = output_limits(10, 15, 4);
  Scene scene(limits);
  const uint32_t doc = scene.open("a");
  const uint32_t first = scene.begin_run(doc), second = scene.begin_run(doc);
  scene.output(first, "12345678");
  scene.output(second, "123");
  const auto check_on = [&](Room room) {
    CHECK(room.run_output(first, OutputStream::out, "90x", {}).value() == 1);
    CHECK(room.run_output(second, OutputStream::out, "456", {}).value() == 1);
  };
  check_on(test::replayed(scene.log, limits));
  check_on(Room::restore("r_1", scene.room.snapshot(), limits).value());
}

TEST_CASE("output is cut between characters") {
  for (size_t limit = 0; limit <= 8; ++limit) {
    CAPTURE(limit);
    for (const bool of_room : {false, true}) {
      Scene scene(of_room ? output_limits(100, 3 + limit, 1000) : output_limits(3 + limit, 1000, 1000));
      const uint32_t id = scene.begin_run(scene.open("a"));
      CHECK(scene.output(id, "abc") == 0);
      const size_t fits = limit / 4 * 4;
      CHECK(scene.output(id, kSmile + kSmile + kSmile) == 12 - fits);
      CHECK(kept(scene, id).size() == 3 + fits);
      CHECK(is_valid_utf8(kept(scene, id)));
    }
  }
}

TEST_CASE("output need not be text") {
  Scene scene(output_limits(6, 1000, 1000));
  const uint32_t id = scene.begin_run(scene.open("a"));
  CHECK(scene.output(id, std::string("\x80\xFF\0\xC3", 4)) == 0);
  CHECK(scene.output(id, "\x80\x80\x80\x80") == 2);
  CHECK(kept(scene, id) == std::string("\x80\xFF\0\xC3\x80\x80", 6));
  CHECK((test::replayed(scene.log).snapshot() == scene.room.snapshot()));
}

TEST_CASE("empty output is no record") {
  Scene scene;
  const uint32_t id = scene.begin_run(scene.open("a"));
  const uint64_t seq = scene.room.seq();
  CHECK(scene.output(id, "") == 0);
  CHECK(scene.room.seq() == seq);
}

TEST_CASE("the last of the output is kept, never more than the limit") {
  Scene scene(output_limits(1000, 1000, 6));
  const uint32_t id = scene.begin_run(scene.open("a"));
  scene.output(id, "1234");
  scene.output(id, "56", OutputStream::err);
  CHECK(kept(scene, id) == "123456");
  scene.output(id, "7");
  CHECK(kept(scene, id) == "234567");
  scene.output(id, "abcd");
  CHECK(kept(scene, id) == "67abcd");
  CHECK(scene.room.run(id)->output.front().stream == OutputStream::err);
  scene.output(id, "a whole chunk above the limit");
  CHECK(kept(scene, id) == " limit");
  CHECK(scene.room.run(id)->logged_bytes == 40);
}

TEST_CASE("kept output begins with a whole character") {
  for (size_t limit = 0; limit <= 9; ++limit) {
    CAPTURE(limit);
    Scene scene(output_limits(1000, 1000, limit));
    const uint32_t id = scene.begin_run(scene.open("a"));
    scene.output(id, "x" + kSmile + kSmile);
    const std::string all = kept(scene, id);
    CHECK(all.size() == (limit == 9 ? 9 : limit / 4 * 4));
    CHECK(is_valid_utf8(all));
  }
}
