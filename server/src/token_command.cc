#include "token_command.h"

#include <cstdio>

#include "access.h"
#include "data_folder.h"
#include "interview/bytes.h"

namespace interview {

ExitCode print_token(const TokenOptions& options) {
  const bool owner = options.role == kOwner;
  const auto fail = [](ExitCode code, const std::string& why) {
    std::fprintf(stderr, "interviewd: %s\n", why.c_str());
    return code;
  };
  if (!owner && !role_from(options.role))
    return fail(ExitCode::usage, "there is no role '" + options.role + "'");
  if (owner != options.room.empty())
    return fail(ExitCode::usage,
                owner ? "the owner's token is of no room; leave --room out" : "--room is missing");
  const auto keys = read_token_keys(options.data);
  if (!keys)
    return fail(ExitCode::data_folder,
                keys.error().message + "; give the data folder of a server with --data");
  const int64_t now = system_clock().now_ms() / 1000;
  Claims claims;
  claims.issuer = kIssuer;
  claims.audience = kAudience;
  claims.subject = owner ? "owner" : random_id("p_");
  claims.room = options.room;
  claims.role = options.role;
  claims.name = options.name;
  claims.issued_at = now;
  claims.expires_at = now + int64_t{options.hours} * 3600;
  const auto token = sign(*keys, claims);
  if (!token) return fail(ExitCode::failed, token.error().message);
  std::printf("%s\n", token->c_str());
  return ExitCode::ok;
}

}  // namespace interview
