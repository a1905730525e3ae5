#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "analytics/feed.hpp"
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
  Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
         const EngineOptions& options = {});

  // The answer to a question in JSON, restricted to the rows that `plan` lets its actor read.
  // kInvalid, kLimit: the question, with the place in it as field. kCancelled, kTimeout: the call,
  // looked at before every block.
  Result<TablePtr> query(std::string_view json, const model::Plan& plan, const Call& call);

  // The question answered, and told about: what it read and skipped, how long each phase took, and
  // SQL over the views that gives the same answer, as JSON. Errors as of query(); kLimit also when
  // the SQL would need a calendar that is too long.
  Result<std::string> explain(std::string_view json, const model::Plan& plan, const Call& call);

  // Every member that a question may name.
  Result<std::string> meta_json() const;

  // The memory that the columns take now.
  std::int64_t column_bytes() const noexcept { return feed_.bytes(); }

 private:
  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  Feed feed_;
};

}  // namespace pmm::analytics
