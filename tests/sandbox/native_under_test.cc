#include "sandbox/native_under_test.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>

#include "sandbox/cgroup_places.h"
#include "sandbox/laboratory.h"

namespace interview::test {
namespace {

namespace fs = std::filesystem;

bool belongs_to(const fs::path& path, uint32_t user) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && status.st_uid == user;
}

class NativeUnderTest final : public SandboxUnderTest {
 public:
  NativeUnderTest() : options_(native_options_for_tests()) {
    traits_.work_folder = "/box/work";
    traits_.user = "1000 1000";
    traits_.user_namespace = "1000 1000 1";
    traits_.first_process = "/init";
    traits_.left_by_killed = "cgroup";
  }
  ~NativeUnderTest() override {
    share(nullptr);
    for (const std::string& folder : places_.folders()) ::rmdir(folder.c_str());
  }

  // Whether this machine can.
  Result<void> prove() {
    auto made = try_to_make({});
    if (!made) return made.error();
    share(std::move(made).value());
    return {};
  }

  std::string name() const override { return "native"; }
  const SandboxTraits& traits() const override { return traits_; }

  Result<std::unique_ptr<Sandbox>> try_to_make(const SandboxWishes& wishes) override {
    NativeSandboxOptions options = options_;
    options.ready = wishes.ready;
    if (!wishes.folder.empty()) options.folder = wishes.folder;
    options.input_bytes = wishes.input_bytes;
    options.ceiling.output_bytes = wishes.most_output;
    auto made = make_native_sandbox(wishes.languages ? wishes.languages : Languages::builtin(), options);
    if (made && places_.folders().empty()) {
      std::string trouble;
      places_ = sandbox::find_cgroup_places(sandbox::read_kernel_file("/proc/self/mountinfo"), options.cgroup,
                                            trouble);
    }
    return made;
  }

  std::string left_now() override {
    std::string left;
    for (const std::string& folder : places_.folders()) {
      for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_directory()) left += " cgroup " + entry.path().string();
      }
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
      if (std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0])) &&
          belongs_to(entry.path(), options_.user))
        left += " process " + entry.path().string();
    }
    for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm"}) {
      for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (belongs_to(entry.path(), options_.user)) left += " file " + entry.path().string();
      }
    }
    return left;
  }

  std::vector<std::string> server_arguments() const override {
    return {"native", options_.cgroup, std::to_string(options_.user)};
  }
  std::string language_file(const std::string& json, const std::string&) override { return json; }

 private:
  const NativeSandboxOptions options_;
  SandboxTraits traits_;
  sandbox::CgroupPlaces places_;
};

}  // namespace

NativeSandboxOptions native_options_for_tests() {
  NativeSandboxOptions options;
  options.cgroup = "interview-test-" + std::to_string(::getpid());
  options.user = 30'000 + static_cast<uint32_t>(::getpid()) % 30'000;
  options.ready = 0;
  return options;
}

KindOrReason make_native_for_tests() {
  if (::geteuid() != 0) return Error{Errc::sandbox_unavailable, "native sandboxes are tested as root"};
  auto kind = std::make_unique<NativeUnderTest>();
  if (Result<void> can = kind->prove(); !can) return can.error();
  return std::unique_ptr<SandboxUnderTest>(std::move(kind));
}

}  // namespace interview::test
