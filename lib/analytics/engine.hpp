#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/columns/feed.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/repeats.hpp"
#include "analytics/scan/scan.hpp"
#include "analytics/segment/segments.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"
#include "base/zone.hpp"
#include "columnar/work_pool.hpp"
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
  // looked at before every block, and between some thousands of rows of the answer. kLimit:
  // the question takes more memory than it may, which is seen as it grows. `saved` gives the rules
  // of the segments that the question names; without it none is known.
  Result<TablePtr> query(std::string_view json, const model::Plan& plan, const Call& call,
                         const SegmentRules& saved = {});

  // The question answered, and told about: what it read and skipped, how long each phase took, and
  // SQL over the views that gives the same answer, as JSON. Errors as of query(); kLimit also when
  // the SQL would need a calendar that is too long.
  Result<std::string> explain(std::string_view json, const model::Plan& plan, const Call& call,
                              const SegmentRules& saved = {});

  // The indicators that `request` asks for, all as of one commit. Errors as of query(), with the
  // place in the request as field.
  Result<TablePtr> indicators(std::string_view request, const model::Plan& plan, const Call& call);

  // Every member that a question may name.
  Result<std::string> meta_json() const;
  std::string query_schema_json() const;

  // Takes away what is saved of the columns: for an erasure, which is not done while a copy of what
  // it erases stands beside the store.
  Status forget_saved_columns() { return feed_.forget_saved(); }

  // Target groups over the same columns.
  Segments& segments() noexcept { return segments_; }

  // The memory that the columns take now.
  std::int64_t column_bytes() const noexcept {
    return feed_.bytes() + segments_.bytes() + repeats_.bytes();
  }
  std::int64_t column_bytes(CubeId cube) const noexcept { return feed_.bytes(cube); }

 private:
  // A question with the columns that it is asked of.
  struct Understood {
    Query question;
    EpochPtr epoch;
    std::shared_ptr<const Members> members;  // that the question names
    std::int64_t now_us = 0;
    std::int64_t held_bytes = 0;  // by columns that are of this question alone
  };
  Result<std::vector<DeclaredAttribute>> declared_now(const Call& call) const;
  Status refuse_early(std::string_view json, const Asker& asker, const Call& call);
  ScanContext context_of(const Understood& what, const model::Plan& plan);
  Result<Understood> understand(std::string_view json, const Asker& asker, const Call& call);
  Result<EpochPtr> epoch_for(Query& question, const EpochPtr& newest, const Asker& asker,
                             const Call& call);
  Result<EpochPtr> with_repeats(const Query& question, const EpochPtr& epoch, const Call& call);
  // What the groups of one question may take.
  std::int64_t budget_bytes() const noexcept;
  Result<std::vector<std::string>> digital_channels(const Call& call) const;

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  Feed feed_;
  RepeatFinder repeats_;
  columnar::WorkPool pool_;
  Segments segments_;
};

}  // namespace pmm::analytics
