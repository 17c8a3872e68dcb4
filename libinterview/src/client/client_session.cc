#include "interview/client_session.h"

#include "client/core.h"

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
