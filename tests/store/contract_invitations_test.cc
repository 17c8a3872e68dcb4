// What every store promises of invitations.
#include "store/places.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

namespace {

Invitation invitation(const std::string& id, const std::string& room, uint32_t uses) {
  return {
      .id = id, .room = room, .code = blake2b(id), .role = "reviewer", .expires_at = 1000, .uses_left = uses};
}

// The code, and one word of the message.
void check_refused(const Result<Invitation>& result, const std::string& why) {
  REQUIRE(!result.ok());
  CHECK(result.error().code == (why == "expired"   ? Errc::invitation_expired
                                : why == "used up" ? Errc::invitation_used_up
                                                   : Errc::bad_invitation));
  CHECK(result.error().message.find(why) != std::string::npos);
}

}  // namespace

STORE_TEST("an invitation is looked at, used, and used up") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  REQUIRE(store->add_invitation(invitation("i_1", "r_a", 2)).ok());
  REQUIRE(store->add_invitation(invitation("i_other", "r_a", 9)).ok());
  const Digest code = blake2b("i_1");

  for (int i = 0; i < 3; ++i) CHECK(store->find_invitation(code, 999)->uses_left == 2);
  const auto used = store->use_invitation(code, 999);
  REQUIRE(used.ok());
  CHECK(used->uses_left == 1);
  CHECK(used->id == "i_1");
  CHECK(used->room == "r_a");
  CHECK(used->code == code);
  CHECK(used->role == "reviewer");
  CHECK(used->expires_at == 1000);
  CHECK(!used->revoked);
  CHECK(store->use_invitation(code, 999)->uses_left == 0);
  check_refused(store->use_invitation(code, 999), "used up");
  check_refused(store->find_invitation(code, 999), "used up");
  CHECK(store->find_invitation(blake2b("i_other"), 0)->uses_left == 9);
}

STORE_TEST("unknown, expired and revoked invitations let nobody in") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  REQUIRE(store->add_invitation(invitation("i_1", "r_a", 2)).ok());
  const Digest code = blake2b("i_1");

  check_refused(store->find_invitation(blake2b("guess"), 0), "unknown");
  check_refused(store->use_invitation(blake2b("guess"), 0), "unknown");
  check_refused(store->find_invitation(code, 1000), "expired");
  check_refused(store->use_invitation(code, 1000), "expired");
  CHECK(store->find_invitation(code, 999).ok());
  CHECK(store->revoke_invitation("r_b", "i_1").error().code == Errc::not_found);
  CHECK(store->revoke_invitation("r_a", "i_2").error().code == Errc::not_found);
  CHECK(store->find_invitation(code, 0)->uses_left == 2);
  REQUIRE(store->revoke_invitation("r_a", "i_1").ok());
  check_refused(store->find_invitation(code, 0), "revoked");
  check_refused(store->use_invitation(code, 0), "revoked");
  CHECK(store->revoke_invitation("r_a", "i_1").ok());
  REQUIRE(store->invitations("r_a")->size() == 1);
  CHECK(store->invitations("r_a")->front().revoked);
  CHECK(store->invitations("r_a")->front().uses_left == 2);
}

STORE_TEST("invitations belong to a room or to the server") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  CHECK(store->add_invitation(invitation("i_1", "r_nowhere", 1)).error().code == Errc::no_such_room);
  CHECK(store->add_invitation(invitation("i_1", "\xff", 1)).error().code == Errc::no_such_room);
  CHECK(store->add_invitation(invitation("", "r_a", 1)).error().code == Errc::bad_argument);
  CHECK(store->add_invitation(invitation("\xff", "r_a", 1)).error().code == Errc::bad_text);
  REQUIRE(store->add_invitation(invitation("i_room", "r_a", 4'000'000'000)).ok());
  Invitation sooner = invitation("i_sooner", "r_a", 1);
  sooner.expires_at = 10;
  REQUIRE(store->add_invitation(sooner).ok());
  REQUIRE(store->add_invitation(invitation("i_server", "", 1)).ok());
  REQUIRE(store->invitations("r_a")->size() == 2);
  CHECK(store->invitations("r_a")->front().id == "i_sooner");
  CHECK(store->invitations("r_a")->back().uses_left == 4'000'000'000);
  REQUIRE(store->invitations("")->size() == 1);
  CHECK(store->invitations("")->front().id == "i_server");
  CHECK(store->invitations("r_nowhere")->empty());
  CHECK(store->use_invitation(blake2b("i_server"), 0)->room.empty());
}

STORE_TEST("ids and codes of invitations are unique") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  REQUIRE(store->add_invitation(invitation("i_1", "r_a", 1)).ok());
  Invitation same_id = invitation("i_1", "", 5);
  same_id.code = blake2b("different");
  CHECK(store->add_invitation(same_id).error().code == Errc::name_taken);
  Invitation same_code = invitation("i_2", "", 5);
  same_code.code = blake2b("i_1");
  CHECK(store->add_invitation(same_code).error().code == Errc::name_taken);
  CHECK(store->invitations("")->empty());
  CHECK(store->find_invitation(blake2b("i_1"), 0)->uses_left == 1);
}
