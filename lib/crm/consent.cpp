#include "crm/consent.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/consent_sql.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kPurposeColumns{{"id", Type::kInt64},    {"version", Type::kInt64},
                              {"code", Type::kText},   {"title", Type::kText},
                              {"texts", Type::kInt64}, {"active", Type::kBool},
                              {"created", Type::kTime}};
const Columns kConsentTextColumns{{"number", Type::kInt64},
                                  {"language", Type::kText},
                                  {"body", Type::kText},
                                  {"created", Type::kTime}};
const Columns kConsentsNowColumns{{"id", Type::kInt64},          {"purpose", Type::kInt64},
                                  {"code", Type::kText},         {"title", Type::kText},
                                  {"given", Type::kBool},        {"text_number", Type::kInt64},
                                  {"newest_text", Type::kInt64}, {"at", Type::kTime}};
const Columns kConsentColumns{{"id", Type::kInt64},           {"subject", Type::kInt64},
                              {"purpose", Type::kInt64},      {"text_number", Type::kInt64},
                              {"given", Type::kBool},         {"at", Type::kTime},
                              {"channel", Type::kInt64},      {"actor", Type::kInt64},
                              {"on_behalf_of", Type::kInt64}, {"assurance", Type::kInt64}};

struct PurposeRow {
  std::int64_t version = 0, texts = 0;
  bool active = true;
};

Result<PurposeRow> load_purpose(store::Connection& db, std::int64_t id, std::string_view field) {
  PMM_ASSIGN(auto select, db.prepare(sql::kPurposeRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(Noun::kConsentPurpose, field, id);
  return PurposeRow{select.int_at(0), select.int_at(1), select.int_at(2) != 0};
}

Status record_purpose(const Writing& writing, std::string_view verb, std::int64_t id,
                      std::string_view fields) {
  return writing.tx.record(
      {.verb = verb, .noun = store::Noun::kConsentPurpose, .id = id, .fields = fields});
}

Result<std::int64_t> text_agreed_to(const ConsentFields& fields, const PurposeRow& purpose) {
  if (purpose.texts == 0)
    return Status::conflict("purpose", "there is no text yet that could be agreed to");
  const std::int64_t number = fields.text_number.value.value_or(purpose.texts);
  if (number < 1 || number > purpose.texts)
    return Status::invalid("text_number", std::to_string(number) + " is outside 1 to " +
                                              std::to_string(purpose.texts));
  return number;
}

}  // namespace

Result<std::int64_t> create_purpose(const Writing& writing, const PurposeFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kConsentPurpose, {}, "", 0));
  const std::string code = fields.code.value.value_or("");
  const std::string title = fields.title.value.value_or("");
  if (code.empty()) return Status::invalid("code", "a purpose needs a code");
  if (title.empty()) return Status::invalid("title", "a purpose needs a title");
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kPurposeByCode));
    PMM_ASSIGN(const bool taken, find.bind(1, std::string_view(code)).step());
    if (taken) return Status::conflict("code", text::quoted(code) + " is the code of another");
  }
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kConsentPurpose));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertPurpose));
  insert.bind(1, id).bind(2, std::string_view(code)).bind(3, std::string_view(title));
  PMM_TRY(insert.bind(4, writing.now_us()).run());
  PMM_TRY(record_purpose(writing, "create", id, "code,title"));
  return id;
}

Result<std::int64_t> update_purpose(const Writing& writing, std::int64_t id,
                                    const PurposeFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kConsentPurpose, {}, "id", id));
  PMM_ASSIGN(const PurposeRow row, load_purpose(writing.db(), id, "id"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_fixed(fields.code, "code"));
  if (fields.title.given && fields.title.value.value_or("").empty())
    return Status::invalid("title", "a purpose needs a title");
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdatePurpose));
  update.bind(1, id).bind(2, fields.title.value);
  PMM_TRY(update.bind(3, std::int64_t{fields.active.value.value_or(row.active)}).run());
  PMM_TRY(record_purpose(writing, "update", id, "title,active"));
  return row.version + 1;
}

Result<TablePtr> list_purposes(const Reading& reading) {
  List list("consent_purposes", sql::kSelectPurposes);
  Page all;
  all.limit = limits::kPageRows;
  return list.run(reading, kPurposeColumns, all, List::Order::kOldestFirst);
}

Result<std::int64_t> add_consent_text(const Writing& writing, std::int64_t purpose,
                                      std::string_view language, std::string_view body) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kConsentPurpose, {}, "purpose",
                              purpose));
  PMM_ASSIGN(const PurposeRow row, load_purpose(writing.db(), purpose, "purpose"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  if (body.empty()) return Status::invalid("body", "there is no text");
  if (language.empty()) return Status::invalid("language", "a text is in a language");
  const std::int64_t number = row.texts + 1;
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertConsentText));
  insert.bind(1, purpose).bind(2, number).bind(3, language).bind(4, body);
  PMM_TRY(insert.bind(5, writing.now_us()).run());
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kPurposeTexts));
  PMM_TRY(update.bind(1, purpose).bind(2, number).run());
  PMM_TRY(record_purpose(writing, "update", purpose, "texts"));
  return number;
}

Result<TablePtr> list_consent_texts(const Reading& reading, std::int64_t purpose) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kConsentPurpose, {}, "purpose",
                              purpose));
  PMM_TRY(load_purpose(reading.db, purpose, "purpose").take_status());
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectConsentTexts));
  return read_table(select.bind(1, purpose), kConsentTextColumns);
}

Result<std::int64_t> set_consent(const Writing& writing, std::int64_t subject,
                                 const ConsentFields& fields) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kCreate, Noun::kConsent, subject,
                        "subject"));
  if (!fields.purpose.value) return Status::invalid("purpose", "consent is given to a purpose");
  if (!fields.given.value) return Status::invalid("given", "consent is given or taken back");
  const std::int64_t purpose = *fields.purpose.value;
  PMM_ASSIGN(const PurposeRow row, load_purpose(writing.db(), purpose, "purpose"));
  PMM_ASSIGN(std::int64_t number, text_agreed_to(fields, row));
  if (!row.active && *fields.given.value)
    return Status::conflict("purpose", "nobody is asked for this purpose any more");
  {
    PMM_ASSIGN(auto last, writing.db().prepare(sql::kLastConsent));
    PMM_ASSIGN(const bool found, last.bind(1, subject).bind(2, purpose).step());
    const bool was_given = found && last.int_at(0) != 0;
    if (!*fields.given.value && !was_given)
      return Status::conflict("given", "what was not given cannot be taken back");
    // What is taken back is what was agreed to.
    if (!*fields.given.value) number = last.int_at(1);
  }
  if (fields.channel.value) {
    PMM_ASSIGN(auto channel, writing.db().prepare(sql::kConsentChannel));
    PMM_ASSIGN(const bool found, channel.bind(1, *fields.channel.value).step());
    if (!found) return model::no_such(Noun::kChannel, "channel", *fields.channel.value);
  }
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kConsent));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertConsent));
  insert.bind(1, id).bind(2, subject).bind(3, purpose).bind(4, number);
  insert.bind(5, std::int64_t{*fields.given.value}).bind(6, writing.now_us());
  insert.bind(7, fields.channel.value).bind(8, writing.tx.origin().actor);
  insert.bind_id(9, writing.call.on_behalf_of).bind(10, writing.call.assurance);
  PMM_TRY(insert.run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kConsent,
                             .id = id,
                             .subject = subject,
                             .fields = "purpose,text_number,given"}));
  return id;
}

Result<TablePtr> list_consents(const Reading& reading, std::int64_t subject) {
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kConsent, subject, "subject"));
  reading.saw(subject, "consents");
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kConsentsNow));
  return read_table(select.bind(1, subject), kConsentsNowColumns);
}

Result<TablePtr> consent_history(const Reading& reading, std::int64_t subject, const Page& page) {
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kConsent, subject, "subject"));
  List list("consent_history", sql::kSelectConsents);
  list.where(sql::kConsentSubjectIs, {subject});
  return list.run(reading, kConsentColumns, page);
}

}  // namespace pmm::crm
