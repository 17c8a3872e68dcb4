#include "interview/role.h"

#include "interview/text.h"

namespace interview {
namespace {

struct RoleRow {
  Role role;
  const char* name;
  Permissions permissions;
};

constexpr Permissions bits() {
  return 0;
}
template <typename... Rest>
constexpr Permissions bits(Permission first, Rest... rest) {
  return static_cast<Permissions>(static_cast<uint16_t>(first) | bits(rest...));
}

using P = Permission;
constexpr Permissions kEverything =
    bits(P::edit, P::edit_own, P::run, P::submit, P::chat, P::interviewers, P::signal, P::manage);
constexpr RoleRow kRoles[] = {
    {Role::interviewer, "interviewer", kEverything},
    {Role::reviewer, "reviewer", bits(P::edit, P::edit_own, P::run, P::submit, P::chat, P::signal)},
    {Role::observer, "observer", bits(P::interviewers)},
    {Role::teacher, "teacher", kEverything},
    {Role::student, "student", bits(P::edit_own, P::run, P::submit, P::chat, P::signal)},
};

struct PermissionRow {
  Permission permission;
  const char* name;
};
constexpr PermissionRow kPermissions[] = {
    {P::edit, "edit"}, {P::edit_own, "edit_own"},         {P::run, "run"},       {P::submit, "submit"},
    {P::chat, "chat"}, {P::interviewers, "interviewers"}, {P::signal, "signal"}, {P::manage, "manage"},
};

constexpr size_t kShownBytes = 32;  // of a role that there is not

}  // namespace

const char* to_string(Role role) noexcept {
  for (const RoleRow& row : kRoles)
    if (row.role == role) return row.name;
  return "unknown";
}

Result<Role> role_from(std::string_view name) {
  for (const RoleRow& row : kRoles)
    if (name == row.name) return row.role;
  const std::string_view shown = name.substr(0, whole_utf8_prefix(name.substr(0, kShownBytes)));
  return Error{Errc::bad_argument, "there is no role '" + std::string(shown) + "'"};
}

Permissions permissions_of(Role role) noexcept {
  for (const RoleRow& row : kRoles)
    if (row.role == role) return row.permissions;
  return 0;
}

std::vector<std::string_view> names_of(Permissions set) {
  std::vector<std::string_view> names;
  for (const PermissionRow& row : kPermissions)
    if (has(set, row.permission)) names.push_back(row.name);
  return names;
}

}  // namespace interview
