#include "sandbox/docker/rootfs.h"

#include <fstream>
#include <utility>

#include "sandbox/docker/apt.h"
#include "sandbox/docker/program.h"
#include "sandbox/docker/recipe.h"

namespace interview::sandbox::docker {
namespace {

// Lines of our own in mmdebstrap's output.
constexpr std::string_view kStepMark = "interview step: ";
constexpr std::string_view kVersionMark = "interview version: ";

// What mmdebstrap says when it begins something, and that in words.
constexpr std::pair<std::string_view, std::string_view> kSteps[] = {
    {"I: running apt-get update", "reading the lists of packages"},
    {"I: downloading packages", "downloading packages"},
    {"I: extracting archives", "unpacking the base"},
    {"I: installing essential packages", "installing the base"},
    {"I: installing remaining packages", "installing packages"},
    {"I: creating tarball", "packing"},
};

// A hook is a text for sh on the host; "$1" is the new root.
std::string in_new_root(const Language& language, const std::string& script) {
  return "chroot \"$1\" /usr/bin/env -i HOME=/root " + shell_words(image_environment(language)) +
         " /bin/sh -eu -c " + shell_quoted(script);
}

std::string say(std::string_view mark, std::string_view text) {
  return "echo " + shell_quoted(std::string(mark).append(text)) + " >&2";
}

}  // namespace

std::vector<std::string> mmdebstrap_command(const Language& language, const std::vector<std::string>& sources,
                                            const std::vector<std::string>& options, const std::string& tar) {
  std::vector<std::string> command = {"mmdebstrap", "--variant=essential", "--format=tar",
                                      "--skip=cleanup,output/dev",
                                      // Not the user's, who may have told the host's apt to install more.
                                      "--aptopt=APT::Install-Recommends \"false\";"};
  for (const std::string& option : options) command.push_back("--aptopt=" + option);
  std::string packages;
  for (const std::string& package : image_packages(language))
    packages.append(packages.empty() ? "" : ",").append(package);
  if (!packages.empty()) command.push_back("--include=" + packages);
  const auto add_hook = [&](const std::string& script) { command.push_back("--customize-hook=" + script); };
  if (const std::string setup = setup_script(language); !setup.empty()) {
    add_hook(say(kStepMark, "setting up the language"));
    add_hook(in_new_root(language, setup));
  }
  add_hook("version=$(" + in_new_root(language, shell_words(language.version) + " | head -n 1") +
           ") && echo " + shell_quoted(kVersionMark) + "\"$version\" >&2");
  add_hook(say(kStepMark, "tidying up"));
  add_hook(in_new_root(language, tidy_script()));
  // What mmdebstrap took from this machine.
  add_hook("rm -f \"$1\"/etc/resolv.conf \"$1\"/etc/hostname");
  command.insert(command.end(), {kRelease, tar});
  command.insert(command.end(), sources.begin(), sources.end());
  return command;
}

void RootfsReport::line(std::string_view line) {
  const auto begin_step = [&](std::string_view step) {
    step_ = step;
    if (progress_) progress_(step);
  };
  if (line.starts_with(kStepMark)) return begin_step(line.substr(kStepMark.size()));
  if (line.starts_with(kVersionMark)) {
    version_ = line.substr(kVersionMark.size());
    return;
  }
  for (const auto& [said, step] : kSteps)
    if (line.starts_with(said)) return begin_step(step);

  const auto says = [&](std::string_view what) { return line.find(what) != line.npos; };
  disk_full_ = disk_full_ || says("No space left on device");
  not_allowed_ = not_allowed_ || says("unable to pick chroot mode") || says("need to be root");
  no_network_ = no_network_ || says("Failed to fetch") || says("Temporary failure resolving") ||
                says("Could not connect");
  // mmdebstrap's own last words only repeat the command; what went wrong stands before them.
  if (says("E: setup failed") || says("E: mmdebstrap failed")) {
    if (why_.empty()) why_ = last_;
  } else if (line.starts_with("E: ")) {
    if (why_.empty()) why_ = line.substr(3);
  } else if (!line.empty() && !line.starts_with("I: ") && !line.starts_with("W: ")) {
    last_ = line;
  }
}

Error RootfsReport::error(const std::string& log) const {
  const std::string where = step_.empty() ? "mmdebstrap failed" : "mmdebstrap failed while " + step_;
  if (disk_full_) {
    return {Errc::disk_full,
            where + ": no space left on the disk; free some, or name a roomier folder with TMPDIR"};
  }
  if (not_allowed_) {
    return {Errc::sandbox_unavailable,
            where +
                ": this user may not make a root file system; run it as root, or give this user ranges in "
                "/etc/subuid and /etc/subgid"};
  }
  const std::string why = why_.empty() ? "" : ": " + why_;
  if (no_network_) {
    return {Errc::internal, where + why +
                                "; does this machine reach its package mirror? (--mirror names another; " +
                                log + " has the rest)"};
  }
  return {Errc::internal, where + why + "; " + log + " has the rest"};
}

Result<Rootfs> make_rootfs(const Language& language, const std::vector<std::string>& mirrors,
                           const std::string& tar, const std::string& log, const ImageProgress& progress) {
  const AptSetup apt = apt_of_this_machine(kRelease);
  std::ofstream out(log, std::ios::trunc);
  RootfsReport report(progress);
  const auto code =
      run_program(mmdebstrap_command(language, mirrors.empty() ? apt.sources : mirrors, apt.options, tar),
                  {std::string("SOURCE_DATE_EPOCH=") + kEpoch, "LC_ALL=C.UTF-8"}, [&](std::string_view line) {
                    out << line << '\n';
                    report.line(line);
                  });
  if (!code) return code.error();
  out.flush();
  if (*code != 0) return report.error(log);
  if (report.version().empty())
    return {Errc::internal, "the version command of " + language.name + " printed nothing; see " + log};
  return Rootfs{report.version()};
}

}  // namespace interview::sandbox::docker
