#include "metrics.h"

namespace interview {

std::string prometheus(const HubStats& hub, const front::ListenerStats& front) {
  const struct {
    const char* name;
    const char* type;
    const char* help;
    uint64_t value;
  } rows[] = {
      {"interview_rooms", "gauge", "Rooms that are live", hub.rooms},
      {"interview_sessions", "gauge", "Sessions", hub.sessions},
      {"interview_runs", "gauge", "Runs under way", hub.runs},
      {"interview_runs_queued", "gauge", "Runs that wait", hub.runs_queued},
      {"interview_commands_total", "counter", "Commands done", hub.commands},
      {"interview_refused_total", "counter", "Commands refused", hub.refused},
      {"interview_records_total", "counter", "Records committed", hub.records},
      {"interview_commits_total", "counter", "Transactions committed", hub.commits},
      {"interview_failed_commits_total", "counter", "Transactions that failed", hub.failed_commits},
      {"interview_runs_started_total", "counter", "Runs started", hub.runs_started},
      {"interview_connections", "gauge", "Connections, WebSockets included", front.connections},
      {"interview_websockets", "gauge", "WebSockets", front.websockets},
      {"interview_connections_accepted_total", "counter", "Connections accepted", front.accepted},
      {"interview_connections_refused_total", "counter", "Connections refused above a cap", front.refused},
      {"interview_accept_pauses_total", "counter", "Times out of descriptors", front.accept_pauses},
      {"interview_tls_failures_total", "counter", "TLS handshakes that failed", front.tls_failures},
      {"interview_http_requests_total", "counter", "HTTP requests", front.requests},
      {"interview_http_bad_requests_total", "counter", "HTTP requests that were malformed",
       front.bad_requests},
      {"interview_timeouts_total", "counter", "Deadlines that ended something", front.timeouts},
      {"interview_messages_in_total", "counter", "WebSocket messages received", front.messages_in},
      {"interview_frames_out_total", "counter", "WebSocket frames sent", front.frames_out},
      {"interview_slow_peers_total", "counter", "Connections closed for not reading", front.slow_peers},
      {"interview_bytes_in_total", "counter", "Bytes received", front.bytes_in},
      {"interview_bytes_out_total", "counter", "Bytes sent", front.bytes_out},
  };
  std::string out;
  for (const auto& row : rows) {
    out.append("# HELP ").append(row.name).append(" ").append(row.help).append("\n# TYPE ").append(row.name);
    out.append(" ").append(row.type).append("\n").append(row.name).append(" ").append(
        std::to_string(row.value));
    out += '\n';
  }
  return out;
}

}  // namespace interview
