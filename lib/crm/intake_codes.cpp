#include "base/text.hpp"
#include "crm/attribute.hpp"
#include "crm/holiday.hpp"
#include "crm/identifier.hpp"
#include "crm/intake.hpp"
#include "crm/subject_sql.hpp"
#include "model/identifier.hpp"

namespace pmm::crm::intake {

Result<std::int64_t> Codes::find_or_make(const Writing& writing, const TextField& code, Map& known,
                                         const sql::CodeSql& statements, store::Noun noun) {
  if (!code.value) return std::int64_t{0};
  if (const auto found = known.find(*code.value); found != known.end()) return found->second;
  std::int64_t id = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(statements.find));
    PMM_ASSIGN(const bool exists, find.bind(1, *code.value).step());
    if (exists) id = find.int_at(0);
  }
  if (id == 0) {
    PMM_ASSIGN(id, writing.tx.next_id(noun));
    PMM_ASSIGN(auto insert, writing.db().prepare(statements.insert));
    PMM_TRY(insert.bind(1, id).bind(2, *code.value).bind(3, writing.now_us()).run());
    PMM_TRY(writing.tx.record({.verb = "create", .noun = noun, .id = id, .fields = "code,name"}));
  }
  known.emplace(std::string(*code.value), id);
  return id;
}

Result<std::int64_t> Codes::office(const Writing& writing, const TextField& code) {
  return find_or_make(writing, code, offices_, sql::kIntakeOfficeByCode, store::Noun::kOffice);
}
Result<std::int64_t> Codes::channel(const Writing& writing, const TextField& code) {
  return find_or_make(writing, code, channels_, sql::kIntakeChannelByCode, store::Noun::kChannel);
}
Result<std::int64_t> Codes::category(const Writing& writing, const TextField& code) {
  return find_or_make(writing, code, categories_, sql::kIntakeCategoryByCode,
                      store::Noun::kCategory);
}
Result<std::int64_t> Codes::area(const Writing& writing, const TextField& code) {
  return find_or_make(writing, code, areas_, sql::kIntakeAreaByCode, store::Noun::kArea);
}
Result<std::int64_t> Codes::service(const Writing& writing, const TextField& code) {
  return find_or_make(writing, code, services_, sql::kIntakeServiceByCode, store::Noun::kService);
}

Result<const Codes::Service*> Codes::find_service(store::Connection& db, std::string_view code) {
  if (const auto found = service_facts_.find(code); found != service_facts_.end())
    return &found->second;
  std::int64_t id = 0;
  {
    PMM_ASSIGN(auto find, db.prepare(sql::kIntakeServiceByCode.find));
    PMM_ASSIGN(const bool exists, find.bind(1, code).step());
    if (!exists) return nullptr;
    id = find.int_at(0);
  }
  PMM_ASSIGN(auto row, db.prepare(sql::kServiceOfIntake));
  PMM_ASSIGN(const bool there, row.bind(1, id).step());
  if (!there) return nullptr;
  Service service;
  service.id = id;
  service.office = row.int_at(0);
  service.category = row.int_at(1);
  service.term_days = row.opt_day(2);
  service.clock = model::parse_term_clock(row.text_at(3)).value_or(model::TermClock::kCalendar);
  service.rolls = row.int_at(4) != 0;
  PMM_ASSIGN(service.attributes, parse_attribute_definitions(row.text_at(5), "attributes"));
  return &service_facts_.emplace(std::string(code), std::move(service)).first->second;
}

Result<const model::WorkingCalendar*> Codes::calendar(store::Connection& db) {
  if (!calendar_) {
    PMM_ASSIGN(auto calendar, load_calendar(db));
    calendar_ = std::make_unique<model::WorkingCalendar>(std::move(calendar));
  }
  return calendar_.get();
}

void Codes::forget() { *this = Codes(); }

void Codes::forget_rules() {
  service_facts_.clear();
  calendar_.reset();
}

// --- Keys --------------------------------------------------------------------------------------

namespace {
constexpr std::string_view kExternalId = "external_id";

Status nobody(const char* field, const ExternalKey& key) {
  return Status::not_found(field,
                           "no row has " + std::string(key.scheme) + " " + text::quoted(key.value))
      .with("rule", "unknown key");
}
}  // namespace

Result<std::int64_t> find_subject(store::Connection& db, const KeyField& key) {
  if (!key.value) return std::int64_t{0};
  std::int64_t id = 0;
  if (key.value->scheme == kExternalId) {
    PMM_ASSIGN(auto find, db.prepare(sql::kSubjectByExternal));
    PMM_ASSIGN(const bool found, find.bind(1, key.value->value).step());
    if (found) id = find.int_at(0);
  } else {
    auto identifier = model::parse_identifier(key.value->scheme, key.value->value, "subject_key");
    if (!identifier.ok()) return identifier.take_status();
    PMM_ASSIGN(id, find_by_identifier(db, identifier->scheme, identifier->value));
  }
  if (id == 0) return nobody("subject_key", *key.value);
  return id;
}

Result<FoundCase> find_case(store::Connection& db, const KeyField& key) {
  if (!key.value) return FoundCase{};
  const char* select = key.value->scheme == kExternalId  ? sql::kIntakeCaseByExternal
                       : key.value->scheme == "number"   ? sql::kIntakeCaseByNumber
                       : key.value->scheme == "protocol" ? sql::kIntakeCaseByProtocol
                                                         : nullptr;
  if (select == nullptr)
    return Status::invalid(
        "case_key", text::quoted(key.value->scheme) + " is not external_id, number or protocol");
  PMM_ASSIGN(auto find, db.prepare(select));
  PMM_ASSIGN(const bool found, find.bind(1, key.value->value).step());
  if (!found) return nobody("case_key", *key.value);
  return FoundCase{find.int_at(0), find.int_at(1), find.int_at(2), find.int_at(3)};
}

Result<std::int64_t> find_actor(store::Connection& db, const KeyField& key) {
  if (!key.value) return std::int64_t{0};
  if (key.value->scheme != kExternalId)
    return Status::invalid("operator_key", text::quoted(key.value->scheme) + " is not external_id");
  PMM_ASSIGN(auto find, db.prepare(sql::kIntakeActorByExternal));
  PMM_ASSIGN(const bool found, find.bind(1, key.value->value).step());
  if (!found) return nobody("operator_key", *key.value);
  return find.int_at(0);
}

}  // namespace pmm::crm::intake
