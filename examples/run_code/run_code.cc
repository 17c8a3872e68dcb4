// Runs a file in a sandbox, with no room and no server: run_code FILE. The language is that of the file's
// ending, what the program writes is shown as it comes, and its exit code is this program's. In Docker if that
// has images of languages (interviewd images build), else natively.
#include <cstdio>
#include <fstream>
#include <future>
#include <iterator>

#include "interview/languages.h"
#include "interview/sandbox.h"

using namespace interview;

struct Screen : RunSink {
  void on_started(const RunStart&) override {}
  void on_output(OutputStream stream, std::string_view bytes) override {
    std::FILE* to = stream == OutputStream::out ? stdout : stderr;
    std::fwrite(bytes.data(), 1, bytes.size(), to);
    std::fflush(to);
  }
  void on_ended(const RunResult& result) override { ended.set_value(result); }
  std::promise<RunResult> ended;
};

int fail(const std::string& why) {
  std::fprintf(stderr, "run_code: %s\n", why.c_str());
  return 127;
}

int main(int argc, char** argv) {
  const std::string path = argc == 2 ? argv[1] : "";
  std::ifstream file(path, std::ios::binary);
  if (path.empty() || !file) return fail(path.empty() ? "run_code FILE" : "cannot read " + path);
  const std::string code{std::istreambuf_iterator<char>(file), {}};

  const auto languages = Languages::builtin();
  const Language* language = languages->for_file(path);
  if (!language) return fail("no language has the ending of " + path);
  auto sandbox = make_docker_sandbox(languages);
  if (!sandbox) sandbox = make_native_sandbox(languages);
  if (!sandbox) return fail(sandbox.error().message);

  RunRequest request;
  request.language = language->id;
  request.files = {{path.substr(path.rfind('/') + 1), code}};
  request.limits = language->limits;
  const auto screen = std::make_shared<Screen>();
  const auto run = (*sandbox)->start(std::move(request), screen);
  if (!run) return fail(run.error().message);
  const RunResult result = screen->ended.get_future().get();
  if (result.kind == RunKind::ok || result.kind == RunKind::runtime_error)
    return result.signal != 0 ? 128 + result.signal : result.exit_code;
  return fail(result.message.empty() ? to_string(result.kind) : result.message);
}
