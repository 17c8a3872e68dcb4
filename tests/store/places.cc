#include "store/places.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "interview/bytes.h"
#include "store/query.h"

namespace interview::test {

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "interview-store-XXXXXX").string();
  REQUIRE(mkdtemp(path_.data()) != nullptr);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Store> open_or_fail(const SqlStoreOptions& options) {
  auto store = open_sql_store(options);
  if (!store) FAIL(store.error().message);
  return std::move(store).value();
}

const char* PostgresPlace::missing() {
  return std::getenv("INTERVIEW_TEST_POSTGRES") ? nullptr
                                                : "INTERVIEW_TEST_POSTGRES names no PostgreSQL server";
}

PostgresPlace::PostgresPlace() {
  if (missing()) return;
  schema_ = random_id("test_");
  SideConnection(std::getenv("INTERVIEW_TEST_POSTGRES")).run("create schema " + schema_);
}

PostgresPlace::~PostgresPlace() {
  if (missing()) return;
  SideConnection(std::getenv("INTERVIEW_TEST_POSTGRES")).run("drop schema " + schema_ + " cascade");
}

std::string PostgresPlace::url() const {
  return url_with("");
}

std::string PostgresPlace::url_with(const std::string& options) const {
  std::string url = std::getenv("INTERVIEW_TEST_POSTGRES");
  url += url.find('?') == url.npos ? "?" : "&";
  url += "options=-csearch_path%3D" + schema_;
  for (const char c : options) url += c == ' ' ? "%20" : c == '=' ? "%3D" : std::string(1, c);
  return url;
}

SideConnection::SideConnection(const std::string& url) : connection_(parse_sql_url(url).value(), 5'000) {}

void SideConnection::run(const std::string& sql) {
  const auto done = connection_.read([&](soci::session& session) -> Result<void> {
    execute(session, sql);
    return {};
  });
  if (!done) FAIL(sql << ": " << done.error().message);
}

long long SideConnection::number(const std::string& sql) {
  const auto read = connection_.read([&](soci::session& session) -> Result<long long> {
    long long value = 0;
    select_row(session, sql, soci::into(value));
    return value;
  });
  if (!read) FAIL(sql << ": " << read.error().message);
  return read.value();
}

}  // namespace interview::test
