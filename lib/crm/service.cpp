#include "crm/service.hpp"

#include <array>
#include <map>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/attribute.hpp"
#include "crm/catalogue.hpp"
#include "crm/catalogue_sql.hpp"
#include "crm/category.hpp"
#include "crm/change.hpp"
#include "crm/holiday.hpp"
#include "crm/office.hpp"
#include "crm/service_sql.hpp"

namespace pmm::crm {
namespace {

using model::Action;

constexpr std::string_view kActive = "active";
constexpr std::int64_t kMaxTermDays = 3650;
constexpr std::int64_t kMaxReopenDays = 3650;

const Columns kServiceColumns{{"id", Type::kInt64},
                              {"version", Type::kInt64},
                              {"code", Type::kText},
                              {"name", Type::kText},
                              {"category", Type::kInt64},
                              {"office", Type::kInt64},
                              {"status", Type::kText},
                              {"status_reason", Type::kText},
                              {"description", Type::kText},
                              {"audience", Type::kText},
                              {"how_to", Type::kText},
                              {"needed", Type::kText},
                              {"obtained", Type::kText},
                              {"timing", Type::kText},
                              {"access_url", Type::kText},
                              {"conditions", Type::kText},
                              {"contacts", Type::kText},
                              {"costs", Type::kText},
                              {"further_info", Type::kText},
                              {"special_cases", Type::kText},
                              {"keywords", Type::kText},
                              {"topics", Type::kText},
                              {"language", Type::kText},
                              {"sector", Type::kText},
                              {"thematic_area", Type::kText},
                              {"spatial", Type::kText},
                              {"legal_resource", Type::kText},
                              {"output", Type::kText},
                              {"term_days", Type::kInt64},
                              {"term_clock", Type::kText},
                              {"term_rolls", Type::kBool},
                              {"open311_type", Type::kText},
                              {"attributes", Type::kText},
                              {"reopen_days", Type::kInt64},
                              {"reopen_by_subject", Type::kBool},
                              {"created", Type::kTime},
                              {"notice_class", Type::kText}};

// The texts of the service card, in the order of the statements. The first is the reason of a
// status.
struct CardText {
  const char* name;
  Field<std::string> ServiceFields::*field;
};
constexpr std::array<CardText, 21> kCard{{{"status_reason", &ServiceFields::status_reason},
                                          {"description", &ServiceFields::description},
                                          {"audience", &ServiceFields::audience},
                                          {"how_to", &ServiceFields::how_to},
                                          {"needed", &ServiceFields::needed},
                                          {"obtained", &ServiceFields::obtained},
                                          {"timing", &ServiceFields::timing},
                                          {"access_url", &ServiceFields::access_url},
                                          {"conditions", &ServiceFields::conditions},
                                          {"contacts", &ServiceFields::contacts},
                                          {"costs", &ServiceFields::costs},
                                          {"further_info", &ServiceFields::further_info},
                                          {"special_cases", &ServiceFields::special_cases},
                                          {"keywords", &ServiceFields::keywords},
                                          {"topics", &ServiceFields::topics},
                                          {"language", &ServiceFields::language},
                                          {"sector", &ServiceFields::sector},
                                          {"thematic_area", &ServiceFields::thematic_area},
                                          {"spatial", &ServiceFields::spatial},
                                          {"legal_resource", &ServiceFields::legal_resource},
                                          {"output", &ServiceFields::output}}};
constexpr std::size_t kStatusReason = 0;

struct ServiceRow {
  std::int64_t version = 0;
  std::string code, name;
  std::string status = std::string(kActive);
  std::string term_clock = std::string(model::term_clock_name(model::TermClock::kCalendar));
  std::string open311_type = "realtime";
  bool term_rolls = true;
  bool reopen_by_subject = false;
  std::optional<std::int64_t> category, office, term_days, reopen_days;
  std::optional<std::string> attributes, notice_class;
  std::array<std::optional<std::string>, kCard.size()> card;
};

// The order of the placeholders from `next` on; load_row() has the same.
void bind_row(store::Statement& statement, int next, const ServiceRow& row) {
  statement.bind(next++, std::string_view(row.code));
  statement.bind(next++, std::string_view(row.name));
  statement.bind(next++, std::string_view(row.status));
  statement.bind(next++, std::string_view(row.term_clock));
  statement.bind(next++, std::int64_t{row.term_rolls});
  statement.bind(next++, std::string_view(row.open311_type));
  statement.bind(next++, std::int64_t{row.reopen_by_subject});
  statement.bind(next++, row.category);
  statement.bind(next++, row.office);
  statement.bind(next++, row.term_days);
  statement.bind(next++, row.reopen_days);
  statement.bind(next++, row.attributes);
  for (const auto& value : row.card) statement.bind(next++, value);
  statement.bind(next++, row.notice_class);
}

Result<ServiceRow> load_row(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto select, db.prepare(sql::kServiceRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kService, "id", id);
  ServiceRow row;
  int next = 0;
  row.version = select.int_at(next++);
  row.code = select.string_at(next++);
  row.name = select.string_at(next++);
  row.status = select.string_at(next++);
  row.term_clock = select.string_at(next++);
  row.term_rolls = select.int_at(next++) != 0;
  row.open311_type = select.string_at(next++);
  row.reopen_by_subject = select.int_at(next++) != 0;
  row.category = select.opt_int(next++);
  row.office = select.opt_int(next++);
  row.term_days = select.opt_int(next++);
  row.reopen_days = select.opt_int(next++);
  row.attributes = select.opt_text(next++);
  for (auto& value : row.card) value = select.opt_text(next++);
  row.notice_class = select.opt_text(next++);
  return row;
}

// Definitions are kept in their normal form, so that writing the same ones again is no change.
Result<Field<std::string>> normalised(const Field<std::string>& attributes) {
  if (!attributes.value) return attributes;
  PMM_ASSIGN(const auto definitions, parse_attribute_definitions(*attributes.value, "attributes"));
  if (definitions.empty()) return Field<std::string>::cleared();
  return Field<std::string>(format_attribute_definitions(definitions));
}

Result<Changes> apply(ServiceRow& row, const ServiceFields& fields) {
  const ServiceRow fresh;
  PMM_ASSIGN(const Field<std::string> attributes, normalised(fields.attributes));
  Changes changes;
  changes.apply(row.code, fields.code, "code");
  changes.apply(row.name, fields.name, "name");
  changes.apply(row.status, fields.status, "status", fresh.status);
  changes.apply(row.term_clock, fields.term_clock, "term_clock", fresh.term_clock);
  changes.apply(row.term_rolls, fields.term_rolls, "term_rolls");
  changes.apply(row.open311_type, fields.open311_type, "open311_type", fresh.open311_type);
  changes.apply(row.reopen_by_subject, fields.reopen_by_subject, "reopen_by_subject");
  changes.apply(row.category, fields.category, "category");
  changes.apply(row.office, fields.office, "office");
  changes.apply(row.term_days, fields.term_days, "term_days");
  changes.apply(row.reopen_days, fields.reopen_days, "reopen_days");
  changes.apply(row.attributes, attributes, "attributes");
  changes.apply(row.notice_class, fields.notice_class, "notice_class");
  for (std::size_t i = 0; i < kCard.size(); ++i)
    changes.apply(row.card[i], fields.*kCard[i].field, kCard[i].name);
  // A service that works again needs no excuse.
  if (row.status == kActive && row.card[kStatusReason] && !fields.status_reason.given) {
    row.card[kStatusReason].reset();
    changes.note(kCard[kStatusReason].name);
  }
  return changes;
}

template <class Names>
Status check_word(const std::string& word, const char* field, const Names& known,
                  const char* wanted) {
  for (const std::string_view name : known)
    if (word == name) return {};
  return Status::invalid(field, text::quoted(word) + " is not " + wanted);
}

Status check_days(const std::optional<std::int64_t>& days, const char* field, std::int64_t max) {
  if (!days || (*days >= 0 && *days <= max)) return {};
  return Status::invalid(
      field, std::to_string(*days) + " is outside 0 to " + std::to_string(max) + " days");
}

Status check_words(const ServiceRow& row) {
  constexpr std::array<std::string_view, 3> kStatuses{kActive, "suspended", "ended"};
  constexpr std::array<std::string_view, 3> kTypes{"realtime", "batch", "blackbox"};
  PMM_TRY(check_word(row.status, "status", kStatuses, "active, suspended or ended"));
  PMM_TRY(check_word(row.open311_type, "open311_type", kTypes, "realtime, batch or blackbox"));
  if (!model::parse_term_clock(row.term_clock))
    return Status::invalid("term_clock",
                           text::quoted(row.term_clock) + " is not calendar or working");
  if (row.notice_class)
    PMM_TRY(model::read_notice_class(*row.notice_class, "notice_class").take_status());
  const bool has_reason = row.card[kStatusReason].has_value();
  if (has_reason != (row.status == kActive)) return {};
  return Status::invalid("status_reason", has_reason ? "a service that is active has none"
                                                     : "needed by a service that is " + row.status);
}

Status check_rules(store::Connection& db, const ServiceRow& row, std::int64_t self) {
  PMM_TRY(check_code(row.code));
  if (row.name.empty()) return Status::invalid("name", "a service needs a name");
  PMM_TRY(check_words(row));
  PMM_TRY(check_days(row.term_days, "term_days", kMaxTermDays));
  PMM_TRY(check_days(row.reopen_days, "reopen_days", kMaxReopenDays));
  if (row.category) PMM_TRY(check_entry(db, kCategories, *row.category, "category"));
  if (row.office) PMM_TRY(check_entry(db, kOffices, *row.office, "office"));
  PMM_ASSIGN(const std::int64_t holder, find_service(db, row.code));
  if (holder == 0 || holder == self) return {};
  return Status::conflict(
      "code", text::quoted(row.code) + " is the code of service " + std::to_string(holder));
}

// Attributes of one code are one dimension, whatever the service: of one datatype, and no more of
// them than analysts are given.
Status check_dimensions(store::Connection& db, const ServiceRow& row, std::int64_t self) {
  PMM_ASSIGN(const auto own,
             parse_attribute_definitions(row.attributes.value_or(""), "attributes"));
  PMM_TRY(model::check_dimensions(own));
  std::map<std::string, std::pair<model::Datatype, std::int64_t>> known;
  PMM_ASSIGN(auto others, db.prepare(sql::kAttributesOfOthers));
  others.bind(1, self);
  for (;;) {
    PMM_ASSIGN(const bool found, others.step());
    if (!found) break;
    PMM_ASSIGN(const auto theirs, parse_attribute_definitions(others.text_at(1), "attributes"));
    for (const model::AttributeDef& def : theirs)
      if (def.is_dimension && model::may_be_dimension(def.datatype))
        known.try_emplace(def.code, def.datatype, others.int_at(0));
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (!own[i].is_dimension) continue;
    const auto& [datatype, service] =
        known.try_emplace(own[i].code, own[i].datatype, self).first->second;
    const std::string at = "attributes[" + std::to_string(i) + "]";
    if (datatype != own[i].datatype)
      return Status::conflict(at + ".datatype", text::quoted(own[i].code) +
                                                    " is a dimension of datatype " +
                                                    std::string(model::datatype_name(datatype)) +
                                                    " in service " + std::to_string(service));
    if (known.size() > limits::kAttributeDimensions)
      return Status::limit(at + ".dimension", "services have over " +
                                                  std::to_string(limits::kAttributeDimensions) +
                                                  " attributes that are dimensions");
  }
  return {};
}

bool same_term(const ServiceRow& a, const ServiceRow& b) {
  return a.term_days == b.term_days && a.term_clock == b.term_clock && a.term_rolls == b.term_rolls;
}

}  // namespace

Result<std::int64_t> create_service(const Writing& writing, const ServiceFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kService, {}, "", 0));
  ServiceRow row;
  PMM_ASSIGN(const Changes changes, apply(row, fields));
  PMM_TRY(check_rules(writing.db(), row, 0));
  if (row.attributes) PMM_TRY(check_dimensions(writing.db(), row, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kService));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertService));
  bind_row(insert.bind(1, id).bind(2, writing.now_us()), 3, row);
  PMM_TRY(insert.run());
  PMM_TRY(writing.tx.record(
      {.verb = "create", .noun = store::Noun::kService, .id = id, .fields = changes.names()}));
  return id;
}

Result<std::int64_t> update_service(const Writing& writing, std::int64_t id,
                                    const ServiceFields& fields) {
  PMM_ASSIGN(const ServiceRow before, load_row(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kService, {}, "id", id));
  PMM_TRY(check_version(writing.call.expected_version, before.version));
  ServiceRow row = before;
  PMM_ASSIGN(const Changes changes, apply(row, fields));
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(writing.db(), row, id));
  if (row.attributes != before.attributes) PMM_TRY(check_dimensions(writing.db(), row, id));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateService));
  bind_row(update.bind(1, id), 2, row);
  PMM_TRY(update.run());
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = store::Noun::kService, .id = id, .fields = changes.names()}));
  // The due times of its open cases are derived again, and journaled, by the next upkeep.
  if (!same_term(before, row)) PMM_TRY(writing.tx.next(kCalendarCounter).status());
  return row.version + 1;
}

Result<TablePtr> get_service(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kService, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectService));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kServiceColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kService, "id", id);
  return table;
}

Result<TablePtr> list_services(const Reading& reading, const ServiceFilter& filter,
                               const Page& page) {
  List list("services", sql::kSelectServices);
  if (filter.code.value) list.where(sql::kCodeIs, {*filter.code.value});
  if (filter.status.value) list.where(sql::kServiceStatusIs, {*filter.status.value});
  if (filter.category.value)
    list.where(sql::kServiceCategoryIs, {*filter.category.value});
  else if (filter.category.given)
    list.where(sql::kServiceNoCategory);
  if (filter.office.value)
    list.where(sql::kServiceOfficeIs, {*filter.office.value});
  else if (filter.office.given)
    list.where(sql::kServiceNoOffice);
  if (filter.channel.value) list.where(sql::kServiceTakesChannel, {*filter.channel.value});
  list.restrict_to(reading.plan, model::Noun::kService);
  return list.run(reading, kServiceColumns, page, List::Order::kOldestFirst);
}

Result<ServiceRules> load_service_rules(store::Connection& db, std::int64_t id,
                                        std::string_view field) {
  PMM_ASSIGN(auto select, db.prepare(sql::kServiceRules));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kService, field, id);
  const auto days = [&](int column) -> std::optional<std::int32_t> {
    if (select.is_null(column)) return std::nullopt;
    return static_cast<std::int32_t>(select.int_at(column));
  };
  ServiceRules rules;
  rules.status = select.string_at(0);
  rules.status_reason = select.string_at(1);
  rules.category = select.int_at(2);
  rules.office = select.int_at(3);
  rules.term_days = days(4);
  rules.term_clock =
      model::parse_term_clock(select.text_at(5)).value_or(model::TermClock::kCalendar);
  rules.term_rolls = select.int_at(6) != 0;
  PMM_ASSIGN(rules.attributes, parse_attribute_definitions(select.text_at(7), "attributes"));
  rules.reopen_days = days(8);
  rules.reopen_by_subject = select.int_at(9) != 0;
  rules.name = select.string_at(10);
  rules.notice_class = model::parse_notice_class(select.text_at(11));
  return rules;
}

Status check_notice_class(const ServiceRules& rules, std::int64_t service,
                          model::NoticeClass wanted, std::string_view field) {
  if (!rules.notice_class || !model::is_heavier(wanted, *rules.notice_class)) return {};
  return Status::conflict(std::string(field),
                          "the notices of service " + std::to_string(service) + " are of class " +
                              std::string(model::notice_class_name(*rules.notice_class)) + ": as " +
                              std::string(model::notice_class_name(wanted)) +
                              " ones they would pass over what the subject wants");
}

Result<std::int64_t> find_service(store::Connection& db, std::string_view code) {
  PMM_ASSIGN(auto find, db.prepare(sql::kServiceByCode));
  PMM_ASSIGN(const bool found, find.bind(1, code).step());
  return found ? find.int_at(0) : std::int64_t{0};
}

}  // namespace pmm::crm
