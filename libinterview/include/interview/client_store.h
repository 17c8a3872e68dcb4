// What a client keeps from one run to the next: who it is, and what it has not sent.
#pragma once

#include <memory>
#include <string>

#include "interview/result.h"

namespace interview {

// One thread at a time.
class ClientStore {
 public:
  virtual ~ClientStore() = default;
  // Errc::not_found, io.
  virtual Result<std::string> token() = 0;
  virtual Result<std::string> outbox() = 0;  // of ClientSession
  // On the disk when it returns. Errc::io.
  virtual Result<void> store_token(const std::string& token) = 0;
  virtual Result<void> store_outbox(const std::string& outbox) = 0;
};

struct ClientFileOptions {
  bool outbox = true;  // false: the token alone, for a client that is done soon
};

// Two files in a folder of their own (mode 0700, the files 0600), each replaced as a whole. The outbox
// belongs to the process that opened the folder first, by flock(2). Another one that opens it has the token,
// and neither reads nor writes the outbox: it is another client of the same person.
class ClientFiles final : public ClientStore {
 public:
  // Makes the folder and those above it. Errc::io.
  static Result<std::unique_ptr<ClientFiles>> open(const std::string& folder,
                                                   const ClientFileOptions& options = {});
  ~ClientFiles() override;

  bool owns_outbox() const { return owns_outbox_; }
  Result<std::string> token() override;
  Result<std::string> outbox() override;
  Result<void> store_token(const std::string& token) override;
  Result<void> store_outbox(const std::string& outbox) override;

 private:
  ClientFiles(std::string folder, int lock)
      : folder_(std::move(folder)), lock_(lock), owns_outbox_(lock >= 0) {}
  std::string folder_;
  int lock_;
  bool owns_outbox_;
};

}  // namespace interview
