// Where a store is tested. Each place is empty at first, and gone at the end.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "interview/store.h"
#include "store/connection.h"
#include "support/skip.h"

namespace interview::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// `open()` fails the test if the store does not open.
std::unique_ptr<Store> open_or_fail(const SqlStoreOptions& options);

struct MemoryPlace {
  static const char* missing() { return nullptr; }
  std::unique_ptr<Store> open() const { return make_memory_store(); }
};

class SqlitePlace {
 public:
  static const char* missing() { return nullptr; }
  std::string url() const { return "sqlite:" + file(); }
  std::string file() const { return folder_.path() + "/interviews of today.db"; }
  const TemporaryFolder& folder() const { return folder_; }
  std::unique_ptr<Store> open() const { return open_or_fail({.url = url()}); }

 private:
  TemporaryFolder folder_;
};

// A schema of its own in the database of INTERVIEW_TEST_POSTGRES.
class PostgresPlace {
 public:
  PostgresPlace();
  ~PostgresPlace();
  PostgresPlace(const PostgresPlace&) = delete;
  PostgresPlace& operator=(const PostgresPlace&) = delete;
  // Why there is no PostgreSQL to test with; null if there is one.
  static const char* missing();
  std::string url() const;
  // The same with more options for the server, e.g. "-c lock_timeout=1".
  std::string url_with(const std::string& options) const;
  const std::string& schema() const { return schema_; }
  std::unique_ptr<Store> open() const { return open_or_fail({.url = url()}); }

 private:
  std::string schema_;
};

// A connection beside the store's, for what no store would do. Fails the test when SQL fails.
class SideConnection {
 public:
  explicit SideConnection(const std::string& url);
  void run(const std::string& sql);
  long long number(const std::string& sql);
  Connection& connection() { return connection_; }

 private:
  Connection connection_;
};

// A test of what every store promises, and of what every store in a database does; `Place` is its place.
#define STORE_TEST(name) TEST_CASE_TEMPLATE(name, Place, MemoryPlace, SqlitePlace, PostgresPlace)
#define SQL_STORE_TEST(name) TEST_CASE_TEMPLATE(name, Place, SqlitePlace, PostgresPlace)
#define SKIP_WITHOUT(Place) \
  if (Place::missing()) INTERVIEW_SKIP(Place::missing())

}  // namespace interview::test
