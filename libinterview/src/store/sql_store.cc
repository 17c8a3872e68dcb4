#include "store/sql_store.h"

#include "store/query.h"
#include "store/schema.h"

namespace interview {

SqlStore::SqlStore(const SqlAddress& address, const SqlStoreOptions& options)
    : dialect_(*address.dialect),
      readers_(address, options.busy_timeout_ms, options.readers),
      writer_(address, options.busy_timeout_ms) {}

Result<void> SqlStore::open() {
  return migrate(writer_, migrations());
}

Result<void> SqlStore::ping() {
  return reading([](soci::session& session) -> Result<void> {
    long long version = 0;
    select_row(session, "select version from schema_version", soci::into(version));
    return {};
  });
}

Result<std::unique_ptr<Store>> open_sql_store(const SqlStoreOptions& options) {
  if (options.readers == 0) return {Errc::bad_argument, "a store needs at least one reader"};
  const auto address = parse_sql_url(options.url);
  if (!address) return address.error();
  auto store = std::make_unique<SqlStore>(*address, options);
  if (auto opened = store->open(); !opened) return opened.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace interview
