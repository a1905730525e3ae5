#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/feed.hpp"
#include "analytics/query.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"
#include "base/zone.hpp"
#include "model/access.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// Answers questions over what has been committed. Shared: any thread, at once.
class Engine {
 public:
  // `zone` is the store's.
  Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone);

  // The answer to a question in JSON, restricted to the rows that `plan` lets its actor read.
  // kInvalid, kLimit: the question, with the place in it as field. kCancelled, kTimeout: the call,
  // looked at before every block.
  Result<TablePtr> query(std::string_view json, const model::Plan& plan, const Call& call);

  // The indicators that `request` asks for, all as of one commit. Errors as of query(), with the
  // place in the request as field.
  Result<TablePtr> indicators(std::string_view request, const model::Plan& plan, const Call& call);

  std::string meta_json() const;
  std::string query_schema_json() const;

  // The memory that the columns take now.
  std::int64_t column_bytes() const noexcept { return feed_.bytes(); }

 private:
  Result<TablePtr> answer(Query question, const Epoch& epoch, const model::Plan& plan,
                          std::int64_t now_us, const Call& call) const;
  Result<std::vector<std::string>> digital_channels(const Call& call) const;

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  Feed feed_;
};

}  // namespace pmm::analytics
