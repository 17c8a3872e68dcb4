// The TLS side of the port: certificate, key and what is allowed.
#pragma once

#include <asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "interview/result.h"

namespace interview::front {

// A server context from a chain of certificates and a private key, both PEM: TLS 1.2 and above, http/1.1 by
// ALPN. Errc::bad_argument with one sentence that says what to do: a file cannot be read, is not PEM, is
// encrypted, or the key is not that of the certificate. Never asks for a passphrase.
Result<std::shared_ptr<asio::ssl::context>> load_tls(const std::string& certificate_file,
                                                     const std::string& key_file);

}  // namespace interview::front
