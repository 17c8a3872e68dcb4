// Finding cgroups, on trees of ordinary files that look like the kernel's; the kernel's own are used by every
// run.
#include "sandbox/cgroup_places.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace interview;
using namespace interview::sandbox;
namespace fs = std::filesystem;

namespace {

class FakeTree {
 public:
  FakeTree() : root_(fs::temp_directory_path() / ("cgroups-" + std::to_string(::getpid()))) {
    fs::create_directories(root_);
  }
  ~FakeTree() { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::string read(const std::string& path) const { return read_kernel_file((root_ / path).string()); }
  std::string path(const std::string& name) const { return (root_ / name).string(); }
  std::string mount(const std::string& name, const std::string& type, const std::string& options) const {
    fs::create_directories(root_ / name);
    return "31 23 0:28 / " + path(name) + " rw,relatime shared:9 - " + type + " cgroup rw," + options + "\n";
  }

 private:
  fs::path root_;
};

}  // namespace

TEST_CASE("version 1: each controller in a hierarchy of its own") {
  const FakeTree tree;
  const std::string mounts =
      "1 0 8:1 / / rw - ext4 /dev/root rw\n" + tree.mount("memory", "cgroup", "memory") +
      tree.mount("cpu,cpuacct", "cgroup", "cpu,cpuacct") + tree.mount("pids", "cgroup", "pids") +
      tree.mount("unified", "cgroup2", "nsdelegate");
  std::string trouble;
  const CgroupPlaces places = find_cgroup_places(mounts, "a/b", trouble);
  CHECK(trouble == "");
  CHECK(describe(places) == "cgroup v1");
  CHECK(places.memory.folder == tree.path("memory/a/b"));
  CHECK(places.folders() == std::vector<std::string>{tree.path("memory/a/b"), tree.path("pids/a/b"),
                                                     tree.path("cpu,cpuacct/a/b")});
  CHECK(fs::is_directory(tree.path("memory/a/b")));
}

TEST_CASE("version 2: controllers are passed down to the folder") {
  const FakeTree tree;
  const std::string mounts = tree.mount("unified", "cgroup2", "nsdelegate");
  tree.write("unified/cgroup.controllers", "cpuset cpu io memory hugetlb pids\n");
  tree.write("unified/cgroup.subtree_control", "cpu memory pids\n");
  tree.write("unified/runs/cgroup.subtree_control", "");
  std::string trouble;
  const CgroupPlaces places = find_cgroup_places(mounts, "runs", trouble);
  CHECK(trouble == "");
  CHECK(describe(places) == "cgroup v2");
  CHECK(places.folders() == std::vector<std::string>{tree.path("unified/runs")});
  // A plain file keeps what was written last; the kernel would add it up.
  CHECK(tree.read("unified/cgroup.subtree_control") == "cpu memory pids\n");
  CHECK(tree.read("unified/runs/cgroup.subtree_control").find("+memory") == 0);
}

TEST_CASE("what is missing is said") {
  const FakeTree tree;
  std::string trouble;
  CHECK_FALSE(find_cgroup_places("", "runs", trouble).memory.present());
  CHECK(trouble == "the kernel has no cgroup controller \"memory\"");

  const std::string only_pids = tree.mount("pids", "cgroup", "pids");
  const CgroupPlaces places = find_cgroup_places(only_pids, "runs", trouble);
  CHECK(places.pids.present());
  CHECK_FALSE(places.memory.present());
  CHECK(trouble == "the kernel has no cgroup controller \"memory\"");

  const std::string v2 = tree.mount("unified", "cgroup2", "nsdelegate");
  tree.write("unified/cgroup.controllers", "memory pids\n");
  CHECK_FALSE(find_cgroup_places(v2, "runs", trouble).memory.present());
  CHECK(trouble.find("a cgroup controller cannot be switched on: ") == 0);
}

TEST_CASE("limits and counters of version 2 are in its files") {
  const FakeTree tree;
  CgroupPlaces places;
  places.memory = places.pids = places.cpu = places.cpuacct = {tree.path("runs"), 2};
  fs::create_directories(tree.path("runs"));
  Result<Cgroup> cgroup = Cgroup::make(places, "1-1");
  REQUIRE(cgroup.ok());
  for (const char* file : {"memory.max", "memory.swap.max", "pids.max", "cgroup.procs"}) {
    tree.write(std::string("runs/1-1/") + file, "");
  }
  REQUIRE(cgroup->limit(1000, 7).ok());
  CHECK(tree.read("runs/1-1/memory.max") == "1000");
  CHECK(tree.read("runs/1-1/memory.swap.max") == "0");
  CHECK(tree.read("runs/1-1/pids.max") == "7");
  REQUIRE(cgroup->attach(42).ok());
  CHECK(tree.read("runs/1-1/cgroup.procs") == "42");

  tree.write("runs/1-1/cpu.stat", "usage_usec 1234\nuser_usec 1000\n");
  tree.write("runs/1-1/memory.peak", "4096\n");
  tree.write("runs/1-1/memory.events", "low 0\nhigh 0\nmax 12\noom 2\noom_kill 3\noom_group_kill 0\n");
  tree.write("runs/1-1/pids.events", "max 5\n");
  const sandbox::StageUsage usage = cgroup->usage();
  CHECK(usage.counted_cpu);
  CHECK(usage.cpu_us == 1234);
  CHECK(usage.peak_bytes == 4096);
  CHECK(usage.oom_kills == 3);
  CHECK(usage.refused_forks == 5);
  fs::remove_all(tree.path("runs/1-1"));
}

TEST_CASE("a limit that cannot be set is an error") {
  const FakeTree tree;
  CgroupPlaces places;
  places.memory = {tree.path("runs"), 2};
  fs::create_directories(tree.path("runs"));
  Result<Cgroup> cgroup = Cgroup::make(places, "1-1");
  REQUIRE(cgroup.ok());
  CHECK(cgroup->limit(1000, 7).error().code == Errc::io);
  CHECK(cgroup->attach(42).error().code == Errc::io);
}
