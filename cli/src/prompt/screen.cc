#include "prompt/screen.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace interview::cli {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";
constexpr size_t kLongestLine = 256u << 10;

size_t columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

struct Screen::Raw {
  Raw() {
    ::tcgetattr(STDIN_FILENO, &before);
    termios raw = before;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  }
  ~Raw() { ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before); }
  termios before{};
};

Screen::Screen(EventLoop& loop, std::string prompt, Events events)
    : events_(std::move(events)), prompt_(std::move(prompt)), out_(STDOUT_FILENO) {
  if (::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1) raw_ = std::make_unique<Raw>();
  watch_ = loop.watch(STDIN_FILENO, [this] { read(); });
  draw();
}

Screen::~Screen() {
  if (raw_) out_.write(kClearLine);
}

void Screen::print(const std::string& line) {
  out_.write(raw_ ? std::string(kClearLine) + line + "\n" : line + "\n");
  draw();
}

void Screen::set_prompt(std::string prompt) {
  prompt_ = std::move(prompt);
  draw();
}

void Screen::draw() {
  if (!raw_) return;
  const size_t width = columns();
  const size_t taken = std::min(prompt_.size(), width / 2);
  const LineEditor::View view = editor_.view(width - taken);
  std::string text(kClearLine);
  text += prompt_.substr(0, taken) + view.text + '\r';
  if (taken + view.cursor > 0) text += "\x1b[" + std::to_string(taken + view.cursor) + "C";
  out_.write(text);
}

void Screen::read() {
  char chunk[4096];
  const ssize_t size = ::read(STDIN_FILENO, chunk, sizeof chunk);
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
  const bool ended = size <= 0;
  if (ended) watch_.reset();
  const std::string_view bytes(chunk, ended ? 0 : static_cast<size_t>(size));
  if (!raw_) return read_lines(bytes, ended);
  const auto inputs = editor_.feed(bytes);
  draw();
  for (const LineInput& input : inputs) {
    if (input.kind == LineInput::kLine) {
      events_.on_line(input.line);
    } else if (input.kind == LineInput::kRefresh) {
      out_.write("\x1b[2J\x1b[H");
      draw();
    } else {
      events_.on_end();
    }
  }
  if (ended) events_.on_end();
}

void Screen::read_lines(std::string_view bytes, bool ended) {
  waiting_ += bytes;
  for (size_t end; (end = waiting_.find('\n')) != std::string::npos;) {
    const std::string line = waiting_.substr(0, end);
    waiting_.erase(0, end + 1);
    events_.on_line(line);
  }
  if (ended || waiting_.size() > kLongestLine) {
    const std::string rest = std::exchange(waiting_, {});
    if (!rest.empty()) events_.on_line(rest);
  }
  if (ended) events_.on_end();
}

}  // namespace interview::cli
