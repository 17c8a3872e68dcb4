// Two people on real connections who replay a recorded session into a room:
//   acceptance_replay LINK TRACE DOCUMENT APART OUT exactly
//   acceptance_replay LINK TRACE DOCUMENT APART OUT composed SEED
// DOCUMENT and APART are names of two empty documents of the room. At the end both texts are in OUT.0 and
// OUT.1.
#include "acceptance/driver/replay.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "interview/text.h"

namespace interview::test {
namespace {

struct Orders {
  Link link;
  std::string document, apart, out;
  bool exactly = true;
  uint64_t seed = 0;
};

class Scene {
 public:
  Scene(const Trace& trace, const Orders& orders) : trace_(trace), orders_(orders) {}

  int run() {
    people_[0]->come_in(orders_.link, "Ada");
    people_[1]->come_in(orders_.link, "Ben");
    loop_.run();
    replay_.reset();
    return code_;
  }

 private:
  HeldParticipant::Host host() {
    return {[this] { go_on(); }, [this](const std::string& why) { fail(why); }};
  }

  void fail(const std::string& why) {
    std::fprintf(stderr, "acceptance_replay: %s\n", why.c_str());
    code_ = 1;
    loop_.stop();
  }

  // Both are in the room, and know the same of it.
  bool are_together() {
    for (const auto& person : people_) {
      if (!person->live()) return false;
      while (person->held() > 0)
        if (!person->deliver()) return false;
    }
    return people_[0]->session().seen() == people_[1]->session().seen();
  }

  void go_on() {
    if (code_ != 0 || done_) return;
    if (!replay_ && (!are_together() || !begin())) return;
    const auto done = replay_->go_on();
    if (!done) return fail(done.error().message);
    if (*done) finish();
  }

  bool begin() {
    const RoomView& view = people_[0]->session().view();
    const RoomView::Doc *doc = view.doc_named(orders_.document), *apart = view.doc_named(orders_.apart);
    if (!doc || !apart || doc->text.size() + apart->text.size() > 0) {
      fail("the two empty documents are not there");
      return false;
    }
    const Pair pair{people_[0].get(), people_[1].get()};
    replay_ = orders_.exactly ? replay_exactly(trace_, pair, doc->id, apart->id)
                              : replay_composed(trace_, pair, doc->id, orders_.seed);
    return true;
  }

  void finish() {
    done_ = true;
    for (size_t i : {0, 1}) {
      std::string text;
      append_utf8(text, people_[i]->session().view().doc_named(orders_.document)->text.text());
      std::ofstream out(orders_.out + "." + std::to_string(i), std::ios::binary);
      out << text;
      if (!out.flush()) return fail("cannot write " + orders_.out);
    }
    std::puts(replay_->story().c_str());
    loop_.stop();
  }

  const Trace& trace_;
  const Orders& orders_;
  EventLoop loop_;
  std::array<std::unique_ptr<HeldParticipant>, 2> people_{std::make_unique<HeldParticipant>(loop_, host()),
                                                          std::make_unique<HeldParticipant>(loop_, host())};
  std::unique_ptr<Replay> replay_;
  bool done_ = false;
  int code_ = 0;
};

int replay(int argc, char** argv) {
  const std::string how = argc > 6 ? argv[6] : "";
  if (!(how == "exactly" && argc == 7) && !(how == "composed" && argc == 8)) {
    std::fputs("usage: acceptance_replay LINK TRACE DOCUMENT APART OUT exactly|composed [SEED]\n", stderr);
    return 2;
  }
  const auto link = parse_link(argv[1]);
  const auto trace = read_trace(argv[2]);
  if (!link || !trace) {
    std::fprintf(stderr, "acceptance_replay: %s\n", (link ? trace.error() : link.error()).message.c_str());
    return 2;
  }
  const Orders orders{*link,   argv[3],          argv[4],
                      argv[5], how == "exactly", argc > 7 ? std::strtoull(argv[7], nullptr, 10) : 0};
  return Scene(*trace, orders).run();
}

}  // namespace
}  // namespace interview::test

int main(int argc, char** argv) {
  return interview::test::replay(argc, argv);
}
