#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "front_fixture.h"
#include "raw_client.h"

namespace interview::front {
namespace {

using std::chrono::milliseconds;
using Closed = Probe::Closed;

// A folder of its own with a self-signed certificate and its key.
class Certificate {
 public:
  Certificate() {
    char name[] = "/tmp/interview_front_XXXXXX";
    REQUIRE(::mkdtemp(name) != nullptr);
    folder_ = name;
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    REQUIRE(X509_sign(certificate, key, EVP_sha256()) > 0);
    write(certificate_file(), [&](FILE* file) { PEM_write_X509(file, certificate); });
    write(key_file(),
          [&](FILE* file) { PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr); });
    write(encrypted_key_file(), [&](FILE* file) {
      PEM_write_PKCS8PrivateKey(file, key, EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr);
    });
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~Certificate() {
    for (const std::string& file : {certificate_file(), key_file(), encrypted_key_file()})
      ::unlink(file.c_str());
    ::rmdir(folder_.c_str());
  }
  std::string certificate_file() const { return folder_ + "/certificate.pem"; }
  std::string key_file() const { return folder_ + "/key.pem"; }
  std::string encrypted_key_file() const { return folder_ + "/encrypted.pem"; }

  ListenerOptions options() const {
    ListenerOptions options;
    options.tls_certificate_file = certificate_file();
    options.tls_key_file = key_file();
    return options;
  }

 private:
  static void write(const std::string& name, const std::function<void(FILE*)>& content) {
    FILE* file = std::fopen(name.c_str(), "w");
    REQUIRE(file != nullptr);
    content(file);
    std::fclose(file);
  }
  std::string folder_;
};

TEST_CASE("HTTP and WebSocket over TLS") {
  const Certificate certificate;
  Front front(certificate.options());
  front.handler.request = [](HttpRequest request, Responder responder) {
    responder.respond(text_response(200, request.secure ? request.body : "plain"));
  };
  front.up();
  RawClient client(front.port());
  REQUIRE(client.start_tls("http/1.1"));
  CHECK(client.alpn_chosen() == "http/1.1");
  const std::string body(500'000, 'b');
  for (int i = 0; i < 2; ++i) {
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n" + body);
    CHECK(client.read_reply().body == body);
  }
  client.upgrade("/socket", "", client_frame(kText, "early"));
  const auto probe = front.handler.probe(0);
  CHECK(probe->next_message() == "early");
  front.on_io([&] {
    for (int i = 0; i < 2000; ++i) probe->socket->send(prepare_text_frame(std::to_string(i)));
    probe->socket->send(prepare_text_frame(std::string(400'000, 'z')));
    return 0;
  });
  for (int i = 0; i < 2000; ++i) REQUIRE(client.read_frame().payload == std::to_string(i));
  CHECK(client.read_frame().payload == std::string(400'000, 'z'));
  client.send(client_frame(kClose, close_payload(1000)));
  CHECK(client.read_frame().close_code() == 1000);
  CHECK(client.read_to_end().empty());
  client.close();
  CHECK(probe->wait_closed() == Closed{1000, true});
}

TEST_CASE("a client that speaks only another protocol is refused by ALPN") {
  const Certificate certificate;
  Front front(certificate.options());
  front.up();
  RawClient client(front.port());
  CHECK_FALSE(client.start_tls("h2"));
  front.until([](const ListenerStats& stats) { return stats.tls_failures == 1 && stats.connections == 0; });
}

TEST_CASE("a handshake that stalls loses its connection and its descriptor") {
  const Certificate certificate;
  ListenerOptions options = certificate.options();
  options.tls_handshake_timeout = milliseconds(100);
  Front front(options);
  front.up();
  RawClient silent(front.port());
  RawClient half(front.port());
  half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  CHECK(silent.read_to_end().empty());
  CHECK(half.read_to_end().empty());
  front.until([](const ListenerStats& stats) { return stats.connections == 0; });
  CHECK(front.listener.stats().tls_failures == 2);
}

TEST_CASE("plain HTTP on a TLS port fails at once and harms nobody") {
  const Certificate certificate;
  Front front(certificate.options());
  front.up();
  RawClient plain(front.port());
  plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(plain.read_to_end().find("HTTP/1.1 200") == std::string::npos);
  RawClient client(front.port());
  REQUIRE(client.start_tls());
  CHECK(client.get("/").status == 200);
}

TEST_CASE("a slow peer over TLS is counted and cut like any other") {
  const Certificate certificate;
  ListenerOptions options = certificate.options();
  options.socket_send_buffer = 4096;
  options.low_mark = 1000;
  options.high_mark = 2000;
  options.max_buffered_bytes = 1'000'000;
  Front front(options);
  front.up();
  RawClient client(front.port(), "127.0.0.1", 4096);
  REQUIRE(client.start_tls());
  client.upgrade();
  const auto probe = front.handler.probe(0);
  front.on_io([&] {
    while (front.listener.stats().slow_peers == 0)
      probe->socket->send(prepare_text_frame(std::string(996, 'x')));
    return 0;
  });
  RawFrame frame = client.read_frame();
  while (frame.opcode == kText) frame = client.read_frame();
  CHECK(frame.close_code() == 1013);
}

TEST_CASE("TLS that cannot start says why and what to do") {
  const Certificate certificate, other;
  std::ofstream(certificate.certificate_file() + ".txt") << "no PEM\n";
  struct Wrong {
    std::string certificate, key, says;
  };
  const Wrong wrongs[] = {
      {certificate.certificate_file(), "", "give the other one"},
      {"", certificate.key_file(), "give the other one"},
      {"/nowhere/c.pem", certificate.key_file(), "cannot read the TLS certificate file /nowhere/c.pem"},
      {certificate.certificate_file(), "/nowhere/k.pem", "cannot read the TLS key file /nowhere/k.pem"},
      {certificate.certificate_file() + ".txt", certificate.key_file(), "certificates in PEM"},
      {certificate.certificate_file(), certificate.certificate_file() + ".txt", "private key in PEM"},
      {certificate.certificate_file(), certificate.encrypted_key_file(), "remove its passphrase"},
      {certificate.certificate_file(), other.key_file(), "does not belong to the certificate"},
  };
  for (const Wrong& wrong : wrongs) {
    ListenerOptions options;
    options.tls_certificate_file = wrong.certificate;
    options.tls_key_file = wrong.key;
    Front front(options);
    const auto started = front.listener.start();
    REQUIRE_FALSE(started.ok());
    CHECK(started.error().code == Errc::bad_argument);
    CHECK_MESSAGE(started.error().message.find(wrong.says) != std::string::npos, started.error().message);
  }
  ::unlink((certificate.certificate_file() + ".txt").c_str());
}

}  // namespace
}  // namespace interview::front
