#include "analytics/segment/set.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "analytics/scan/budget.hpp"
#include "analytics/segment/scan.hpp"
#include "analytics/segment/tally.hpp"

namespace pmm::analytics {
namespace {

using columnar::Bitset;

// A set, or all but a set: what is not in it is only counted out where the register is asked.
struct Side {
  Bitset bits;
  bool rest = false;
};

Side both(Side a, Side b) {
  if (a.rest && b.rest) {
    a.bits.add(b.bits);
    return a;
  }
  if (a.rest) std::swap(a, b);
  if (b.rest)
    a.bits.remove(b.bits);
  else
    a.bits.keep(b.bits);
  return a;
}

Side inverted(Side side) {
  side.rest = !side.rest;
  return side;
}

Side either(Side a, Side b) {
  return inverted(both(inverted(std::move(a)), inverted(std::move(b))));
}

bool is_rest(const Rule& rule) noexcept {
  const auto child_is = [](const Rule& child) { return is_rest(child); };
  switch (rule.kind) {
    case Rule::Kind::kEverybody:
      return true;
    case Rule::Kind::kAnd:
      return std::all_of(rule.children.begin(), rule.children.end(), child_is);
    case Rule::Kind::kOr:
      return std::any_of(rule.children.begin(), rule.children.end(), child_is);
    case Rule::Kind::kNot:
      return !is_rest(rule.children.front());
    case Rule::Kind::kAttribute:
      return false;
    case Rule::Kind::kActivity:
      return rule.activity.holds_for_none();
  }
  return false;
}

bool has_attribute(const Rule& rule) noexcept {
  return rule.kind == Rule::Kind::kAttribute ||
         std::any_of(rule.children.begin(), rule.children.end(), has_attribute);
}

// One activity on its way through the blocks.
struct Leaf {
  const Rule* rule;
  Predicate rows;
  std::size_t subjects;
  std::unique_ptr<Tally> tally;  // of all rows, once they were read
};

// One thread's part of the pass over a cube. Serial.
class LeafReader {
 public:
  LeafReader(const std::vector<Leaf*>& leaves, Room& room) : leaves_(leaves), grown_(room) {
    for (const Leaf* leaf : leaves)
      tallies_.push_back(make_tally(leaf->rule->activity, leaf->subjects));
  }

  Status read(const columnar::Block& block) {
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      if (!may_match(leaves_[i]->rows, block)) continue;
      const Selection rows = selector_.select(leaves_[i]->rows, block);
      if (!rows.empty()) tallies_[i]->add(block, rows);
    }
    return account();
  }
  Status take(LeafReader& other) {
    for (std::size_t i = 0; i < tallies_.size(); ++i) tallies_[i]->take(*other.tallies_[i]);
    return account();
  }
  void give() {
    for (std::size_t i = 0; i < leaves_.size(); ++i) leaves_[i]->tally = std::move(tallies_[i]);
    grown_.keep();
  }

 private:
  Status account() {
    std::size_t bytes = 0;
    for (const auto& tally : tallies_) bytes += tally->grown_bytes();
    return grown_.grow_to(bytes);
  }

  const std::vector<Leaf*>& leaves_;
  GrownRoom grown_;
  std::vector<std::unique_ptr<Tally>> tallies_;
  RowSelector selector_;
};

constexpr std::uint64_t kSharedRows = 3 * columnar::kBlockRows;  // worth several threads

class Evaluation {
 public:
  Evaluation(const SegmentInput& input, const Call& call)
      : input_(input), call_(call), room_(input.budget_bytes, 0, kRuleTakes) {}

  Status read(const Rule& root) {
    collect(root);
    for (const Cube& cube : cubes()) {
      std::vector<Leaf*> leaves;
      for (Leaf& leaf : leaves_)
        if (leaf.rule->activity.cube == &cube) leaves.push_back(&leaf);
      if (!leaves.empty()) PMM_TRY(read_cube(cube, leaves));
    }
    return call_.check();
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the rule, which is bounded
  Result<Side> side_of(const Rule& rule) {
    PMM_TRY(call_.check());
    switch (rule.kind) {
      case Rule::Kind::kEverybody:
        return Side{Bitset(), true};
      case Rule::Kind::kNot: {
        PMM_ASSIGN(Side side, side_of(rule.children.front()));
        return inverted(std::move(side));
      }
      case Rule::Kind::kAttribute:
        return Side{input_.subjects->select(rule.attribute), false};
      case Rule::Kind::kActivity: {
        const bool rest = rule.activity.holds_for_none();
        PMM_ASSIGN(Bitset found, leaf_of(rule).tally->finish(!rest, call_));
        return Side{std::move(found), rest};
      }
      case Rule::Kind::kAnd:
      case Rule::Kind::kOr:
        break;
    }
    PMM_ASSIGN(Side side, side_of(rule.children.front()));
    for (std::size_t i = 1; i < rule.children.size(); ++i) {
      PMM_ASSIGN(Side next, side_of(rule.children[i]));
      side = rule.kind == Rule::Kind::kAnd ? both(std::move(side), std::move(next))
                                           : either(std::move(side), std::move(next));
    }
    return side;
  }

 private:
  // As many readers as there are threads, as far as they find room; one always reads, or there is
  // an error.
  Status read_cube(const Cube& cube, const std::vector<Leaf*>& leaves) {
    std::int64_t bytes = 0;
    for (const Leaf* leaf : leaves)
      bytes += static_cast<std::int64_t>(tally_bytes(leaf->rule->activity, leaf->subjects));
    PMM_TRY(room_.hold(bytes));
    const columnar::Frame& frame = input_.epoch.frame(cube.id);
    const unsigned threads =
        input_.pool == nullptr || frame.rows < kSharedRows ? 1 : input_.pool->threads();
    const auto most =
        static_cast<unsigned>(std::min<std::int64_t>(threads - 1, room_.fits(bytes)) + 1);
    const HeldRoom others(room_, static_cast<std::size_t>(bytes) * (most - 1));
    std::vector<std::unique_ptr<LeafReader>> readers(most);
    readers[0] = std::make_unique<LeafReader>(leaves, room_);
    std::vector<Status> ends(most);
    const auto read = [&](unsigned number, std::size_t i) {
      if (!readers[number]) readers[number] = std::make_unique<LeafReader>(leaves, room_);
      const columnar::Block& block = *frame.blocks[i];
      ends[number] = call_.check();
      if (ends[number].ok() && block.dead < block.rows) ends[number] = readers[number]->read(block);
      return ends[number].ok();
    };
    columnar::for_each_shared(input_.pool, frame.blocks.size(), most, read);
    for (Status& end : ends)
      if (!end.ok()) return std::move(end);
    for (unsigned number = 1; number < most; ++number) {
      if (!readers[number]) continue;
      PMM_TRY(readers[0]->take(*readers[number]));
      readers[number].reset();
    }
    readers[0]->give();
    return {};
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the rule, which is bounded
  void collect(const Rule& rule) {
    for (const Rule& child : rule.children) collect(child);
    if (rule.kind != Rule::Kind::kActivity) return;
    const Cube& cube = *rule.activity.cube;
    leaves_.push_back(
        {&rule, compile_rows(rule.activity.filter, cube, input_.epoch, input_.plan, input_.action),
         subjects_end(cube, input_.epoch), nullptr});
  }
  Leaf& leaf_of(const Rule& rule) {
    return *std::find_if(leaves_.begin(), leaves_.end(),
                         [&rule](const Leaf& leaf) { return leaf.rule == &rule; });
  }

  const SegmentInput& input_;
  const Call& call_;
  Room room_;
  std::vector<Leaf> leaves_;
};

// Who an actor may know of as a subject.
void restrict_to(const model::Plan& plan, model::Action action, Bitset& members) {
  const model::Reach people = model::reach(plan, action, model::Noun::kSubject);
  if (people.all) return;
  std::vector<std::size_t> seen;
  const auto add = [&](bool reached, std::int64_t subject) {
    const auto id = static_cast<std::size_t>(subject);
    if (reached && id != 0 && members.test(id)) seen.push_back(id);
  };
  add(people.own, plan.own_subject);
  for (const model::Represented& one : plan.acting_for) add(people.acting, one.subject);
  members = Bitset(members.size());
  for (const std::size_t id : seen) members.set(id);
}

}  // namespace

bool needs_subjects(const Rule& rule) noexcept { return has_attribute(rule) || is_rest(rule); }

Result<Bitset> evaluate_rule(const Rule& rule, const SegmentInput& input, const Call& call) {
  Evaluation evaluation(input, call);
  PMM_TRY(evaluation.read(rule));
  PMM_ASSIGN(Side side, evaluation.side_of(rule));
  if (side.rest) {
    Bitset all = input.subjects->exists;
    all.remove(side.bits);
    side.bits = std::move(all);
  }
  restrict_to(input.plan, input.action, side.bits);
  return std::move(side.bits);
}

}  // namespace pmm::analytics
