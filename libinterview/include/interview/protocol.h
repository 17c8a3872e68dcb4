// interview.v1: the messages of the wire, and their JSON. docs/protocol.md is the reference.
//
// Everything here is a function of its arguments; any thread. Positions are UTF-16 code units, text is UTF-8.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "interview/command.h"
#include "interview/operation.h"
#include "interview/result.h"
#include "interview/room_view.h"

namespace interview::wire {

inline constexpr std::string_view kSubprotocol = "interview.v1";

// Limits of a message, checked before it is parsed.
struct MessageLimits {
  size_t bytes = 256u << 10;
  size_t depth = 32;  // of nested arrays and objects
  size_t selections = 64;
  size_t signal_bytes = 32u << 10;
};

// ---- From client to server

struct Hello {
  std::string token;
  std::string room;
  std::string client;
  uint64_t seen = 0;     // the last event that the client has; 0: none
  std::string head;      // the head of the log there, as it was told; empty with `seen` 0
  bool pending = false;  // the client has commands that are not acknowledged
};

struct Numbered {
  uint64_t n = 0;
  Command command;
};

struct Select {
  uint32_t doc = 0;
  uint64_t base = 0;
  uint64_t after = 0;  // the command in flight that the positions already count in; 0: none
  std::vector<Selection> ranges;
};

struct Signal {
  uint32_t to = 0;   // a connection
  std::string data;  // JSON
};

struct Renew {};
struct Ping {};

using ClientMessage = std::variant<Hello, Numbered, Select, Signal, Renew, Ping>;

struct DecodeFailure {
  Error error;
  uint64_t n = 0;  // of the command that was meant, if that much could be read
};

// Refuses what is not exactly a message: bad_message, unknown_type, too_big, too_deep, bad_text, bad_argument
// (a role that does not exist), and the op_*.
std::variant<ClientMessage, DecodeFailure> decode_client_message(std::string_view json,
                                                                 const MessageLimits& limits = {});
std::string encode(const ClientMessage& message);

// ---- From server to client

struct Welcome {
  uint32_t you = 0;
  uint32_t connection = 0;
  Role role = Role::observer;
  uint64_t seq = 0;
  std::string head;    // base64url
  uint64_t acked = 0;  // the last command of this client that the room has
  RoomView room;
  std::string ice;  // JSON array of RTCIceServer; empty: none
  bool saving = true;
  int64_t time = 0;  // room time at the server
};

// The events since Hello::seen follow; with the one numbered `upto` the client is up to date.
struct Resume {
  uint32_t you = 0;
  uint32_t connection = 0;
  Role role = Role::observer;
  uint64_t acked = 0;
  uint64_t upto = 0;
  std::string ice;
  bool saving = true;
  std::vector<std::pair<uint32_t, uint32_t>> connections;  // connection, person
  int64_t time = 0;                                        // room time at the server
};

struct Events {
  uint64_t upto = 0;
  std::string head;  // base64url
  std::vector<SeenEvent> events;
};

struct Ack {
  uint64_t n = 0;
};

struct Refusal {
  uint64_t n = 0;  // 0: no command was meant
  Errc code = Errc::internal;
  std::string message;
  bool retry = false;
};

struct Selected {
  uint32_t by = 0;
  uint32_t connection = 0;
  uint32_t doc = 0;
  uint64_t rev = 0;
  std::vector<Selection> ranges;
};

struct Signalled {
  uint32_t from = 0;  // a connection
  uint32_t by = 0;
  std::string data;  // JSON
};

struct Presence {
  uint32_t by = 0;
  uint32_t connection = 0;
  bool online = false;
};

// Where a run stands in the queue; 0: its turn.
struct Queued {
  uint32_t run = 0;
  uint32_t position = 0;
};

struct Saving {
  bool ok = true;
};

struct Token {
  std::string token;
};

struct Pong {};
struct Diverged {};

using ServerMessage = std::variant<Welcome, Resume, Events, Ack, Refusal, Selected, Signalled, Presence,
                                   Queued, Saving, Token, Pong, Diverged>;

std::string encode(const ServerMessage& message);
// For the client. Errors as of decode_client_message.
Result<ServerMessage> decode_server_message(std::string_view json);

// The JSON of one event, written once and put into every frame that carries it.
struct EncodedEvent {
  uint64_t seq = 0;
  uint32_t by = 0;
  Audience audience;
  std::string client;    // of the sender; empty for the room itself
  std::string json;      // for everybody who may see it
  std::string own_json;  // for the client that sent it: with its id and number; empty for the room itself
};

EncodedEvent encode_event(const RecordHeader& header, const Event& event, const NameOf& name_of);

// Assembles an `events` message of events already encoded: add() each, then finish().
class EventsFrame {
 public:
  void add(std::string_view event_json);
  bool empty() const noexcept { return empty_; }
  size_t size() const noexcept { return json_.size(); }
  // The message; the frame is empty again.
  std::string finish(uint64_t upto, std::string_view head);

 private:
  std::string json_;
  bool empty_ = true;
};

// Closing codes of the WebSocket.
enum class Close : uint16_t {
  going_away = 1001,
  bad_token = 4001,
  not_permitted = 4003,
  no_such_room = 4004,
  protocol_error = 4008,
  replaced = 4009,
  too_big = 4013,
  too_fast = 4029,
};

// The code that a refused opening closes with.
Close close_code(Errc code) noexcept;

// Whether a client that was closed with `code` may connect again by itself.
bool may_reconnect(uint16_t code) noexcept;

}  // namespace interview::wire
