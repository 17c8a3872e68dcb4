// When an interview begins, for the room and for the view of it.
#pragma once

#include "interview/role.h"

namespace interview {

// Whether somebody who leads an interview and somebody who is interviewed are among these people (by number).
template <typename People>
bool both_sides(const People& people) {
  bool leads = false, is_led = false;
  for (const auto& [number, person] : people) {
    if (person.removed) continue;
    const Permissions can = permissions_of(person.role);
    if (has(can, Permission::manage))
      leads = true;
    else
      is_led = is_led || has(can, Permission::submit);
  }
  return leads && is_led;
}

}  // namespace interview
