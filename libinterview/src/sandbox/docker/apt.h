// How this machine reaches Debian's packages, so that an image's come the same way.
#pragma once

#include <string>
#include <vector>

namespace interview::sandbox::docker {

// Lines of a sources.list. `targets` are lines "RELEASE URI COMPONENT", as apt-get indextargets tells them;
// of those, the ones of the release itself, its updates and its security. Empty: this machine is of another
// release.
std::vector<std::string> apt_sources(const std::vector<std::string>& targets, const std::string& release);

// Of the lines of apt-config dump, those that say how to fetch: proxies, certificates, retries.
std::vector<std::string> apt_options(const std::vector<std::string>& dump);

// The two above of this machine; empty where it has no apt.
struct AptSetup {
  std::vector<std::string> sources, options;
};
AptSetup apt_of_this_machine(const std::string& release);

}  // namespace interview::sandbox::docker
