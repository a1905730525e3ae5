#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// One hit. Texts are only read while it is being appended.
struct Visit {
  std::optional<std::int64_t> at_us;  // empty: now
  std::string_view visitor;           // whatever tells visitors apart; empty: unknown
  std::string_view path;              // of the site, or a whole URL
  std::int64_t service = 0, channel = 0, subject = 0;
  std::int32_t status = 0;  // of HTTP, 0 unknown
};

// The part of a path or URL that is kept: without query and fragment, beginning with "/".
// kInvalid or kLimit at "path".
Result<std::string_view> route_of(std::string_view path);

// Appends hits within one write. Visits are their own log and leave no journal records. What a row
// refers to is looked up once and then remembered.
class VisitAppender {
 public:
  // `secret` is the store's: a visitor is kept as a hash under it, never as given.
  VisitAppender(const Writing& writing, std::string_view secret)
      : writing_(writing), secret_(secret) {}

  // kDenied unless the actor may append visits; to be asked once, before the first.
  Status check_access() const;
  // Gives the new visit's id.
  Result<std::int64_t> append(const Visit& visit);

 private:
  enum class Table { kService, kChannel };
  Status check_exists(Table table, std::int64_t id);
  Result<std::int64_t> find_live(std::int64_t subject);
  Result<std::int64_t> find_route(std::string_view path);
  std::int64_t hash_visitor(std::string_view visitor);

  const Writing& writing_;
  std::string_view secret_;
  std::unordered_map<std::string, std::int64_t> routes_;
  std::unordered_map<std::string, std::int64_t> visitors_;
  std::unordered_set<std::int64_t> services_, channels_;
  std::unordered_map<std::int64_t, std::int64_t> subjects_;  // and who they are now
};

struct VisitFilter {
  Field<std::int64_t> subject, service, channel;  // given and empty: visits without one
  Field<std::int64_t> from_us, to_us;             // half open
};

Result<TablePtr> list_visits(const Reading& reading, const VisitFilter& filter, const Page& page);

}  // namespace pmm::crm
