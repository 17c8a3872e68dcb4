// The log of a room as a hub would make it, kept to compare with what a store gives back.
#pragma once

#include <string>
#include <vector>

#include "interview/store.h"

namespace interview::test {

class RoomLog {
 public:
  explicit RoomLog(std::string room) : room_(std::move(room)), chain_(room_) {}

  // The next records, one a body.
  Append next(const std::vector<std::string>& bodies);
  // `count` records with short bodies.
  Append next(size_t count);
  // Takes back what a store refused.
  void forget(size_t count);

  const std::string& room() const { return room_; }
  const std::vector<Record>& records() const { return records_; }
  const Digest& hash() const { return chain_.head(); }

 private:
  std::string room_;
  Chain chain_;
  std::vector<Record> records_;
};

RoomRow room_row(const std::string& id);
// Creates the room of `log` with its first `count` records.
void create(Store& store, RoomLog& log, size_t count = 1);

// The store holds exactly this log: each record to the last byte, the head, and hashes that follow one
// another.
void check_holds(Store& store, const RoomLog& log);
void check_same(const Record& stored, const Record& made);

// All of a room, read in pages of `page` records.
std::vector<Record> read_all(Store& store, const std::string& room, size_t page = 100);

}  // namespace interview::test
