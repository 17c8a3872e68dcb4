#include "journal_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

#include "fields.h"

namespace {

using namespace interview;

// What the file begins with, as a field.
constexpr std::string_view kTitle = "interview journal 1";

void write_append(FieldWriter& to, const Append& append) {
  to.put(append.room).number(append.records.size());
  for (const Record& record : append.records)
    to.put(record.header_bytes)
        .put({reinterpret_cast<const char*>(record.salt.data()), record.salt.size()})
        .put(record.body)
        .put(bytes_of(record.hash));
  to.number(append.people.size());
  for (const PersonRow& person : append.people) to.number(person.number).put(person.subject).put(person.name);
  to.number(append.ended_at.value_or(0)).number(append.seal ? 1 : 0);
  if (append.seal)
    to.number(append.seal->count)
        .put(bytes_of(append.seal->head))
        .put(append.seal->key)
        .put(append.seal->signature);
}

Append read_append(FieldReader& from) {
  Append append;
  append.room = from.text();
  for (uint64_t left = from.number(); left > 0 && from.whole(); --left) {
    Record record;
    record.header_bytes = from.text();
    if (auto header = decode_header(record.header_bytes)) record.header = std::move(*header);
    from.bytes_into(record.salt);
    record.body = from.text();
    from.bytes_into(record.hash);
    append.records.push_back(std::move(record));
  }
  for (uint64_t left = from.number(); left > 0 && from.whole(); --left) {
    PersonRow person;
    person.number = static_cast<uint32_t>(from.number());
    person.subject = from.text();
    person.name = from.text();
    append.people.push_back(std::move(person));
  }
  if (const uint64_t ended_at = from.number()) append.ended_at = static_cast<int64_t>(ended_at);
  if (from.number() == 1) {
    Seal& seal = append.seal.emplace();
    seal.count = from.number();
    from.bytes_into(seal.head);
    seal.key = from.text();
    seal.signature = from.text();
  }
  return append;
}

// One thread writes to the file at a time; reading is the memory's business.
class JournalStore final : public Store {
 public:
  explicit JournalStore(int file) : file_(file) {}
  ~JournalStore() override { ::close(file_); }

  // Makes the calls in the file again.
  Result<void> load() {
    std::string content;
    char block[65536];
    for (ssize_t count; (count = ::read(file_, block, sizeof block)) != 0;) {
      if (count < 0)
        return Error{Errc::store_failed, std::string("cannot read the journal: ") + std::strerror(errno)};
      content.append(block, static_cast<size_t>(count));
    }
    const std::string title = FieldWriter().put(kTitle).bytes();
    if (title.compare(0, content.size(), content) == 0) return begin(title);
    FieldReader calls(content);
    if (calls.take() != kTitle) return Error{Errc::store_failed, "this is no journal of rooms"};
    size_ = title.size();
    for (;;) {
      const std::string_view call = calls.take();
      if (!calls.whole() || call.empty()) break;
      size_ = content.size() - calls.left();
      FieldReader fields(call);
      if (!make(fields)) return Error{Errc::store_failed, "the journal has a call that is none"};
    }
    return cut();
  }

  Result<void> create_room(const RoomRow& room, const Append& first) override {
    FieldWriter call;
    call.put("create").put(room.id).put(room.title).put(room.owner).number(room.created_at);
    write_append(call, first);
    return after(call, [&] { return memory_->create_room(room, first); });
  }
  Result<void> append(const std::vector<Append>& batch) override {
    FieldWriter call;
    call.put("append").number(batch.size());
    for (const Append& one : batch) write_append(call, one);
    return after(call, [&] { return memory_->append(batch); });
  }
  Result<void> erase_bodies(std::string_view room, const std::vector<uint64_t>& seqs) override {
    FieldWriter call;
    call.put("erase").put(room).number(seqs.size());
    for (const uint64_t seq : seqs) call.number(seq);
    return after(call, [&] { return memory_->erase_bodies(room, seqs); });
  }
  Result<void> add_invitation(const Invitation& invitation) override {
    FieldWriter call;
    call.put("invite")
        .put(invitation.id)
        .put(invitation.room)
        .put(bytes_of(invitation.code))
        .put(invitation.role);
    call.number(invitation.expires_at).number(invitation.uses_left);
    return after(call, [&] { return memory_->add_invitation(invitation); });
  }
  Result<void> revoke_invitation(std::string_view room, std::string_view id) override {
    FieldWriter call;
    call.put("revoke").put(room).put(id);
    return after(call, [&] { return memory_->revoke_invitation(room, id); });
  }
  Result<Invitation> use_invitation(const Digest& code, int64_t now) override {
    FieldWriter call;
    call.put("use").put(bytes_of(code)).number(now);
    return after(call, [&] { return memory_->use_invitation(code, now); });
  }
  // A snapshot only makes opening faster: with the log in memory it need not outlive the process.
  Result<void> put_snapshot(std::string_view room, const StoredSnapshot& snapshot) override {
    return memory_->put_snapshot(room, snapshot);
  }

  Result<RoomRow> room(std::string_view id) override { return memory_->room(id); }
  Result<std::vector<RoomRow>> rooms(std::string_view owner, std::string_view before, size_t limit) override {
    return memory_->rooms(owner, before, limit);
  }
  Result<LogHead> head(std::string_view room) override { return memory_->head(room); }
  Result<std::optional<Digest>> hash_at(std::string_view room, uint64_t seq) override {
    return memory_->hash_at(room, seq);
  }
  Result<std::vector<Record>> read(std::string_view room, uint64_t after, size_t max_records,
                                   size_t max_bytes) override {
    return memory_->read(room, after, max_records, max_bytes);
  }
  Result<std::vector<PersonRow>> people(std::string_view room) override { return memory_->people(room); }
  Result<std::optional<Seal>> seal_of(std::string_view room) override { return memory_->seal_of(room); }
  Result<std::optional<StoredSnapshot>> snapshot(std::string_view room) override {
    return memory_->snapshot(room);
  }
  Result<std::vector<Invitation>> invitations(std::string_view room) override {
    return memory_->invitations(room);
  }
  Result<Invitation> find_invitation(const Digest& code, int64_t now) override {
    return memory_->find_invitation(code, now);
  }
  Result<void> ping() override { return {}; }

 private:
  // Makes one call that was read; whether it is one. That it may be refused is as it was the first time.
  bool make(FieldReader& from) {
    const std::string name = from.text();
    if (name == "create") {
      RoomRow row{from.text(), {}, {}, 0, 0};
      row.title = from.text();
      row.owner = from.text();
      row.created_at = static_cast<int64_t>(from.number());
      (void)memory_->create_room(row, read_append(from));
    } else if (name == "append") {
      std::vector<Append> batch;
      for (uint64_t left = from.number(); left > 0 && from.whole(); --left)
        batch.push_back(read_append(from));
      (void)memory_->append(batch);
    } else if (name == "erase") {
      const std::string room = from.text();
      std::vector<uint64_t> seqs;
      for (uint64_t left = from.number(); left > 0 && from.whole(); --left) seqs.push_back(from.number());
      (void)memory_->erase_bodies(room, seqs);
    } else if (name == "invite") {
      Invitation invitation;
      invitation.id = from.text();
      invitation.room = from.text();
      from.bytes_into(invitation.code);
      invitation.role = from.text();
      invitation.expires_at = static_cast<int64_t>(from.number());
      invitation.uses_left = static_cast<uint32_t>(from.number());
      (void)memory_->add_invitation(invitation);
    } else if (name == "revoke") {
      const std::string room = from.text();
      (void)memory_->revoke_invitation(room, from.take());
    } else if (name == "use") {
      Digest code{};
      from.bytes_into(code);
      (void)memory_->use_invitation(code, static_cast<int64_t>(from.number()));
    } else {
      return false;
    }
    return from.whole();
  }

  // Writes the call, waits until it is on the disk, and makes it.
  template <typename Call>
  auto after(const FieldWriter& call, Call make_it) -> decltype(make_it()) {
    const std::lock_guard lock(mutex_);
    const std::string bytes = FieldWriter().put(call.bytes()).bytes();
    if (const auto written = write(bytes); !written) return written.error();
    return make_it();
  }

  Result<void> begin(const std::string& title) {
    size_ = 0;
    return write(title);
  }

  // Wholly and durably, or not at all.
  Result<void> write(const std::string& bytes) {
    const auto count = static_cast<ssize_t>(bytes.size());
    if (::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_)) != count ||
        ::fdatasync(file_) != 0) {
      const int why = errno;
      (void)cut();
      return Error{Errc::store_failed, std::string("cannot write the journal: ") + std::strerror(why)};
    }
    size_ += bytes.size();
    return {};
  }

  // Drops what is not a whole call at the end of the file.
  Result<void> cut() {
    if (::ftruncate(file_, static_cast<off_t>(size_)) == 0) return {};
    return Error{Errc::store_failed, std::string("cannot cut the journal: ") + std::strerror(errno)};
  }

  const int file_;
  size_t size_ = 0;  // of whole calls
  std::mutex mutex_;
  const std::unique_ptr<Store> memory_ = make_memory_store();
};

}  // namespace

Result<std::shared_ptr<Store>> open_journal_store(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Error{Errc::store_failed, "cannot open " + path + ": " + std::strerror(errno)};
  auto store = std::make_shared<JournalStore>(file);
  if (const auto loaded = store->load(); !loaded) return loaded.error();
  return std::shared_ptr<Store>(std::move(store));
}
