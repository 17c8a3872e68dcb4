#include "front/tls.h"

#include <openssl/ssl.h>

#include <fstream>
#include <string_view>

namespace interview::front {
namespace {

constexpr unsigned char kHttp11[] = "\x08http/1.1";

int select_http11(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                  unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof kHttp11 - 1, offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// Opens the file as OpenSSL will, to tell "no such file" and "permission denied" from "not PEM".
Result<void> check_readable(const std::string& what, const std::string& file) {
  if (std::ifstream(file).peek() != std::ifstream::traits_type::eof()) return {};
  return {Errc::bad_argument, "cannot read the TLS " + what + " file " + file +
                                  ": check that it exists, is not empty, and may be read by this user"};
}

bool is_encrypted(const std::string& key_file) {
  std::ifstream file(key_file);
  for (std::string line; std::getline(file, line);)
    if (line.find("ENCRYPTED") != std::string::npos) return true;
  return false;
}

}  // namespace

Result<std::shared_ptr<asio::ssl::context>> load_tls(const std::string& certificate_file,
                                                     const std::string& key_file) {
  if (auto readable = check_readable("certificate", certificate_file); !readable) return readable.error();
  if (auto readable = check_readable("key", key_file); !readable) return readable.error();
  try {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native,
                        SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, select_http11, nullptr);
    std::error_code error;
    context->set_password_callback(
        [](std::size_t, asio::ssl::context::password_purpose) { return std::string(); });
    context->use_certificate_chain_file(certificate_file, error);
    if (error)
      return {Errc::bad_argument, "the TLS certificate file " + certificate_file + " is not usable (" +
                                      error.message() + "): give a chain of certificates in PEM"};
    context->use_private_key_file(key_file, asio::ssl::context::pem, error);
    if (error && is_encrypted(key_file))
      return {Errc::bad_argument,
              "the TLS key file " + key_file +
                  " is encrypted: remove its passphrase, e.g. with openssl pkey -in … -out …"};
    // OpenSSL compares a key with the certificate that was loaded before it.
    if (SSL_CTX_check_private_key(native) != 1 && error.message().find("mismatch") != std::string::npos)
      return {Errc::bad_argument, "the TLS key file " + key_file + " does not belong to the certificate in " +
                                      certificate_file + ": give the key that the certificate was made for"};
    if (error)
      return {Errc::bad_argument, "the TLS key file " + key_file + " is not usable (" + error.message() +
                                      "): give an unencrypted private key in PEM"};
    return context;
  } catch (const std::exception& failure) {
    return {Errc::internal, std::string("cannot set up TLS: ") + failure.what()};
  }
}

}  // namespace interview::front
