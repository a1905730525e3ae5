#include "runtime/segment.hpp"

#include <utility>
#include <vector>

#include "analytics/segment/segments.hpp"
#include "analytics/segment/split.hpp"
#include "crm/frozen.hpp"
#include "crm/idempotency.hpp"

namespace pmm::runtime {
namespace {

using analytics::Evaluated;
using analytics::SegmentRules;
using analytics::Split;
using analytics::Splitter;

crm::RuleCheck checker(Crm& crm, const crm::Writing& writing) {
  return [&crm, &writing](std::string_view rule, std::string_view name) {
    return crm.engine().segments().check(rule, name, saved_rules(writing.db(), writing.plan));
  };
}

// What a question about groups needs: the actor's rights and the saved segments, as of one
// snapshot.
template <class Work>
auto ask(Session& session, const Call& call, Work&& work)
    -> decltype(work(std::declval<const analytics::Asker&>())) {
  PMM_ASSIGN(const Session::View view, session.view(call));
  store::Connection& db = view.snapshot->db();
  const SegmentRules saved = saved_rules(db, view.plan);
  return work(analytics::Asker{view.plan, saved});
}

// Those whom the actor sees, by what it reads of them.
Result<Evaluated> evaluate_to_list(Session& session, std::string_view rule, const Call& call) {
  return ask(session, call, [&](const analytics::Asker& asker) {
    const analytics::Asker reader{asker.plan, asker.saved, model::Action::kRead};
    const std::string_view rules[] = {rule};
    return session.crm().engine().segments().evaluate(rules, reader, false, call);
  });
}

Result<std::optional<Split>> read_split(const SplitText& text) {
  if (text.groups.empty()) {
    if (!text.salt.empty()) return Status::invalid("salt", "goes with groups, which are not given");
    return std::optional<Split>();
  }
  PMM_ASSIGN(Split split, analytics::parse_split(text.groups, text.salt));
  return std::optional<Split>(std::move(split));
}

std::string_view label_of(const std::optional<Split>& split, std::optional<Splitter>& splitter,
                          std::int64_t subject) {
  if (!split) return {};
  return split->parts[splitter->part_of(subject)].label;
}

constexpr std::string_view kFreeze = "segment.freeze";

// Who is in the group, and in `frozen` what it was made from.
Result<Evaluated> members_now(Session& session, const Session::View& view, const std::string& rule,
                              crm::FrozenGroup& frozen, const Call& call) {
  store::Connection& db = view.snapshot->db();
  const SegmentRules saved = saved_rules(db, view.plan);
  const std::string_view rules[] = {rule};
  auto& segments = session.crm().engine().segments();
  // Whoever writes the members down may list them.
  const analytics::Asker reader{view.plan, saved, model::Action::kRead};
  PMM_ASSIGN(Evaluated group, segments.evaluate(rules, reader, false, call));
  PMM_ASSIGN(frozen.rule, segments.expand(rule, saved));
  PMM_ASSIGN(const std::string name, analytics::sole_segment(rule));
  if (name.empty()) return group;
  PMM_ASSIGN(const crm::SavedSegment named, crm::find_segment(db, view.plan, name));
  frozen.segment = named.id;
  frozen.segment_version = named.version;
  return group;
}

}  // namespace

SegmentRules saved_rules(store::Connection& db, const model::Plan& plan) {
  return [&db, &plan](const std::string& name) -> Result<std::string> {
    PMM_ASSIGN(crm::SavedSegment saved, crm::find_segment(db, plan, name));
    return std::move(saved.rule);
  };
}

SegmentRules saved_rules(store::Store& store, const model::Plan& plan, const Call& call) {
  return [&store, &plan, &call](const std::string& name) -> Result<std::string> {
    PMM_ASSIGN(auto snapshot, store.read(call));
    PMM_ASSIGN(crm::SavedSegment saved, crm::find_segment(snapshot.db(), plan, name));
    return std::move(saved.rule);
  };
}

Result<std::int64_t> create_segment(Crm& crm, const crm::Writing& writing,
                                    const crm::SegmentFields& fields) {
  return crm::create_segment(writing, fields, checker(crm, writing));
}

Result<std::int64_t> update_segment(Crm& crm, const crm::Writing& writing, std::int64_t id,
                                    const crm::SegmentFields& fields) {
  return crm::update_segment(writing, id, fields, checker(crm, writing));
}

Result<std::int64_t> remove_segment(Crm& crm, const crm::Writing& writing, std::int64_t id) {
  return crm::remove_segment(writing, id, checker(crm, writing));
}

Result<TablePtr> count_members(Session& session, std::string_view rule, const Call& call) {
  return ask(session, call, [&](const analytics::Asker& asker) -> Result<TablePtr> {
    const std::string_view rules[] = {rule};
    PMM_ASSIGN(const Evaluated group,
               session.crm().engine().segments().evaluate(rules, asker, false, call));
    return analytics::count_table(group, asker.plan);
  });
}

Result<TablePtr> list_members(Session& session, std::string_view rule, const SplitText& split_text,
                              const crm::Page& page, const Call& call) {
  PMM_ASSIGN(const std::optional<Split> split, read_split(split_text));
  PMM_ASSIGN(const Evaluated group, evaluate_to_list(session, rule, call));
  std::optional<Splitter> splitter;
  if (split) splitter.emplace(*split);
  const auto next = [&](std::int64_t after, std::size_t count) {
    std::vector<crm::Member> members;
    group.groups.front().visit(static_cast<std::size_t>(after) + 1, [&](std::size_t id) {
      const auto subject = static_cast<std::int64_t>(id);
      members.push_back({subject, label_of(split, splitter, subject)});
      return members.size() < count;
    });
    return members;
  };
  return session.read(
      call, [&](const crm::Reading& reading) { return crm::list_members(reading, page, next); });
}

Result<TablePtr> overlap(Session& session, std::string_view a, std::string_view b,
                         const Call& call) {
  return ask(session, call, [&](const analytics::Asker& asker) -> Result<TablePtr> {
    const std::string_view rules[] = {a, b};
    PMM_ASSIGN(const Evaluated groups,
               session.crm().engine().segments().evaluate(rules, asker, false, call));
    return analytics::overlap_table(groups, asker.plan);
  });
}

Result<TablePtr> profile(Session& session, std::string_view rule, std::string_view dimensions,
                         const Call& call) {
  return ask(session, call, [&](const analytics::Asker& asker) {
    return session.crm().engine().segments().profile(rule, dimensions, asker, call);
  });
}

Result<TablePtr> split_counts(Session& session, std::string_view rule, const SplitText& text,
                              const Call& call) {
  PMM_ASSIGN(const Split split, analytics::parse_split(text.groups, text.salt));
  return ask(session, call, [&](const analytics::Asker& asker) -> Result<TablePtr> {
    const std::string_view rules[] = {rule};
    PMM_ASSIGN(const Evaluated group,
               session.crm().engine().segments().evaluate(rules, asker, false, call));
    return analytics::split_table(group, split, asker.plan);
  });
}

Result<TablePtr> rfm(Session& session, std::string_view options, const Call& call) {
  return ask(session, call, [&](const analytics::Asker& asker) {
    return session.crm().engine().segments().rfm(options, asker, call);
  });
}

std::string segment_schema() { return analytics::rule_schema_json(); }

Result<std::int64_t> freeze(Session& session, const FreezeFields& fields, const Call& call) {
  const std::string rule = fields.rule.value.value_or("");
  if (rule.empty()) return Status::invalid("rule", "a frozen group needs a rule");
  const std::string groups = fields.groups.value.value_or("");
  const std::string salt = fields.salt.value.value_or("");
  PMM_ASSIGN(const std::optional<Split> split, read_split({groups, salt}));
  crm::FrozenGroup frozen;
  Evaluated group;
  std::optional<std::int64_t> kept;
  {
    PMM_ASSIGN(const Session::View view, session.view(call));
    // What the rule names may be another since, or gone: asked again, that does not matter.
    PMM_ASSIGN(kept, crm::kept_answer(view.snapshot->db(), view.plan.actor, kFreeze, call));
    if (!kept) {
      PMM_ASSIGN(group, members_now(session, view, rule, frozen, call));
    }
  }
  if (kept) return session.write(call, kFreeze, [&](const crm::Writing&) { return *kept; });
  frozen.title = fields.title.value;
  if (split) frozen.split = analytics::to_text(*split);
  frozen.members = group.groups.front().count();
  frozen.seen = group.watermark();
  return session.write(call, kFreeze, [&](const crm::Writing& writing) {
    return crm::create_frozen_group(writing, frozen,
                                    [&](const std::function<Status(const crm::Member&)>& add) {
                                      std::optional<Splitter> splitter;
                                      if (split) splitter.emplace(*split);
                                      Status done;
                                      group.groups.front().visit(0, [&](std::size_t id) {
                                        const auto subject = static_cast<std::int64_t>(id);
                                        done = add({subject, label_of(split, splitter, subject)});
                                        return done.ok();
                                      });
                                      return done;
                                    });
  });
}

}  // namespace pmm::runtime
