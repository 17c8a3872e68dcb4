// The one way by which records come into an SQL database.
#pragma once

#include "interview/store.h"
#include "store/append_plan.h"
#include "store/dialect.h"

namespace interview {

// Within a transaction, which must be undone if this fails: moves the heads of the rooms, which also keeps
// other writers of them away until the commit, and then adds records, people and seals, each kind in one
// statement. `plan` is that of `batch`. Throws soci::soci_error.
Result<void> append_rows(soci::session& session, const Dialect& dialect, const std::vector<Append>& batch,
                         const AppendPlan& plan);

}  // namespace interview
