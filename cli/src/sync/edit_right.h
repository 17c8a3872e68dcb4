// Whether one's edits will be taken, as far as is known here; the room decides.
#pragma once

#include "interview/client_session.h"
#include "interview/role.h"

namespace interview::cli {

// Empty if one may edit the documents of `owner` (0: everybody's) now; else why not.
inline std::string why_no_edit(const ClientSession& session, uint32_t owner) {
  const Permissions can = permissions_of(session.role());
  if (session.view().ended) return "the interview has ended";
  if (has(can, Permission::manage)) return {};
  if (session.view().locked) return "the room is locked";
  if (owner == 0 && has(can, Permission::edit)) return {};
  if (owner == session.you() && has(can, Permission::edit_own)) return {};
  return "you may not edit it";
}

}  // namespace interview::cli
