#include "bindings/oracle/notices.h"

#include "protocol/operation_json.h"

namespace interview::test {
namespace {

class NoticeWriter {
 public:
  explicit NoticeWriter(wire::JsonOut& out) : out_(out) {}

  void operator()(const notice::Loaded&) { out_.text("loaded"); }
  void operator()(const notice::CaughtUp&) { out_.text("caught_up"); }
  void operator()(const notice::Changed& n) {
    out_.text("changed");
    out_.number(n.doc);
    wire::write_operation(out_, n.op);
    out_.number(n.by);
  }
  void operator()(const notice::Happened& n) {
    out_.text("happened");
    out_.number(n.seen.seq);
    out_.integer(n.seen.at);
    out_.number(n.seen.by);
    out_.text(n.seen.client);
    out_.number(n.seen.n);
  }
  void operator()(const notice::Acknowledged& n) {
    out_.text("acknowledged");
    out_.number(n.n);
  }
  void operator()(const notice::Refused& n) {
    out_.text("refused");
    out_.number(n.n);
    out_.text(wire_code(n.code));
    out_.text(n.message);
    out_.boolean(n.retry);
    out_.text(n.text);
  }
  void operator()(const notice::Diverged& n) {
    out_.text("diverged");
    for (const auto& text : n.texts) {
      out_.text(text.name);
      out_.text(text.text);
    }
  }
  void operator()(const wire::Selected& n) {
    out_.text("selected");
    out_.number(n.by);
    out_.number(n.connection);
    out_.number(n.doc);
    for (const Selection& range : n.ranges) {
      out_.number(range.anchor);
      out_.number(range.head);
    }
  }
  void operator()(const wire::Signalled& n) {
    out_.text("signalled");
    out_.number(n.from);
    out_.number(n.by);
    out_.raw(n.data, rapidjson::kObjectType);
  }
  void operator()(const wire::Presence& n) {
    out_.text("presence");
    out_.number(n.by);
    out_.number(n.connection);
    out_.boolean(n.online);
  }
  void operator()(const wire::Queued& n) {
    out_.text("queued");
    out_.number(n.run);
    out_.number(n.position);
  }
  void operator()(const wire::Saving& n) {
    out_.text("saving");
    out_.boolean(n.ok);
  }
  void operator()(const wire::Token& n) {
    out_.text("token");
    out_.text(n.token);
  }

 private:
  wire::JsonOut& out_;
};

}  // namespace

void write_notice(wire::JsonOut& out, const Notice& notice) {
  out.begin_array();
  std::visit(NoticeWriter(out), notice);
  out.end_array();
}

}  // namespace interview::test
