#include "analytics/segment_set.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "analytics/segment_scan.hpp"
#include "analytics/segment_tally.hpp"

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
  std::unique_ptr<Tally> tally;
};

class Evaluation {
 public:
  Evaluation(const SegmentInput& input, const Call& call) : input_(input), call_(call) {}

  Status read(const Rule& root) {
    collect(root);
    RowSelector selector;
    for (const Cube& cube : cubes()) {
      std::vector<Leaf*> leaves;
      for (Leaf& leaf : leaves_)
        if (leaf.rule->activity.cube == &cube) leaves.push_back(&leaf);
      if (leaves.empty()) continue;
      for (const auto& block : input_.epoch.frame(cube.id).blocks) {
        PMM_TRY(call_.check());
        if (block->dead == block->rows) continue;
        for (Leaf* leaf : leaves) {
          if (!may_match(leaf->rows, *block)) continue;
          const Selection rows = selector.select(leaf->rows, *block);
          if (!rows.empty()) leaf->tally->add(*block, rows);
        }
      }
    }
    return call_.check();
  }

  Side side_of(const Rule& rule) {
    switch (rule.kind) {
      case Rule::Kind::kEverybody:
        return {Bitset(), true};
      case Rule::Kind::kNot:
        return inverted(side_of(rule.children.front()));
      case Rule::Kind::kAttribute:
        return {input_.subjects->select(rule.attribute), false};
      case Rule::Kind::kActivity: {
        const bool rest = rule.activity.holds_for_none();
        return {leaf_of(rule).tally->finish(!rest), rest};
      }
      case Rule::Kind::kAnd:
      case Rule::Kind::kOr:
        break;
    }
    Side side = side_of(rule.children.front());
    for (std::size_t i = 1; i < rule.children.size(); ++i) {
      Side next = side_of(rule.children[i]);
      side = rule.kind == Rule::Kind::kAnd ? both(std::move(side), std::move(next))
                                           : either(std::move(side), std::move(next));
    }
    return side;
  }

 private:
  void collect(const Rule& rule) {
    for (const Rule& child : rule.children) collect(child);
    if (rule.kind != Rule::Kind::kActivity) return;
    const Cube& cube = *rule.activity.cube;
    leaves_.push_back({&rule, compile_rows(rule.activity.filter, cube, input_.epoch, input_.plan),
                       make_tally(rule.activity, subjects_end(cube, input_.epoch))});
  }
  Leaf& leaf_of(const Rule& rule) {
    return *std::find_if(leaves_.begin(), leaves_.end(),
                         [&rule](const Leaf& leaf) { return leaf.rule == &rule; });
  }

  const SegmentInput& input_;
  const Call& call_;
  std::vector<Leaf> leaves_;
};

// Who an actor may know of as a subject.
void restrict_to(const model::Plan& plan, Bitset& members) {
  const model::Reach people = model::reach(plan, model::Action::kCount, model::Noun::kSubject);
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
  Side side = evaluation.side_of(rule);
  if (side.rest) {
    Bitset all = input.subjects->exists;
    all.remove(side.bits);
    side.bits = std::move(all);
  }
  restrict_to(input.plan, side.bits);
  return std::move(side.bits);
}

}  // namespace pmm::analytics
