// Finds where this process may make cgroups, and makes the folder that the runs' cgroups are in.
#pragma once

#include <string>

#include "interview/result.h"
#include "sandbox/cgroup.h"

namespace interview::sandbox {

// `mountinfo` as in /proc/self/mountinfo (proc(5)); `folder` below each hierarchy's mount point. A controller
// that cannot be used is absent from the result, and `trouble` says why in a few words. Version 1 is taken
// where a controller is in both. Version 2 controllers are switched on for `folder` where they are not.
CgroupPlaces find_cgroup_places(const std::string& mountinfo, const std::string& folder,
                                std::string& trouble);

// Where the cgroups of a process are that others have put into some; `proc_cgroup` as in /proc/PID/cgroup
// (cgroups(7)). A controller whose folder cannot be seen from here is absent.
CgroupPlaces cgroup_places_of(const std::string& mountinfo, const std::string& proc_cgroup);

// "cgroup v1", "cgroup v2" or "no cgroup".
std::string describe(const CgroupPlaces& places);

// The name of a cgroup of this process: unique on the machine, and telling whose it is.
std::string new_cgroup_name();

// Removes what processes that are gone have left behind in `places` (names of new_cgroup_name()).
void sweep_cgroups(const CgroupPlaces& places);

}  // namespace interview::sandbox
