#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "analytics/columns/feed.hpp"
#include "analytics/segment/rule.hpp"
#include "analytics/segment/set.hpp"
#include "analytics/segment/split.hpp"
#include "analytics/segment/subject_columns.hpp"
#include "base/table.hpp"
#include "columnar/bitset.hpp"
#include "columnar/work_pool.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// Groups of one evaluation, with all that can still be asked of them.
struct Evaluated {
  EpochPtr epoch;
  SubjectColumnsPtr subjects;            // null where no rule needed it
  std::vector<columnar::Bitset> groups;  // one per rule
  std::int64_t now_us = 0;
  Watermark watermark() const noexcept { return {epoch->mark.journal, epoch->mark.visit, now_us}; }
};

// Who asks, for which saved segments, and what for: to count who is in a group, or to see them.
struct Asker {
  const model::Plan& plan;
  const SegmentRules& saved;
  model::Action action = model::Action::kCount;
};

// Target groups over what has been committed. Shared: any thread, at once.
class Segments {
 public:
  // Rules are evaluated with the threads of `pool`.
  Segments(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone, Feed& feed,
           columnar::WorkPool& pool)
      : store_(store),
        zone_(zone),
        feed_(feed),
        pool_(pool),
        subjects_(std::move(store), std::move(zone)) {}

  // kInvalid names the place in the rule, under its name in `fields` where it has one there.
  Result<Evaluated> evaluate(std::span<const std::string_view> rules, const Asker& asker,
                             bool with_subjects, const Call& call);

  // Checks a rule that is to be saved under a name.
  Status check(std::string_view rule, std::string_view own_name, const SegmentRules& saved) const;
  Result<std::string> expand(std::string_view rule, const SegmentRules& saved) const;

  // {"dimensions": ["subject.kind", "cases.channel"], "period": …}, the period of the rows of
  // cubes.
  Result<TablePtr> profile(std::string_view rule, std::string_view spec, const Asker& asker,
                           const Call& call);
  // How recently, how often and how broadly each subject has turned to the administration.
  Result<TablePtr> rfm(std::string_view spec, const Asker& asker, const Call& call);

  const Zone& zone() const noexcept { return *zone_; }
  std::int64_t bytes() const noexcept { return subjects_.bytes(); }

 private:
  RuleContext context(const SegmentRules& saved) const {
    return {*zone_, store_->now_us(), &saved};
  }
  // What a question about subjects may take.
  std::int64_t budget_bytes() const noexcept;

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  Feed& feed_;
  columnar::WorkPool& pool_;
  SubjectFeed subjects_;
};

// Whether small numbers of subjects may not be shown, whatever they are counted by.
bool hides_small_groups(const model::Plan& plan) noexcept;
// Withheld is a number that could point at persons whom the actor may not see.
void put_count(TableBuilder& builder, std::size_t count, const model::Plan& plan);
bool is_small_group(std::size_t count, const model::Plan& plan) noexcept;
// Which of some numbers, whose sum is known, may not be shown.
std::vector<std::uint8_t> hidden_counts(const std::vector<std::size_t>& counts, std::size_t total,
                                        const model::Plan& plan);

// One row: members.
Result<TablePtr> count_table(const Evaluated& evaluated, const model::Plan& plan);
// One row per part: label, share, members.
Result<TablePtr> split_table(const Evaluated& evaluated, const Split& split,
                             const model::Plan& plan);
// Of two groups, one row: a, b, both, only_a, only_b, either.
Result<TablePtr> overlap_table(const Evaluated& evaluated, const model::Plan& plan);

}  // namespace pmm::analytics
