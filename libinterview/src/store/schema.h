// The tables, and how a store of an older version becomes one of this version.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/connection.h"

namespace interview {

// One step from a schema to the next. `BYTES` stands for the database's type of bytes.
using Migration = std::vector<std::string>;

// The steps of this version: the first makes version 1 from nothing. Never changed once released, only added
// to.
std::span<const Migration> migrations();

// Takes the steps that the database has not taken yet, all or none; safe when several processes do it at
// once. Errc::store_schema_newer if it has taken more than there are here, store_unavailable, store_failed.
Result<void> migrate(Connection& connection, std::span<const Migration> steps);

}  // namespace interview
