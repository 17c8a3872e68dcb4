// A room as one participant sees it, in JSON.
#pragma once

#include "interview/room_view.h"
#include "protocol/json_in.h"
#include "protocol/json_out.h"

namespace interview::wire {

void write_view(JsonOut& out, const RoomView& view);
Result<RoomView> read_view(const Json& value);

void write_connections(JsonOut& out, const std::vector<std::pair<uint32_t, uint32_t>>& connections);
std::vector<std::pair<uint32_t, uint32_t>> read_connections(FieldsIn& in);

}  // namespace interview::wire
