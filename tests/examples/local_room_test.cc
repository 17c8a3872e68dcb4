#include "interview/local_room.h"

#include <doctest/doctest.h>

#include <mutex>

using namespace interview;

namespace {

std::unique_ptr<LocalRoom> open_room(LocalRoomOptions options = {}) {
  auto room = LocalRoom::open(std::move(options));
  REQUIRE(room.ok());
  return std::move(*room);
}

ClientSession& join(LocalRoom& room, const std::string& name, Role role = Role::interviewer) {
  auto joined = room.join(name, role);
  REQUIRE(joined.ok());
  return **joined;
}

void must(const Result<void>& result) {
  if (!result) FAIL(result.error().message);
}

// A store that takes records only while it is told to.
class MoodyStore final : public Store {
 public:
  bool takes = true;

  Result<void> append(const std::vector<Append>& batch) override {
    if (!takes) return Error{Errc::store_failed, "not now"};
    return memory_->append(batch);
  }
  Result<void> create_room(const RoomRow& room, const Append& first) override {
    return memory_->create_room(room, first);
  }
  Result<RoomRow> room(std::string_view id) override { return memory_->room(id); }
  Result<std::vector<RoomRow>> rooms(std::string_view owner, std::string_view before, size_t limit) override {
    return memory_->rooms(owner, before, limit);
  }
  Result<LogHead> head(std::string_view room) override { return memory_->head(room); }
  Result<std::optional<Digest>> hash_at(std::string_view room, uint64_t seq) override {
    return memory_->hash_at(room, seq);
  }
  Result<std::vector<Record>> read(std::string_view room, uint64_t after, size_t records,
                                   size_t bytes) override {
    return memory_->read(room, after, records, bytes);
  }
  Result<void> erase_bodies(std::string_view room, const std::vector<uint64_t>& seqs) override {
    return memory_->erase_bodies(room, seqs);
  }
  Result<std::vector<PersonRow>> people(std::string_view room) override { return memory_->people(room); }
  Result<std::optional<Seal>> seal_of(std::string_view room) override { return memory_->seal_of(room); }
  Result<void> put_snapshot(std::string_view room, const StoredSnapshot& snapshot) override {
    return memory_->put_snapshot(room, snapshot);
  }
  Result<std::optional<StoredSnapshot>> snapshot(std::string_view room) override {
    return memory_->snapshot(room);
  }
  Result<void> add_invitation(const Invitation& invitation) override {
    return memory_->add_invitation(invitation);
  }
  Result<std::vector<Invitation>> invitations(std::string_view room) override {
    return memory_->invitations(room);
  }
  Result<void> revoke_invitation(std::string_view room, std::string_view id) override {
    return memory_->revoke_invitation(room, id);
  }
  Result<Invitation> find_invitation(const Digest& code, int64_t now) override {
    return memory_->find_invitation(code, now);
  }
  Result<Invitation> use_invitation(const Digest& code, int64_t now) override {
    return memory_->use_invitation(code, now);
  }
  Result<void> ping() override { return {}; }

 private:
  const std::unique_ptr<Store> memory_ = make_memory_store();
};

// A sandbox whose only run goes on until it is given input, or is stopped.
class PatientSandbox final : public Sandbox {
 public:
  ~PatientSandbox() override { end(RunKind::interrupted); }

  Result<std::unique_ptr<Run>> start(RunRequest, std::shared_ptr<RunSink> sink) override {
    sink_ = std::move(sink);
    return std::unique_ptr<Run>(std::make_unique<Handle>(*this));
  }
  std::string description() const override { return "patient"; }

 private:
  class Handle final : public Run {
   public:
    explicit Handle(PatientSandbox& sandbox) : sandbox_(sandbox) {}
    Result<void> input(std::string_view bytes) override {
      sandbox_.sink_->on_output(OutputStream::out, bytes);
      sandbox_.end(RunKind::ok);
      return {};
    }
    void close_input() override {}
    void stop() override { sandbox_.end(RunKind::cancelled); }

   private:
    PatientSandbox& sandbox_;
  };

  void end(RunKind kind) {
    RunResult result;
    result.kind = kind;
    if (const auto sink = std::exchange(sink_, nullptr)) sink->on_ended(result);
  }

  std::shared_ptr<RunSink> sink_;
};

}  // namespace

TEST_CASE("in a room of this process people edit at the same time and see the same text") {
  const auto room = open_room();
  ClientSession& ann = join(*room, "Ann");
  ClientSession& ben = join(*room, "Ben", Role::reviewer);
  must(ann.send(command::OpenDoc{"notes.txt", "middle", 0}));
  must(room->settle());
  must(ann.replace(1, 0, 0, "über "));
  must(ben.replace(1, 6, 0, " after"));
  CHECK(ann.text(1) == "über middle");
  CHECK(ben.text(1) == "middle after");
  must(room->settle());
  CHECK(ann.text(1) == "über middle after");
  CHECK(ben.text(1) == ann.text(1));
  CHECK(ben.text(2).empty());
}

TEST_CASE("an edit by positions is refused where it does not fit") {
  const auto room = open_room();
  ClientSession& ann = join(*room, "Ann");
  must(ann.send(command::OpenDoc{"notes.txt", "four", 0}));
  must(room->settle());
  CHECK(ann.replace(2, 0, 0, "x").error().code == Errc::no_such_document);
  CHECK(ann.replace(1, 5, 0, "x").error().code == Errc::op_out_of_range);
  CHECK(ann.replace(1, 3, 2, "x").error().code == Errc::op_out_of_range);
  CHECK(ann.replace(1, 0, SIZE_MAX, "x").error().code == Errc::op_out_of_range);
  CHECK(ann.replace(1, 0, 0, "\xff").error().code == Errc::bad_text);
  CHECK(ann.text(1) == "four");
  must(ann.replace(1, 1, 2, ""));
  CHECK(ann.text(1) == "fr");
}

TEST_CASE("who comes twice with one name is one participant, and who was removed does not come back") {
  const auto room = open_room();
  ClientSession& ann = join(*room, "Ann");
  ClientSession& ben = join(*room, "Ben", Role::reviewer);
  ClientSession& again = join(*room, "Ben", Role::reviewer);
  CHECK(again.you() == ben.you());
  CHECK(again.client() != ben.client());
  CHECK(room->join("", Role::observer).error().code == Errc::bad_name);
  must(ann.send(command::Remove{ben.you()}));
  must(room->settle());
  CHECK(ann.view().people.at(ben.you()).removed);
  const auto refused = room->join("Ben", Role::reviewer);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Errc::removed);
  CHECK(refused.error().message.find("removed") != std::string::npos);
  must(ann.send(command::Chat{"He has gone.", false}));
  must(room->settle());
  CHECK(ann.view().chat.size() == 1);
}

TEST_CASE("a room is opened again where it was left") {
  const std::shared_ptr<Store> store = make_memory_store();
  LocalRoomOptions options;
  options.id = "r_again";
  options.store = store;
  {
    const auto room = open_room({options.id, "T", {}, store, {}, {}, {}, {}});
    ClientSession& ann = join(*room, "Ann");
    must(ann.send(command::OpenDoc{"notes.txt", "kept", 0}));
    must(room->settle());
  }
  const auto room = open_room(std::move(options));
  ClientSession& ben = join(*room, "Ben");
  CHECK(ben.view().title == "T");
  CHECK(ben.text(1) == "kept");
  CHECK(ben.view().people.size() == 2);
}

TEST_CASE("a store that takes nothing is waited for, and what was typed goes on afterwards") {
  const auto store = std::make_shared<MoodyStore>();
  LocalRoomOptions options;
  options.store = store;
  bool paused = false;
  options.on_notice = [&](ClientSession&, const Notice& notice) {
    if (const auto* saving = std::get_if<wire::Saving>(&notice)) paused |= !saving->ok;
  };
  const auto room = open_room(std::move(options));
  ClientSession& ann = join(*room, "Ann");
  must(ann.send(command::OpenDoc{"notes.txt", "", 0}));
  must(room->settle());
  store->takes = false;
  must(ann.replace(1, 0, 0, "typed"));
  const auto settled = room->settle(300);
  REQUIRE_FALSE(settled.ok());
  CHECK(settled.error().code == Errc::timed_out);
  CHECK(paused);
  CHECK(ann.has_pending());
  store->takes = true;
  must(room->settle());
  CHECK_FALSE(ann.has_pending());
  CHECK(join(*room, "Ben").text(1) == "typed");
}

TEST_CASE("while the store takes nothing, work beyond the bound is refused at once, and done later") {
  const auto store = std::make_shared<MoodyStore>();
  LocalRoomOptions options;
  options.store = store;
  options.hub.pending_records = 2;
  size_t refused = 0;
  options.on_notice = [&](ClientSession&, const Notice& notice) {
    const auto* no = std::get_if<notice::Refused>(&notice);
    if (!no) return;
    CHECK(no->code == Errc::saving_paused);
    CHECK(no->retry);
    ++refused;
  };
  const auto room = open_room(std::move(options));
  std::vector<ClientSession*> people;
  for (const char* name : {"Ann", "Ben", "Cid"}) people.push_back(&join(*room, name));
  store->takes = false;
  for (ClientSession* person : people) must(person->send(command::Chat{"hello", false}));
  CHECK_FALSE(room->settle(200).ok());
  CHECK(refused >= 1);
  store->takes = true;
  must(room->settle());
  for (const ClientSession* person : people) CHECK(person->view().chat.size() == 3);
}

TEST_CASE("a run that waits for input is open until it gets some") {
  LocalRoomOptions options;
  options.sandbox = std::make_unique<PatientSandbox>();
  options.language = "python";
  const auto room = open_room(std::move(options));
  ClientSession& ann = join(*room, "Ann");
  must(ann.send(command::Run{1, "", "", true}));
  CHECK(room->settle(0).error().code == Errc::timed_out);
  CHECK(ann.view().runs.at(1).state != RoomRun::kEnded);
  must(ann.send(command::RunInput{1, "yes\n", false}));
  must(room->settle());
  const RoomRun& run = ann.view().runs.at(1);
  CHECK(run.result.kind == RunKind::ok);
  REQUIRE(run.output.size() == 1);
  CHECK(run.output.front().data == "yes\n");
}

TEST_CASE("a room goes while a run is open, and says so when it is opened again") {
  const std::shared_ptr<Store> store = make_memory_store();
  {
    LocalRoomOptions options;
    options.id = "r_run";
    options.store = store;
    options.sandbox = std::make_unique<PatientSandbox>();
    options.language = "python";
    const auto room = open_room(std::move(options));
    must(join(*room, "Ann").send(command::Run{1, "", "", false}));
    CHECK_FALSE(room->settle(0).ok());
  }
  LocalRoomOptions options;
  options.id = "r_run";
  options.store = store;
  const auto room = open_room(std::move(options));
  CHECK(join(*room, "Ann").view().runs.at(1).result.kind == RunKind::interrupted);
}

TEST_CASE("a room without a sandbox or with an unknown language says so") {
  LocalRoomOptions options;
  options.language = "cobol";
  CHECK(LocalRoom::open(std::move(options)).error().code == Errc::no_such_language);

  std::vector<Error> refused;
  LocalRoomOptions plain;
  plain.language = "python";
  plain.on_notice = [&](ClientSession&, const Notice& notice) {
    if (const auto* no = std::get_if<notice::Refused>(&notice)) refused.push_back({no->code, no->message});
  };
  const auto room = open_room(std::move(plain));
  must(join(*room, "Ann").send(command::Run{1, "", "", false}));
  must(room->settle());
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].code == Errc::not_permitted);
}
