// docs/protocol.md is the reference: every message on it is one, and it knows every message, code and kind.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "interview/protocol.h"

using namespace interview;

namespace {

struct Page {
  std::string text;
  std::vector<std::string> to_server, to_client;
};

std::string_view trimmed(std::string_view line) {
  const size_t begin = line.find_first_not_of(' ');
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

// Indented lines that begin with an arrow, and those that go on with them.
Page read_page() {
  Page page;
  std::ifstream file(INTERVIEW_PROTOCOL_PAGE);
  REQUIRE(file.good());
  const std::string out = "\u2192 ", in = "\u2190 ";
  std::vector<std::string>* last = nullptr;
  for (std::string line; std::getline(file, line);) {
    page.text += line + "\n";
    const std::string_view content = trimmed(line);
    if (content.empty() || line.substr(0, 4) != "    ") {
      last = nullptr;
    } else if (content.substr(0, out.size()) == out) {
      last = &page.to_server;
      last->emplace_back(content.substr(out.size()));
    } else if (content.substr(0, in.size()) == in) {
      last = &page.to_client;
      last->emplace_back(content.substr(in.size()));
    } else if (last) {
      last->back() += content;
    }
  }
  return page;
}

}  // namespace

TEST_CASE("every message of the page to the server is one, and none is missing") {
  const Page page = read_page();
  std::set<size_t> messages, commands;
  for (const std::string& json : page.to_server) {
    CAPTURE(json);
    const auto decoded = wire::decode_client_message(json);
    REQUIRE(std::holds_alternative<wire::ClientMessage>(decoded));
    const auto& message = std::get<wire::ClientMessage>(decoded);
    messages.insert(message.index());
    if (const auto* numbered = std::get_if<wire::Numbered>(&message))
      commands.insert(numbered->command.index());
    // Each field that is written there is one that is read: writing it again gives all of them.
    CHECK(wire::encode(message).size() == json.size());
  }
  CHECK(messages.size() == std::variant_size_v<wire::ClientMessage>);
  CHECK(commands.size() == std::variant_size_v<Command>);
}

TEST_CASE("every message of the page to the client is one, and none is missing") {
  const Page page = read_page();
  std::set<size_t> messages, events;
  for (const std::string& json : page.to_client) {
    CAPTURE(json);
    const auto decoded = wire::decode_server_message(json);
    REQUIRE(decoded.ok());
    messages.insert(decoded->index());
    if (const auto* frame = std::get_if<wire::Events>(&*decoded))
      for (const SeenEvent& seen : frame->events) events.insert(seen.event.index());
  }
  CHECK(messages.size() == std::variant_size_v<wire::ServerMessage>);
  CHECK(events.size() == std::variant_size_v<Event>);
}

TEST_CASE("the page knows every code that a client may be told, and which may be tried again") {
  const Page page = read_page();
  const auto row = [&](const std::string& name) {
    const size_t begin = page.text.find("| " + name + " |");
    REQUIRE(begin != std::string::npos);
    return page.text.substr(begin, page.text.find('\n', begin) - begin);
  };
  const std::string later = row("try again later");
  // Those that stay within a process, or are of files.
  const std::set<Errc> inner = {Errc::gap,
                                Errc::record_malformed,
                                Errc::chain_broken,
                                Errc::bad_signature,
                                Errc::store_schema_newer,
                                Errc::not_found,
                                Errc::disk_full,
                                Errc::io,
                                Errc::closed,
                                Errc::timed_out};
  for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
    const Errc errc = static_cast<Errc>(code);
    if (inner.count(errc) > 0) continue;
    const std::string name = "`" + std::string(wire_code(errc)) + "`";
    CAPTURE(name);
    CHECK(page.text.find(name) != std::string::npos);
    CHECK((later.find(name) != std::string::npos) == is_retryable(errc));
  }
  for (const uint16_t close : {1001, 4001, 4003, 4004, 4008, 4009, 4013, 4029}) {
    const std::string line = row(std::to_string(close));
    CAPTURE(line);
    CHECK((line.find("comes back") != std::string::npos) == wire::may_reconnect(close));
  }
}
