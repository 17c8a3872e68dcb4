// The fate of everything that is typed: each character typed in a simulation is one of its own, so that it
// can be found again, and nobody's work can be mistaken for another's.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interview/command.h"
#include "interview/record.h"
#include "interview/text_buffer.h"
#include "support/random.h"

namespace interview::test {

// A person in the simulation, from 0.
using Author = size_t;

class Ledger {
 public:
  // New characters, of the basic plane and of the astral ones.
  std::u16string type(Author author, size_t count, Random& random);

  // `author` changes `before` by hand; by undo or redo. The latter may remove only what is the author's own.
  void edited(Author author, const Operation& op, const TextBuffer& before);
  void undid(Author author, const Operation& op, const TextBuffer& before);
  // `text` was given back to its author.
  void given_back(std::string_view text);
  // The author forgets what was typed after `typed_before` characters of theirs; returns how many.
  size_t forgot(Author author, size_t typed_before);
  size_t typed_by(Author author) { return typed_[author]; }
  // What the author had not sent may be lost.
  void left(Author author) { gone_.insert(author); }

  // A client puts a command in flight, or sends it again.
  void sent(const std::string& client, uint64_t n, const Command& command);
  void acknowledged(const std::string& client, uint64_t n, const std::vector<Record>& log);

  // Against the whole log, when nothing is under way any more: every acknowledged command is there once, none
  // twice and none that was not sent, every character typed is there once if its author did not take it back.
  void audit(const std::vector<Record>& log) const;

 private:
  struct Character {
    Author author = 0;
    size_t index = 0;         // among those of its author
    bool taken_back = false;  // erased by its author
    bool given_back = false;
    bool forgotten = false;
    size_t inserted_again = 0;  // by undo and redo
  };
  struct Command {
    std::string text;  // in the log: its JSON, or what an edit inserts
    bool acknowledged = false;
  };
  using Number = std::pair<std::string, uint64_t>;  // of a client's command

  const Character& find(char32_t character) const;
  void erased(Author author, const Operation& op, const TextBuffer& before, bool by_undo);
  void check_logged(const Record& record, std::map<Number, size_t>& commands,
                    std::map<char32_t, size_t>& inserted) const;

  std::map<char32_t, Character> characters_;
  std::set<std::pair<Author, char32_t>> inserted_again_;
  std::map<Author, size_t> typed_;
  std::map<Number, Command> commands_;
  std::set<Author> gone_;
};

}  // namespace interview::test
