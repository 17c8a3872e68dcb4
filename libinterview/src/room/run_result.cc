#include "interview/run_result.h"

namespace interview {
namespace {

constexpr struct {
  RunKind kind;
  const char* name;
} kKinds[] = {
    {RunKind::ok, "ok"},
    {RunKind::compile_error, "compile_error"},
    {RunKind::runtime_error, "runtime_error"},
    {RunKind::time_limit, "time_limit"},
    {RunKind::memory_limit, "memory_limit"},
    {RunKind::output_limit, "output_limit"},
    {RunKind::process_limit, "process_limit"},
    {RunKind::cancelled, "cancelled"},
    {RunKind::interrupted, "interrupted"},
    {RunKind::internal_error, "internal_error"},
};

}  // namespace

const char* to_string(RunKind kind) noexcept {
  for (const auto& row : kKinds)
    if (row.kind == kind) return row.name;
  return "unknown";
}

Result<RunKind> run_kind_from(std::string_view wire) {
  for (const auto& row : kKinds)
    if (wire == row.name) return row.kind;
  return Error{Errc::bad_argument, "there is no such kind of result"};
}

}  // namespace interview
