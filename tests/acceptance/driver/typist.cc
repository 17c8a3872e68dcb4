// A participant who types fast, a character at a time, and says how much of it is acknowledged:
//   acceptance_typist LINK NAME FOLDER FILE MARK COUNT
// The text is typed at the end of the line of FILE that begins with MARK, one letter. Character i of it
// depends on i alone: tokens of MARK and six digits, with a blank after each. What was not sent is kept in
// FOLDER; started again with it, the typist goes on. It says, a line each: "live", "away", "typed N acked N"
// and, once COUNT characters are acknowledged, "done" and "digest HEX" of the whole text whenever that has
// changed. It ends with its standard input.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "interview/bytes.h"
#include "interview/live_client.h"
#include "interview/text.h"

namespace interview::test {
namespace {

constexpr size_t kTokenLength = 8;

char16_t typed_character(char16_t mark, size_t i) {
  const size_t place = i % kTokenLength;
  if (place == 0) return mark;
  if (place == kTokenLength - 1) return u' ';
  size_t number = i / kTokenLength;
  for (size_t right = kTokenLength - 2; right > place; --right) number /= 10;
  return static_cast<char16_t>(u'0' + number % 10);
}

class Typist {
 public:
  Typist(std::string file, char mark, size_t count)
      : file_(std::move(file)), mark_(static_cast<char16_t>(mark)), count_(count) {}

  int run(const Link& link, const std::string& name, const std::string& folder) {
    auto store = ClientFiles::open(folder);
    if (!store) return fail(store.error().message);
    store_ = std::move(*store);
    LiveOptions options;
    options.name = name;
    options.first_delay_ms = 50;
    options.longest_delay_ms = 400;
    LiveEvents events;
    events.on_notices = [this](const std::vector<Notice>& notices) { heard(notices); };
    events.on_state = [this](LiveState state, const Error& why, uint32_t) { entered(state, why); };
    client_ = std::make_unique<LiveClient>(loop_, link, options, std::move(events), store_.get());
    input_ = loop_.watch(STDIN_FILENO, [this] {
      char byte;
      if (::read(STDIN_FILENO, &byte, 1) <= 0) loop_.stop();
    });
    client_->start();
    loop_.run();
    client_.reset();
    return code_;
  }

 private:
  int fail(const std::string& why) {
    std::fprintf(stderr, "acceptance_typist: %s\n", why.c_str());
    return code_ = 1;
  }

  static void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
  }

  const RoomView::Doc* doc() { return client_->session().view().doc_named(file_); }

  // Where the own line begins, after its mark, and where it ends.
  std::pair<size_t, size_t> own_line(const TextBuffer& text) const {
    size_t begin = 0;
    while (begin < text.size() && !(text[begin] == mark_ && (begin == 0 || text[begin - 1] == u'\n')))
      ++begin;
    if (begin == text.size()) return {begin, begin};
    size_t end = ++begin;
    while (end < text.size() && text[end] != u'\n') ++end;
    return {begin, end};
  }

  void entered(LiveState state, const Error& why) {
    if (state == LiveState::live) {
      say("live");
      if (!std::exchange(begun_, true)) begin();
    } else if (state == LiveState::waiting) {
      say("away");
    } else if (state == LiveState::over) {
      fail(why.message);
      loop_.stop();
    }
  }

  // What an earlier process typed and kept counts as typed.
  void begin() {
    if (!doc()) {
      fail("there is no such file");
      return loop_.stop();
    }
    const auto [from, to] = own_line(doc()->text);
    typed_ = to - from;
    type();
  }

  void type() {
    if (typed_ >= count_) return tell();
    const TextBuffer& text = doc()->text;
    const char16_t character = typed_character(mark_, typed_);
    const auto edit = Operation::splice(text.size(), own_line(text).second, 0, {&character, 1});
    if (const auto done = client_->session().edit(doc()->id, edit); !done) {
      fail(done.error().message);
      return loop_.stop();
    }
    ++typed_;
    client_->flush();
    typing_ = loop_.after(1, [this] { type(); });
  }

  void heard(const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
      const auto* refused = std::get_if<notice::Refused>(&notice);
      if (std::holds_alternative<notice::Diverged>(notice) || (refused && !refused->retry)) {
        fail(refused ? refused->message : "diverged");
        return loop_.stop();
      }
    }
    if (begun_) tell();
  }

  void tell() {
    const size_t acked = typed_ - client_->session().pending_edits();
    if (acked != told_) say("typed " + std::to_string(typed_) + " acked " + std::to_string(acked));
    told_ = acked;
    if (acked < count_) return;
    if (!std::exchange(done_, true)) say("done");
    std::string text;
    append_utf8(text, doc()->text.text());
    const std::string digest = to_base64url(bytes_of(blake2b(text)));
    if (std::exchange(digest_, digest) != digest) say("digest " + digest);
  }

  std::string file_;
  char16_t mark_;
  size_t count_;
  EventLoop loop_;
  std::unique_ptr<ClientFiles> store_;
  std::unique_ptr<LiveClient> client_;
  std::unique_ptr<Underway> input_;
  std::unique_ptr<Underway> typing_;
  std::string digest_;
  size_t typed_ = 0;
  size_t told_ = SIZE_MAX;
  bool begun_ = false;
  bool done_ = false;
  int code_ = 0;
};

}  // namespace
}  // namespace interview::test

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: acceptance_typist LINK NAME FOLDER FILE MARK COUNT\n");
    return 2;
  }
  const auto link = interview::parse_link(argv[1]);
  if (!link) {
    std::fprintf(stderr, "acceptance_typist: %s\n", link.error().message.c_str());
    return 2;
  }
  interview::test::Typist typist(argv[4], argv[5][0], std::strtoul(argv[6], nullptr, 10));
  return typist.run(*link, argv[2], argv[3]);
}
