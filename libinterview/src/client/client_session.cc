#include "interview/client_session.h"

#include "client/core.h"
#include "interview/text.h"

namespace interview {

ClientSession::ClientSession(std::string room, std::string client, const ClientOptions& options)
    : core_(std::make_unique<Core>(std::move(room), std::move(client), options)) {}
ClientSession::ClientSession(std::unique_ptr<Core> core) : core_(std::move(core)) {}
ClientSession::ClientSession(ClientSession&&) noexcept = default;
ClientSession& ClientSession::operator=(ClientSession&&) noexcept = default;
ClientSession::~ClientSession() = default;

Result<ClientSession> ClientSession::restore(std::string_view outbox, const ClientOptions& options) {
  auto core = Core::restore(outbox, options);
  if (!core) return core.error();
  return ClientSession(std::move(*core));
}

std::string ClientSession::connected(std::string_view token) {
  return core_->connected(token);
}
Result<std::vector<Notice>> ClientSession::receive(std::string_view json) {
  return core_->receive(json);
}
void ClientSession::disconnected() {
  core_->disconnected();
}
std::optional<std::string> ClientSession::next() {
  return core_->next();
}
void ClientSession::retry() {
  core_->retry();
}

Result<void> ClientSession::edit(uint32_t doc, const Operation& op, bool joins_last) {
  return core_->edit(doc, op, joins_last);
}
Result<void> ClientSession::replace(uint32_t id, size_t position, size_t erased, std::string_view text) {
  const auto inserted = utf8_to_utf16(text);
  if (!inserted) return inserted.error();
  const auto doc = view().docs.find(id);
  if (doc == view().docs.end())
    return Error{Errc::no_such_document, "there is no document " + std::to_string(id)};
  const size_t length = doc->second.text.size();
  if (position > length || erased > length - position)
    return Error{Errc::op_out_of_range, "the document has " + std::to_string(length) + " units"};
  return edit(id, Operation::splice(length, position, erased, *inserted));
}
Result<void> ClientSession::send(Command command) {
  return core_->send(std::move(command));
}
std::optional<Operation> ClientSession::undo(uint32_t doc) {
  return core_->undo(doc);
}
std::optional<Operation> ClientSession::redo(uint32_t doc) {
  return core_->redo(doc);
}
std::optional<std::string> ClientSession::select(uint32_t doc, const std::vector<Selection>& ranges) const {
  return core_->select(doc, ranges);
}

const RoomView& ClientSession::view() const {
  return core_->view_;
}
std::string ClientSession::text(uint32_t id) const {
  std::string utf8;
  const auto doc = view().docs.find(id);
  if (doc != view().docs.end()) append_utf8(utf8, doc->second.text.text());
  return utf8;
}
const std::string& ClientSession::room() const {
  return core_->room_;
}
const std::string& ClientSession::client() const {
  return core_->client_;
}
uint32_t ClientSession::you() const {
  return core_->you_;
}
uint32_t ClientSession::connection() const {
  return core_->connection_;
}
Role ClientSession::role() const {
  return core_->role_;
}
const std::string& ClientSession::ice() const {
  return core_->ice_;
}
uint64_t ClientSession::seen() const {
  return core_->seen_;
}
bool ClientSession::live() const {
  return core_->state_ == Core::State::live;
}
bool ClientSession::has_pending() const {
  return !core_->pending_.empty();
}
size_t ClientSession::pending_edits() const {
  return core_->pending_.edits();
}
uint64_t ClientSession::last_command() const {
  return core_->last_n_;
}
std::string ClientSession::outbox() const {
  return core_->outbox();
}

}  // namespace interview
