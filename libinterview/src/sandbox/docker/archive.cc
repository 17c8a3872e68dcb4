#include "sandbox/docker/archive.h"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

#include "interview/images.h"
#include "protocol/json_out.h"
#include "sandbox/docker/labels.h"
#include "sandbox/docker/program.h"
#include "sandbox/docker/recipe.h"

namespace interview::sandbox::docker {
namespace {

constexpr size_t kBlock = 512;  // of a tar
constexpr size_t kFilePiece = 1 << 20;

Error failed(const std::string& path, int error) {
  if (error == ENOSPC || error == EDQUOT) return {Errc::disk_full, path + ": no space left on the disk"};
  return {Errc::io, path + ": " + std::strerror(error)};
}

class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  void add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  std::string hex() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256_final(&state_, digest.data());
    std::string text(2 * digest.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
    text.pop_back();
    return text;
  }

 private:
  crypto_hash_sha256_state state_;
};

// POSIX.1-1988 ustar; sizes above 8 GiB have no place in it.
std::string tar_header(std::string_view name, uint64_t size) {
  std::string header(kBlock, '\0');
  const auto put = [&](size_t at, std::string_view text) { text.copy(header.data() + at, text.size()); };
  const auto octal = [&](size_t at, int digits, uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    put(at, text);
  };
  put(0, name);
  octal(100, 7, 0644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, size);
  octal(136, 11, std::strtoull(kEpoch, nullptr, 10));
  put(148, "        ");
  put(156, "0");
  put(257, std::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  octal(148, 6, sum);
  header[154] = '\0';
  return header;
}

std::string padding(uint64_t size) {
  return std::string((kBlock - size % kBlock) % kBlock, '\0');
}

// All of a file, a piece at a time; its size.
Result<uint64_t> each_piece(const std::string& path,
                            const std::function<Result<void>(std::string_view piece)>& take) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return failed(path, errno);
  std::string piece(kFilePiece, '\0');
  uint64_t size = 0;
  while (true) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, errno);
    if (got == 0) return size;
    size += static_cast<uint64_t>(got);
    if (const auto taken = take(std::string_view(piece).substr(0, static_cast<size_t>(got))); !taken)
      return taken.error();
  }
}

// The image's configuration (OCI image specification); its SHA-256 is the image's id.
std::string configuration(const Language& language, const std::string& version,
                          const std::string& layer_digest) {
  std::string json;
  wire::JsonOut out(json);
  out.begin_object();
  out.key("architecture").text(architecture());
  out.key("os").text("linux");
  out.key("created").text(kCreated);
  out.key("config").begin_object();
  out.key("User").text("65534:65534");
  out.key("Env").texts(image_environment(language));
  out.key("Cmd").texts({"/bin/sh"});
  out.key("Labels").begin_object();
  out.key(kLanguageLabel).text(language.id);
  out.key(kRecipeLabel).text(image_recipe(language));
  out.key(kVersionLabel).text(version);
  out.end_object();
  out.end_object();
  out.key("rootfs").begin_object();
  out.key("type").text("layers");
  out.key("diff_ids").texts({"sha256:" + layer_digest});
  out.end_object();
  out.key("history").begin_array();
  out.begin_object();
  out.key("created").text(kCreated);
  out.key("created_by").text("interviewd images build " + language.id);
  out.end_object();
  out.end_array();
  out.end_object();
  return json;
}

std::string manifest(const Language& language, const std::string& configuration_name) {
  std::string json;
  wire::JsonOut out(json);
  out.begin_array();
  out.begin_object();
  out.key("Config").text(configuration_name);
  out.key("RepoTags").texts({image_name(language.id)});
  out.key("Layers").texts({"layer.tar"});
  out.end_object();
  out.end_array();
  return json;
}

// Docker answers 200, then says line by line how it goes.
Result<void> check_answer(const Response& response) {
  if (!response.ok()) return response.error();
  size_t begin = 0;
  while (begin < response.body.size()) {
    const size_t end = std::min(response.body.find('\n', begin), response.body.size());
    rapidjson::Document line;
    line.Parse<rapidjson::kParseIterativeFlag>(response.body.data() + begin, end - begin);
    begin = end + 1;
    if (line.HasParseError() || !line.IsObject()) continue;
    const auto error = line.FindMember("error");
    if (error != line.MemberEnd() && error->value.IsString())
      return {Errc::internal, std::string("Docker says: ") + error->value.GetString()};
  }
  return {};
}

}  // namespace

Result<void> write_archive(const std::string& path, const std::string& layer, const Language& language,
                           const std::string& version) {
  Sha256 of_layer;
  const auto size = each_piece(layer, [&](std::string_view piece) {
    of_layer.add(piece);
    return Result<void>();
  });
  if (!size) return size.error();
  const std::string config = configuration(language, version, of_layer.hex());
  Sha256 of_config;
  of_config.add(config);
  const std::string config_name = of_config.hex() + ".json";

  const std::string unfinished = path + ".part";
  const UniqueFd file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file) return failed(unfinished, errno);
  // Not a pipe: writing to one whose reader is gone would end this process.
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return failed("socketpair", errno);
  UniqueFd ours(ends[0]), theirs(ends[1]);
  auto zstd = Program::start({"zstd", "-q", "-3", "-T0", "-c"}, {theirs.get(), file.get(), -1});
  if (!zstd) return zstd.error();
  theirs.reset();
  const auto put = [&](std::string_view bytes) -> Result<void> {
    while (!bytes.empty()) {
      const ssize_t written = ::send(ours.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (written < 0 && errno == EINTR) continue;
      // zstd ends early when it cannot write.
      if (written < 0) return failed(unfinished, errno == EPIPE ? ENOSPC : errno);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
  };
  const auto put_file = [&](std::string_view name, const std::string& content) {
    return put(tar_header(name, content.size()) + content + padding(content.size()));
  };
  Result<void> done = put_file("manifest.json", manifest(language, config_name));
  if (done) done = put_file(config_name, config);
  if (done) done = put(tar_header("layer.tar", *size));
  if (done) {
    const auto copied = each_piece(layer, put);
    if (!copied) done = copied.error();
  }
  if (done) done = put(padding(*size) + std::string(2 * kBlock, '\0'));
  ours.reset();
  const int code = zstd->wait();
  if (done && code != 0) done = Error{Errc::io, unfinished + ": zstd ended with " + std::to_string(code)};
  if (done && ::rename(unfinished.c_str(), path.c_str()) != 0) done = failed(path, errno);
  if (!done) ::unlink(unfinished.c_str());
  return done;
}

Result<void> load_archive(Engine& engine, const std::string& path, uint32_t timeout_ms) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return failed(path, errno);
  auto pipe = make_pipe();
  if (!pipe) return pipe.error();
  auto zstd = Program::start({"zstd", "-q", "-d", "-c"}, {file.get(), pipe->writing.get(), -1});
  if (!zstd) return zstd.error();
  pipe->writing.reset();
  bool damaged = false;
  const auto source = [&](char* bytes, size_t room) -> Result<size_t> {
    while (true) {
      const ssize_t got = ::read(pipe->reading.get(), bytes, room);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed(path, errno);
      if (got > 0) return static_cast<size_t>(got);
      damaged = zstd->wait() != 0;
      if (damaged) return {Errc::bad_message, path + " is damaged"};
      return size_t{0};
    }
  };
  const auto response =
      engine.upload("POST", "/images/load?quiet=1", "application/x-tar", source, timeout_ms);
  pipe->reading.reset();
  if (!response) return response.error();
  return check_answer(*response);
}

}  // namespace interview::sandbox::docker
