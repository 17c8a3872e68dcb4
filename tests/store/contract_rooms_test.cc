// What every store promises of rooms.
#include "store/places.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

namespace {

void create_at(Store& store, const std::string& id, const std::string& owner, int64_t created_at) {
  RoomLog log(id);
  RoomRow row = room_row(id);
  row.owner = owner;
  row.created_at = created_at;
  REQUIRE(store.create_room(row, log.next(1)).ok());
}

std::string ids(const Result<std::vector<RoomRow>>& rooms) {
  REQUIRE(rooms.ok());
  std::string text;
  for (const RoomRow& room : *rooms) text.append(text.empty() ? "" : " ").append(room.id);
  return text;
}

}  // namespace

STORE_TEST("a room is as it was made") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  const std::string id = "r 'quoted' \"{\\}\" \xE4\xB8\xAD";
  RoomLog log(id);
  RoomRow row = room_row(id);
  row.title.clear();
  row.owner = ":owner; drop table rooms --";
  row.created_at = 9'000'000'000'000'000;
  REQUIRE(store->create_room(row, log.next(2)).ok());
  const auto stored = store->room(id);
  REQUIRE(stored.ok());
  CHECK(stored->id == id);
  CHECK(stored->title.empty());
  CHECK(stored->owner == row.owner);
  CHECK(stored->created_at == row.created_at);
  CHECK(stored->ended_at == 0);
  REQUIRE(store->append({log.next(2)}).ok());
  check_holds(*store, log);
  CHECK(store->room("r").error().code == Errc::no_such_room);
  CHECK(ids(store->rooms(row.owner, "", 10)) == id);
  CHECK(store->ping().ok());
}

STORE_TEST("an id is taken once") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  RoomLog other("r_a");
  RoomRow row = room_row("r_a");
  row.title += " again";
  Append first = other.next(3);
  first.people = {{1, "s", "n"}};
  CHECK(store->create_room(row, first).error().code == Errc::name_taken);
  check_holds(*store, log);
  CHECK(store->room("r_a")->title == "Title of r_a");
  CHECK(store->people("r_a")->empty());
}

STORE_TEST("a room without a proper beginning is not made") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  const Append first = log.next(1), second = log.next(1);
  Append none;
  none.room = "r_a";
  CHECK(store->create_room(room_row("r_a"), none).error().code == Errc::bad_argument);
  CHECK(store->create_room(room_row("r_b"), first).error().code == Errc::bad_argument);
  CHECK(store->create_room(room_row("r_a"), second).error().code == Errc::gap);
  RoomRow row = room_row("r_a");
  row.title.push_back('\xC3');
  CHECK(store->create_room(row, first).error().code == Errc::bad_text);
  row = room_row("r_a");
  row.owner.push_back('\0');
  CHECK(store->create_room(row, first).error().code == Errc::bad_text);
  CHECK(store->room("r_a").error().code == Errc::no_such_room);
  CHECK(store->create_room(room_row("r_a"), first).ok());
}

STORE_TEST("rooms are listed newest first, in pages, of all or of one owner") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  create_at(*store, "r_1", "ann", 100);
  create_at(*store, "r_3", "ann", 300);
  create_at(*store, "r_2", "bob", 200);
  create_at(*store, "r_4", "ann", 300);
  CHECK(ids(store->rooms("", "", 10)) == "r_4 r_3 r_2 r_1");
  CHECK(ids(store->rooms("", "", SIZE_MAX)) == "r_4 r_3 r_2 r_1");
  CHECK(ids(store->rooms("ann", "", 10)) == "r_4 r_3 r_1");
  CHECK(ids(store->rooms("", "", 3)) == "r_4 r_3 r_2");
  CHECK(ids(store->rooms("", "r_2", 3)) == "r_1");
  // Two of one millisecond, on two pages.
  CHECK(ids(store->rooms("", "", 1)) == "r_4");
  CHECK(ids(store->rooms("", "r_4", 2)) == "r_3 r_2");
  CHECK(ids(store->rooms("ann", "r_4", 1)) == "r_3");
  CHECK(ids(store->rooms("ann", "r_2", 10)) == "r_1");  // also from the place of another's
  CHECK(ids(store->rooms("", "r_1", 10)) == "");
  for (const std::string& none : {std::string("r_0"), std::string("\xff"), std::string("r_4\0", 4)})
    CHECK(store->rooms("", none, 10).error().code == Errc::no_such_room);
  CHECK(ids(store->rooms("", "", 0)) == "");
  CHECK(ids(store->rooms("nobody", "", 10)) == "");
}

STORE_TEST("ids that no database can hold are nowhere") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  for (const std::string& id : {std::string("r_a\0x", 5), std::string("\xff"), std::string("\xC0\x80")}) {
    RoomLog other(id);
    CHECK(store->room(id).error().code == Errc::no_such_room);
    CHECK(store->head(id).error().code == Errc::no_such_room);
    CHECK(store->append({other.next(1)}).error().code == Errc::no_such_room);
    CHECK(store->put_snapshot(id, {1, "s"}).error().code == Errc::no_such_room);
    CHECK(store->erase_bodies(id, {1}).error().code == Errc::gap);
    CHECK(store->revoke_invitation(id, id).error().code == Errc::not_found);
    CHECK(store->create_room(room_row(id), other.next(1)).error().code == Errc::bad_text);
    CHECK(ids(store->rooms(id, "", 10)) == "");
    CHECK(store->read(id, 0, 10, 10)->empty());
    CHECK(store->people(id)->empty());
    CHECK(store->invitations(id)->empty());
    CHECK(!store->hash_at(id, 1)->has_value());
    CHECK(!store->seal_of(id)->has_value());
    CHECK(!store->snapshot(id)->has_value());
  }
  check_holds(*store, log);
}
