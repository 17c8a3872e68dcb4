// The fields of each event, in the order of their bytes: one list for the log's format and for the wire's.
#pragma once

#include <type_traits>

#include "interview/event.h"

namespace interview {

// `of` calls the archive with the name of each field and the field: a("doc", event.doc). An archive has an
// overload for numbers, bool, UTF-8 text, UTF-16 text, Operation, Role, OutputStream, RunKind, lists of
// Submitted::Doc, and `bytes` and `signed_number` for what is not text and for int.
struct EventFields {
  template <typename A, typename E>
  static void of(A& a, E& e) {
    using Plain = std::remove_const_t<E>;
    if constexpr (std::is_same_v<Plain, event::Opened>) {
      a("title", e.title), a("language", e.language);
    } else if constexpr (std::is_same_v<Plain, event::Joined>) {
      a("participant", e.participant), a("role", e.role), a("subject", e.subject);
    } else if constexpr (std::is_same_v<Plain, event::RoleChanged>) {
      a("participant", e.participant), a("role", e.role);
    } else if constexpr (std::is_same_v<Plain, event::Removed>) {
      a("participant", e.participant);
    } else if constexpr (std::is_same_v<Plain, event::DocOpened>) {
      a("doc", e.doc), a("name", e.name), a("owner", e.owner), a("text", e.text);
    } else if constexpr (std::is_same_v<Plain, event::DocRenamed>) {
      a("doc", e.doc), a("name", e.name);
    } else if constexpr (std::is_same_v<Plain, event::DocRemoved>) {
      a("doc", e.doc);
    } else if constexpr (std::is_same_v<Plain, event::Edited>) {
      a("doc", e.doc), a("rev", e.rev), a("op", e.op), a("erased", e.erased);
    } else if constexpr (std::is_same_v<Plain, event::Chat> || std::is_same_v<Plain, event::Note>) {
      a("text", e.text);
    } else if constexpr (std::is_same_v<Plain, event::LanguageSet>) {
      a("language", e.language);
    } else if constexpr (std::is_same_v<Plain, event::ProblemSet>) {
      a("id", e.id), a("title", e.title), a("statement", e.statement);
    } else if constexpr (std::is_same_v<Plain, event::RunQueued>) {
      a("run", e.run), a("doc", e.doc), a("rev", e.rev), a("language", e.language), a("input", e.input);
    } else if constexpr (std::is_same_v<Plain, event::RunStarted>) {
      a("run", e.run), a("language_version", e.language_version), a("image", e.image), a("cold", e.cold);
    } else if constexpr (std::is_same_v<Plain, event::RunOutput>) {
      a("run", e.run), a("stream", e.stream), a.bytes("data", e.data);
    } else if constexpr (std::is_same_v<Plain, event::RunInput>) {
      a("run", e.run), a("text", e.text), a("end", e.end);
    } else if constexpr (std::is_same_v<Plain, event::RunStopping>) {
      a("run", e.run);
    } else if constexpr (std::is_same_v<Plain, event::RunEnded>) {
      auto& r = e.result;
      a("run", e.run), a("result", r.kind), a.signed_number("exit_code", r.exit_code),
          a.signed_number("signal", r.signal);
      a("wall_ms", r.wall_ms), a("cpu_ms", r.cpu_ms), a("memory_kb", r.memory_kb),
          a("truncated", r.truncated), a("message", r.message);
      a("dropped_bytes", e.dropped_bytes);
    } else if constexpr (std::is_same_v<Plain, event::Submitted>) {
      a("docs", e.docs);
    } else {
      static_assert(std::is_empty_v<Plain>, "an event whose fields are not listed");
    }
  }
};

}  // namespace interview
