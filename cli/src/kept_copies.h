// Texts that a person had seen and the server has lost, for a person who shares no folder with the room.
#pragma once

#include <string>
#include <vector>

#include "interview/client_session.h"

namespace interview::cli {

// Writes them into the folder `copies` of `parent`, beside what is there already. The folder's path, or why
// one of them could not be kept: the errors of SafeFolder.
Result<std::string> keep_copies(const std::string& parent, const std::vector<notice::Diverged::Text>& texts);

}  // namespace interview::cli
