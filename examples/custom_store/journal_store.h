// A store of one's own: everything in memory, and every call that changes something in one file, which is
// read again at the start.
//
// After a title the file is a sequence of calls, each `length:fields`, a field being `length:bytes` in turn.
// A call is written before it is made, refused ones too: read again in the same order they are refused again.
// What was cut off at the end of the file was never acknowledged, and is dropped.
#pragma once

#include <memory>
#include <string>

#include "interview/store.h"

// Errc::store_failed: the file cannot be opened, or is none of these.
interview::Result<std::shared_ptr<interview::Store>> open_journal_store(const std::string& path);
