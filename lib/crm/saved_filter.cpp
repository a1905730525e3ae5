#include "crm/saved_filter.hpp"

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/saved_filter_sql.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::FilterRule;
using model::Noun;

const Columns kSavedFilterColumns{{"id", Type::kInt64},      {"version", Type::kInt64},
                                  {"subject", Type::kInt64}, {"name", Type::kText},
                                  {"target", Type::kText},   {"rule", Type::kText},
                                  {"applied", Type::kBool},  {"created", Type::kTime}};

struct SavedFilterRow {
  std::int64_t version = 0, subject = 0;
  std::string name, target, rule;
  bool applied = false;
};

Result<SavedFilterRow> load_saved_filter(store::Connection& db, const model::Plan& plan,
                                         Action action, std::int64_t id, std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kSavedFilterRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kSavedFilter, field, id);
  SavedFilterRow row;
  row.version = find.int_at(0);
  row.subject = find.int_at(1);
  row.name = find.string_at(2);
  row.target = find.string_at(3);
  row.rule = find.string_at(4);
  row.applied = find.int_at(5) != 0;
  model::RowFacts facts;
  facts.subject = row.subject;
  PMM_TRY(model::check_access(plan, action, Noun::kSavedFilter, facts, field, id));
  return row;
}

Status check_codes(store::Connection& db, const char* select, const std::vector<std::string>& codes,
                   const char* field) {
  for (const std::string& code : codes) {
    PMM_ASSIGN(auto find, db.prepare(select));
    PMM_ASSIGN(const bool found, find.bind(1, std::string_view(code)).step());
    if (!found) return Status::not_found(field, "there is no code " + text::quoted(code));
  }
  return {};
}

// The rule of a row, whose codes are there.
Status check_rule(store::Connection& db, const SavedFilterRow& row) {
  const auto target = model::parse_filter_target(row.target);
  if (!target)
    return Status::invalid("target", text::quoted(row.target) + " is not board or cases");
  if (row.name.empty()) return Status::invalid("name", "a saved filter needs a name");
  PMM_ASSIGN(const FilterRule rule, parse_filter_rule(row.rule, *target, "rule"));
  PMM_TRY(check_codes(db, sql::kRuleServiceCode, rule.services, "rule.service"));
  return check_codes(db, sql::kRuleCategoryCode, rule.categories, "rule.category");
}

// What a page shows is what all of them let through: a question that is asked each time.
Status check_applied(store::Connection& db, const SavedFilterRow& row, std::int64_t self) {
  if (!row.applied) return {};
  PMM_ASSIGN(auto count, db.prepare(sql::kCountAppliedFilters));
  PMM_ASSIGN([[maybe_unused]] const bool found, count.bind(1, row.subject).bind(2, self).step());
  if (count.int_at(0) < static_cast<std::int64_t>(limits::kAppliedFilters)) return {};
  return Status::limit("applied", "a subject has at most " +
                                      std::to_string(limits::kAppliedFilters) +
                                      " filters that are applied");
}

Status check_name(store::Connection& db, const SavedFilterRow& row, std::int64_t self) {
  PMM_ASSIGN(auto find, db.prepare(sql::kSavedFilterByName));
  PMM_ASSIGN(const bool found,
             find.bind(1, row.subject).bind(2, std::string_view(row.name)).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict("name", text::quoted(row.name) + " is the name of saved filter " +
                                      std::to_string(find.int_at(0)));
}

Status record_filter(const Writing& writing, std::string_view verb, std::int64_t id,
                     std::int64_t subject, std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kSavedFilter,
                            .id = id,
                            .subject = subject,
                            .fields = fields});
}

// A rule as one condition and its values.
class Condition {
 public:
  void one_of(std::string_view condition, const std::vector<std::string>& values) {
    if (values.empty()) return;
    begin();
    const std::size_t place = condition.find("{}");
    text_.append(condition.substr(0, place));
    for (std::size_t i = 0; i < values.size(); ++i) {
      text_ += i == 0 ? "{}" : ", {}";
      values_.emplace_back(values[i]);
    }
    text_.append(condition.substr(place + 2));
  }
  void add(const char* condition) {
    begin();
    text_ += condition;
  }
  void add(const char* condition, std::int64_t value) {
    add(condition);
    values_.emplace_back(value);
  }
  void put_into(List& list, bool except) && {
    if (text_.empty()) text_ = sql::kRuleTrue;
    list.where((except ? std::string(sql::kRuleNot) : std::string()) + "(" + text_ + ")",
               std::move(values_));
  }

 private:
  void begin() {
    if (!text_.empty()) text_ += sql::kRuleAnd;
  }
  std::string text_;
  std::vector<List::Value> values_;
};

void apply_rule(const FilterRule& rule, FilterTarget target, std::int64_t now_us, List& list) {
  const bool board = target == FilterTarget::kBoard;
  Condition condition;
  condition.one_of(sql::kRuleService, rule.services);
  condition.one_of(sql::kRuleCategory, rule.categories);
  condition.one_of(sql::kRuleClass, rule.classes);
  condition.one_of(sql::kRuleKind, rule.kinds);
  condition.one_of(sql::kRuleStatus, rule.statuses);
  if (rule.unread) condition.add(*rule.unread ? sql::kRuleUnread : sql::kRuleRead);
  if (rule.action) condition.add(*rule.action ? sql::kRuleAction : sql::kRuleNoAction);
  if (rule.overdue) condition.add(*rule.overdue ? sql::kRuleOverdue : sql::kRuleNotOverdue, now_us);
  if (rule.due_within_days)
    condition.add(sql::kRuleDueBefore, now_us + *rule.due_within_days * kMicrosPerDay);
  if (rule.since_days)
    condition.add(board ? sql::kRuleBoardSince : sql::kRuleCaseSince,
                  now_us - *rule.since_days * kMicrosPerDay);
  std::move(condition).put_into(list, rule.except);
}

}  // namespace

Result<std::int64_t> create_saved_filter(const Writing& writing, const SavedFilterFields& fields) {
  SavedFilterRow row;
  row.subject = fields.subject.value.value_or(0);
  if (row.subject == 0) return Status::invalid("subject", "a saved filter needs a subject");
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kCreate, Noun::kSavedFilter,
                        row.subject, "subject"));
  row.name = fields.name.value.value_or("");
  row.target = fields.target.value.value_or("board");
  row.rule = fields.rule.value.value_or("");
  row.applied = fields.applied.value.value_or(false);
  PMM_TRY(check_rule(writing.db(), row));
  PMM_TRY(check_name(writing.db(), row, 0));
  PMM_TRY(check_applied(writing.db(), row, 0));
  {
    PMM_ASSIGN(auto count, writing.db().prepare(sql::kCountSavedFilters));
    PMM_ASSIGN([[maybe_unused]] const bool found, count.bind(1, row.subject).step());
    if (count.int_at(0) >= static_cast<std::int64_t>(limits::kSavedFilters))
      return Status::limit("subject", "a subject has at most " +
                                          std::to_string(limits::kSavedFilters) + " saved filters");
  }
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kSavedFilter));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertSavedFilter));
  insert.bind(1, id).bind(2, row.subject).bind(3, std::string_view(row.name));
  insert.bind(4, std::string_view(row.target)).bind(5, std::string_view(row.rule));
  PMM_TRY(insert.bind(6, std::int64_t{row.applied}).bind(7, writing.now_us()).run());
  PMM_TRY(record_filter(writing, "create", id, row.subject, "name,target,rule,applied"));
  return id;
}

Result<std::int64_t> update_saved_filter(const Writing& writing, std::int64_t id,
                                         const SavedFilterFields& fields) {
  PMM_ASSIGN(SavedFilterRow row,
             load_saved_filter(writing.db(), writing.plan, Action::kUpdate, id, "id"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_fixed(fields.subject, "subject"));
  PMM_TRY(check_fixed(fields.target, "target"));
  Changes changes;
  changes.apply(row.name, fields.name, "name");
  changes.apply(row.rule, fields.rule, "rule");
  changes.apply(row.applied, fields.applied, "applied");
  if (changes.none()) return row.version;
  PMM_TRY(check_rule(writing.db(), row));
  PMM_TRY(check_name(writing.db(), row, id));
  PMM_TRY(check_applied(writing.db(), row, id));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateSavedFilter));
  update.bind(1, id).bind(2, std::string_view(row.name)).bind(3, std::string_view(row.rule));
  PMM_TRY(update.bind(4, std::int64_t{row.applied}).run());
  PMM_TRY(record_filter(writing, "update", id, row.subject, changes.names()));
  return row.version + 1;
}

Result<std::int64_t> remove_saved_filter(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const SavedFilterRow row,
             load_saved_filter(writing.db(), writing.plan, Action::kUpdate, id, "id"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kDeleteSavedFilter));
  PMM_TRY(remove.bind(1, id).run());
  PMM_TRY(record_filter(writing, "remove", id, row.subject, "removed"));
  return row.version + 1;
}

Result<TablePtr> get_saved_filter(const Reading& reading, std::int64_t id) {
  PMM_TRY(load_saved_filter(reading.db, reading.plan, Action::kRead, id, "id").take_status());
  List list("saved_filter", sql::kSelectSavedFilters);
  list.where(sql::kSavedFilterIs, {id});
  return list.run(reading, kSavedFilterColumns, {});
}

Result<TablePtr> list_saved_filters(const Reading& reading, const SavedFilterFilter& filter,
                                    const Page& page) {
  List list("saved_filters", sql::kSelectSavedFilters);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kSavedFilterOf, {*subject.value});
  if (filter.target.value) list.where(sql::kSavedFilterTargetIs, {*filter.target.value});
  list.restrict_to(reading.plan, Noun::kSavedFilter);
  return list.run(reading, kSavedFilterColumns, page, List::Order::kOldestFirst);
}

Status apply_saved_filter(const Reading& reading, std::int64_t id, FilterTarget target,
                          List& list) {
  constexpr const char* kField = "filter.saved_filter";
  PMM_ASSIGN(const SavedFilterRow row,
             load_saved_filter(reading.db, reading.plan, Action::kRead, id, kField));
  if (row.target != model::filter_target_name(target))
    return Status::invalid(kField, "saved filter " + std::to_string(id) + " is for " + row.target);
  PMM_ASSIGN(const FilterRule rule, parse_filter_rule(row.rule, target, kField));
  apply_rule(rule, target, reading.now_us, list);
  return {};
}

Status apply_page_filters(const Reading& reading, std::int64_t subject, FilterTarget target,
                          List& list) {
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kAppliedFilters));
  rows.bind(1, subject).bind(2, model::filter_target_name(target));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    PMM_ASSIGN(const FilterRule rule, parse_filter_rule(rows.text_at(0), target, "rule"));
    apply_rule(rule, target, reading.now_us, list);
  }
}

}  // namespace pmm::crm
