#include "sim/ledger.h"

#include "interview/event.h"
#include "interview/protocol.h"
#include "interview/text.h"
#include "sim/violation.h"

namespace interview::test {
namespace {

// Areas for private use: of the basic plane, and two planes above.
constexpr char32_t kBasic = 0xE000, kBasicEnd = 0xF900, kAstral = 0xF0000;

template <typename Visit>
void for_each_character(std::u16string_view text, Visit visit) {
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t character = text[i];
    if (is_high_surrogate(text[i])) character = 0x10000 + ((character & 0x3FF) << 10) + (text[++i] & 0x3FF);
    visit(character);
  }
}

std::string named(const char* what, char32_t character) {
  return std::string(what) + " (character " + std::to_string(static_cast<uint32_t>(character)) + ")";
}

std::string named(const char* what, const std::pair<std::string, uint64_t>& number) {
  return std::string(what) + " (" + number.first + ", " + std::to_string(number.second) + ")";
}

// What of a command does not change on its way into the log.
std::string essence(const Command& command) {
  std::string text;
  if (const auto* edit = std::get_if<command::Edit>(&command))
    append_utf8(text, edit->op.inserted());
  else
    text = wire::encode(wire::Numbered{1, command});
  return text;
}

}  // namespace

std::u16string Ledger::type(Author author, size_t count, Random& random) {
  std::u16string text;
  for (; count > 0; --count) {
    const bool basic = random.chance(0.6) && characters_.count(kBasicEnd - 1) == 0;
    char32_t character = basic ? kBasic : kAstral;
    const auto next = characters_.lower_bound(basic ? kBasicEnd : 0x110000);
    if (next != characters_.begin() && std::prev(next)->first >= character)
      character = std::prev(next)->first + 1;
    if (!basic && (character & 0xFFFE) == 0xFFFE) character = (character & ~0xFFFFu) + 0x10000;
    characters_[character] = Character{author, typed_[author]++, false, false, false, 0};
    if (basic) {
      text += static_cast<char16_t>(character);
    } else {
      text += static_cast<char16_t>(0xD800 + ((character - 0x10000) >> 10));
      text += static_cast<char16_t>(0xDC00 + (character & 0x3FF));
    }
  }
  return text;
}

const Ledger::Character& Ledger::find(char32_t character) const {
  const auto found = characters_.find(character);
  demand(found != characters_.end(), named("a character that nobody typed", character));
  return found->second;
}

void Ledger::edited(Author author, const Operation& op, const TextBuffer& before) {
  erased(author, op, before, false);
}

void Ledger::undid(Author author, const Operation& op, const TextBuffer& before) {
  erased(author, op, before, true);
  for_each_character(op.inserted(), [&](char32_t character) {
    find(character);
    ++characters_[character].inserted_again;
    inserted_again_.emplace(author, character);
  });
}

void Ledger::erased(Author author, const Operation& op, const TextBuffer& before, bool by_undo) {
  std::u16string gone;
  TextBuffer text = before;
  apply(op, text, &gone);
  for_each_character(gone, [&](char32_t character) {
    const Author whose = find(character).author;
    if (whose == author) characters_[character].taken_back = true;
    demand(!by_undo || whose == author || inserted_again_.count({author, character}) > 0,
           named("undo removed another's text", character));
  });
}

void Ledger::given_back(std::string_view text) {
  const auto utf16 = utf8_to_utf16(text);
  demand(utf16.ok(), "a refused edit is given back as UTF-8");
  for_each_character(*utf16, [&](char32_t character) {
    find(character);
    characters_[character].given_back = true;
  });
}

size_t Ledger::forgot(Author author, size_t typed_before) {
  size_t count = 0;
  for (auto& [character, fate] : characters_) {
    if (fate.author != author || fate.index < typed_before) continue;
    fate.forgotten = true;
    ++count;
  }
  return count;
}

void Ledger::sent(const std::string& client, uint64_t n, const interview::Command& command) {
  const auto [place, is_new] = commands_.try_emplace({client, n}, Command{essence(command), false});
  demand(is_new || place->second.text == essence(command),
         named("a number was used for two commands", {client, n}));
}

void Ledger::acknowledged(const std::string& client, uint64_t n, const std::vector<Record>& log) {
  const Number number{client, n};
  const auto found = commands_.find(number);
  demand(found != commands_.end(), named("what was never sent was acknowledged", number));
  found->second.acknowledged = true;
  for (auto record = log.rbegin(); record != log.rend(); ++record)
    if (record->header.client == client && record->header.n == n) return;
  throw Violation(named("a command was acknowledged that is not stored", number));
}

void Ledger::check_logged(const Record& record, std::map<Number, size_t>& commands,
                          std::map<char32_t, size_t>& inserted) const {
  const auto event = decode_event(record.header.kind, record.body);
  demand(event.ok(), "a record can be read");
  const auto* edited = std::get_if<event::Edited>(&*event);
  if (edited) for_each_character(edited->op.inserted(), [&](char32_t character) { ++inserted[character]; });
  if (record.header.client.empty()) return;
  const Number number{record.header.client, record.header.n};
  demand(++commands[number] == 1, named("a command is in the log twice", number));
  const auto sent = commands_.find(number);
  demand(sent != commands_.end(), named("a command is in the log that nobody sent", number));
  std::string text;
  if (edited) append_utf8(text, edited->op.inserted());
  demand(!edited || text == sent->second.text, named("an edit inserts something else than was sent", number));
}

void Ledger::audit(const std::vector<Record>& log) const {
  std::map<Number, size_t> commands;
  std::map<char32_t, size_t> inserted;
  for (const Record& record : log) check_logged(record, commands, inserted);
  for (const auto& [number, command] : commands_)
    demand(!command.acknowledged || commands.count(number) == 1,
           named("an acknowledged command is lost", number));
  for (const auto& [character, times] : inserted)
    demand(times <= 1 + find(character).inserted_again,
           named("a character is in the log too often", character));
  for (const auto& [character, fate] : characters_) {
    const bool excused = fate.taken_back || fate.given_back || fate.forgotten || gone_.count(fate.author) > 0;
    demand(excused || inserted.count(character) > 0, named("a character is lost", character));
  }
}

}  // namespace interview::test
