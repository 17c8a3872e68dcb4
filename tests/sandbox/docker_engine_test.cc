// The client of the Engine API against a daemon that follows a script, on a Unix socket of its own.
#include "sandbox/docker/engine.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "sandbox/scripted_daemon.h"
#include "sandbox/unique_fd.h"

using namespace interview;
using namespace interview::sandbox;
using namespace interview::test;
using docker::Engine;

namespace {

// Of `total` bytes, each the next of the alphabet.
Engine::Source letters(size_t total) {
  return [total, at = size_t{0}](char* bytes, size_t size) mutable -> Result<size_t> {
    size = std::min(size, total - at);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + (at + i) % 26);
    at += size;
    return size;
  };
}

}  // namespace

TEST_CASE("a call is a request, and its answer a status with a body") {
  std::string asked;
  Daemon daemon([&](Caller& caller) {
    asked = caller.read_until("\r\n\r\n");
    asked += caller.read_until("}");
    caller.write(answer("201 Created", R"({"Id":"abc"})"));
  });
  Engine engine(daemon.path());
  const auto response = engine.call("POST", "/containers/create?name=x", R"({"Image":"i"})");
  REQUIRE_MESSAGE(response, response.error().message);
  CHECK(response->status == 201);
  CHECK(response->ok());
  CHECK(response->body == R"({"Id":"abc"})");
  CHECK(asked ==
        "POST /containers/create?name=x HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"Image\":\"i\"}");
}

TEST_CASE("a request without a body says so unless it only asks") {
  for (const auto& [method, length] : {std::pair("GET", false), {"DELETE", true}, {"POST", true}}) {
    CAPTURE(method);
    std::string asked;
    Daemon daemon([&](Caller& caller) {
      asked = caller.read_until("\r\n\r\n");
      caller.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    Engine engine(daemon.path());
    const auto response = engine.call(method, "/x");
    REQUIRE(response);
    CHECK(response->status == 204);
    CHECK((asked.find("Content-Length: 0\r\n") != std::string::npos) == length);
  }
}

TEST_CASE("an answer comes in chunks, in pieces of a byte, or up to the end of the connection") {
  const std::string chunks =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
  const std::string to_the_end = "HTTP/1.1 200 OK\r\n\r\nabcde";
  for (const std::string& bytes : {chunks, to_the_end}) {
    Daemon daemon([&](Caller& caller) {
      caller.read_until("\r\n\r\n");
      for (const char& c : bytes) caller.write({&c, 1});
    });
    Engine engine(daemon.path());
    const auto response = engine.call("GET", "/x");
    REQUIRE_MESSAGE(response, response.error().message);
    CHECK(response->body == "abcde");
  }
}

TEST_CASE("a refusal keeps its status and says what the daemon said") {
  struct Case {
    const char* status;
    const char* body;
    const char* said;
  };
  const Case cases[] = {
      {"404 Not Found", R"({"message":"No such image: x"})", "Docker says 404: No such image: x"},
      {"409 Conflict", R"({"message":"two\nlines"})", "Docker says 409: two lines"},
      {"500 Internal Server Error", "<html>", "Docker says 500"},
      {"500 Internal Server Error", R"({"message":7})", "Docker says 500"},
      {"304 Not Modified", "", "Docker says 304"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.body);
    Daemon daemon([&](Caller& caller) {
      caller.read_until("\r\n\r\n");
      caller.write(*one.body ? answer(one.status, one.body)
                             : "HTTP/1.1 " + std::string(one.status) + "\r\n\r\n");
    });
    Engine engine(daemon.path());
    const auto response = engine.call("GET", "/x");
    REQUIRE(response);
    CHECK_FALSE(response->ok());
    CHECK(response->status == std::atoi(one.status));
    CHECK(response->error().code == Errc::internal);
    CHECK(response->error().message == one.said);
  }
}

TEST_CASE("a body is sent in chunks as it is made") {
  constexpr size_t kSize = 3'000'001;
  std::string head, body;
  Daemon daemon([&](Caller& caller) {
    head = caller.read_until("\r\n\r\n");
    while (true) {
      const size_t size = std::strtoul(caller.read_until("\r\n").c_str(), nullptr, 16);
      std::string chunk;
      while (chunk.size() < size + 2) {
        const std::string more = caller.read_until("\n");
        if (more.empty()) return;
        chunk += more;
      }
      if (size == 0) break;
      body += chunk.substr(0, size);
    }
    caller.write(answer("200 OK", "{}"));
  });
  Engine engine(daemon.path());
  const auto response = engine.upload("POST", "/images/create", "application/x-tar", letters(kSize), 20'000);
  REQUIRE_MESSAGE(response, response.error().message);
  CHECK(response->status == 200);
  CHECK(head.find("Content-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n") != std::string::npos);
  std::string wanted(kSize, '\0');
  REQUIRE(letters(kSize)(wanted.data(), kSize).ok());
  CHECK(body == wanted);
}

TEST_CASE("an answer before the end of a body ends the sending") {
  bool hang_up = false;
  SUBCASE("the daemon hangs up") {
    hang_up = true;
  }
  SUBCASE("the daemon only stops reading") {}
  Daemon daemon([&](Caller& caller) {
    caller.read_until("\r\n\r\n");
    caller.write(answer("400 Bad Request", R"({"message":"invalid reference format"})"));
    if (!hang_up) caller.wait_for_end();
  });
  Engine engine(daemon.path());
  size_t made = 0;
  const Engine::Source endless = [&](char* bytes, size_t size) -> Result<size_t> {
    std::fill_n(bytes, size, 'x');
    made += size;
    return size;
  };
  const auto response = engine.upload("POST", "/images/create", "application/x-tar", endless, 20'000);
  REQUIRE_MESSAGE(response, response.error().message);
  CHECK(response->error().message == "Docker says 400: invalid reference format");
  CAPTURE(made);
}

TEST_CASE("what fails while a body is made fails the upload") {
  Daemon daemon([](Caller& caller) { caller.wait_for_end(); });
  Engine engine(daemon.path());
  const auto failing = [](char*, size_t) { return Result<size_t>(Errc::io, "the archive is damaged"); };
  const auto response = engine.upload("POST", "/images/create", "application/x-tar", failing, 20'000);
  REQUIRE_FALSE(response);
  CHECK(response.error().code == Errc::io);
  CHECK(response.error().message == "the archive is damaged");
}

TEST_CASE("answers that cannot be used") {
  struct Case {
    const char* name;
    std::string bytes;
    Errc error;
  };
  const Case cases[] = {
      {"nothing", "", Errc::sandbox_unavailable},
      {"half a head", "HTTP/1.1 200 OK\r\nConte", Errc::sandbox_unavailable},
      {"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Errc::sandbox_unavailable},
      {"half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
       Errc::sandbox_unavailable},
      {"not HTTP", "SSH-2.0-OpenSSH\r\n\r\n", Errc::protocol},
      {"another protocol", "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
       Errc::protocol},
      {"announced too long", "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", Errc::too_big},
      {"too long, without a length", "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'), Errc::too_big},
      {"too long a head", "HTTP/1.1 200 OK\r\nx: " + std::string(70'000, 'x') + "\r\n\r\n", Errc::too_big},
  };
  for (const Case& one : cases) {
    CAPTURE(one.name);
    Daemon daemon([&](Caller& caller) {
      caller.read_until("\r\n\r\n");
      caller.write(one.bytes);
    });
    Engine engine(daemon.path(), 100);
    const auto response = engine.call("GET", "/x");
    REQUIRE_FALSE(response);
    CHECK(response.error().code == one.error);
    CHECK(response.error().message.find(daemon.path()) != std::string::npos);
  }
  Daemon daemon([](Caller& caller) {
    caller.read_until("\r\n\r\n");
    caller.write(answer("200 OK", std::string(100, 'x')));
  });
  Engine engine(daemon.path(), 100);
  const auto longest = engine.call("GET", "/x");
  REQUIRE(longest);
  CHECK(longest->body.size() == 100);
}

TEST_CASE("the limit of time is one of the whole call") {
  std::function<void(Caller&)> script;
  bool upload = false;
  SUBCASE("no answer") {
    script = [](Caller& caller) { caller.wait_for_end(); };
  }
  SUBCASE("an answer without an end") {
    script = [](Caller& caller) {
      caller.read_until("\r\n\r\n");
      caller.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      while (caller.write("1\r\nx\r\n")) {
      }
    };
  }
  SUBCASE("nobody reads the body") {
    upload = true;
    script = [](Caller& caller) {
      caller.read_until("\r\n\r\n");
      caller.wait_for_end();
    };
  }
  SUBCASE("nobody accepts the connection") {}
  Daemon daemon(script);
  Engine engine(daemon.path(), 64 << 20);
  const auto begun = std::chrono::steady_clock::now();
  const auto response = upload ? engine.upload("POST", "/x", "application/x-tar", letters(SIZE_MAX / 2), 100)
                               : engine.call("GET", "/x", {}, 100);
  const auto took = std::chrono::steady_clock::now() - begun;
  REQUIRE_FALSE(response);
  CHECK(response.error().code == Errc::timed_out);
  CHECK(response.error().message.find("100 ms") != std::string::npos);
  CHECK(took >= std::chrono::milliseconds(100));
  CHECK(took < std::chrono::seconds(4));
}

TEST_CASE("a daemon that is not there is named, with the remedy") {
  Daemon daemon(nullptr, 0);
  SUBCASE("no socket") {
    Engine engine("/tmp/interview-no-such.sock");
    const auto response = engine.call("GET", "/x");
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::sandbox_unavailable);
    CHECK(response.error().message ==
          "Docker does not answer at /tmp/interview-no-such.sock: No such file or directory; is dockerd "
          "running?");
  }
  SUBCASE("nobody listens any more") {
    const std::string path = daemon.path() + ".old";
    {
      UniqueFd left(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      path.copy(address.sun_path, sizeof address.sun_path - 1);
      REQUIRE(::bind(left.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    Engine engine(path);
    const auto response = engine.call("GET", "/x");
    ::unlink(path.c_str());
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::sandbox_unavailable);
    CHECK(response.error().message.find("Connection refused; is dockerd running?") != std::string::npos);
  }
  SUBCASE("one that is stopped, with more callers than it may have waiting") {
    UniqueFd first(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    daemon.path().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::connect(first.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    Engine engine(daemon.path());
    const auto response = engine.call("GET", "/x");
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::sandbox_unavailable);
    CHECK(response.error().message.find("takes no more connections") != std::string::npos);
  }
  SUBCASE("a path that no socket can have") {
    Engine engine("/" + std::string(200, 'x'));
    const auto response = engine.call("GET", "/x");
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::bad_argument);
  }
}

TEST_CASE("addresses in the form of DOCKER_HOST") {
  CHECK(*docker::socket_path("") == "/var/run/docker.sock");
  CHECK(*docker::socket_path("unix:///run/user/1000/docker.sock") == "/run/user/1000/docker.sock");
  CHECK(*docker::socket_path("/tmp/d.sock") == "/tmp/d.sock");
  for (const std::string& address : {std::string("tcp://127.0.0.1:2375"), std::string("unix://"),
                                     std::string("docker.sock"), "unix:///" + std::string(107, 'x')}) {
    CAPTURE(address);
    const auto path = docker::socket_path(address);
    REQUIRE_FALSE(path);
    CHECK(path.error().code == Errc::bad_argument);
  }
  CHECK(docker::socket_path("unix:///" + std::string(106, 'x')).ok());
}

TEST_CASE("calls of several threads get each its own answer") {
  constexpr int kThreads = 8;
  Daemon daemon(
      [](Caller& caller) {
        const std::string asked = caller.read_until("\r\n\r\n");
        caller.write(answer("200 OK", asked.substr(0, asked.find(" HTTP"))));
      },
      kThreads, kThreads);
  Engine engine(daemon.path());
  std::vector<std::string> answers(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      const auto response = engine.call("GET", "/" + std::to_string(i));
      answers[static_cast<size_t>(i)] = response ? response->body : response.error().message;
    });
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kThreads; ++i) CHECK(answers[static_cast<size_t>(i)] == "GET /" + std::to_string(i));
}
