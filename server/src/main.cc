#include <malloc.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "images_command.h"
#include "serve.h"
#include "token_command.h"
#include "version.h"

namespace {

constexpr const char* kExamples = R"(Examples:
  interviewd serve --data ./data --welcome
      on this machine only, with SQLite; opens a room and prints the links to it
  interviewd serve --data /var/lib/interviewd --listen 0.0.0.0:443 \
      --tls-cert cert.pem --tls-key key.pem --public-url https://interview.example.org
  interviewd serve --data ./data --db 'postgresql://interview:secret@db.example.org/interview'
  interviewd token --data ./data --room r_… --role observer --name Cora --hours 2
  interviewd images build
      makes the containers' images of all languages, for running code in Docker

Exit codes: 0 stopped as told, 1 failed, 2 usage, 3 data folder, 4 data folder in use, 5 database,
6 database of a newer version, 7 cannot listen, 8 certificate or key, 9 sandbox or Docker, 10 disk full.
)";

// Of the heap's end. With glibc's 128 KiB every commit gives memory back to the kernel, and takes it again: a
// fifth of the server's time.
constexpr int kKeptBytes = 16 << 20;

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  CLI::App app{"A server for live code interviews"};
  app.set_version_flag("--version", std::string("interviewd ") + interview::kVersion);
  app.set_config("--config", "", "Read options from a file (TOML or INI)");
  app.footer(kExamples);
  app.require_subcommand(1);

  interview::ServeOptions serve;
  CLI::App* serve_command = app.add_subcommand("serve", "Run the server");
  serve_command->fallthrough();
  interview::add_serve_options(*serve_command, serve);

  interview::TokenOptions token;
  CLI::App* token_command = app.add_subcommand("token", "Print a token for a person");
  token_command->add_option("--data", token.data, "The server's data folder")
      ->required()
      ->envname("INTERVIEWD_DATA");
  token_command->add_option("--room", token.room, "The room's id");
  token_command
      ->add_option("--role", token.role, "interviewer, reviewer, observer, teacher, student; or owner")
      ->capture_default_str();
  token_command->add_option("--name", token.name, "The person's name, for others to see");
  token_command->add_option("--hours", token.hours, "How long the token is good")
      ->capture_default_str()
      ->check(CLI::Range(1, 24 * 365));

  interview::ImagesOptions images;
  CLI::App* images_command =
      app.add_subcommand("images", "Container images of languages, for runs in Docker");
  interview::add_images_options(*images_command, images);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(interview::ExitCode::usage);
  }
  try {
    if (*images_command) return static_cast<int>(interview::run_images(images));
    return static_cast<int>(*serve_command ? interview::serve(std::move(serve))
                                           : interview::print_token(token));
  } catch (const std::exception& error) {
    // What the system refuses to everybody: threads, memory.
    std::fprintf(stderr, "interviewd: %s\n", error.what());
    return static_cast<int>(interview::ExitCode::failed);
  }
}
