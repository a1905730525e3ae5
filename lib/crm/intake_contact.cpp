#include <array>
#include <optional>

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/intake.hpp"

namespace pmm::crm::intake {
namespace {

struct ContactRecord {
  std::int64_t id = 0, version = 0;
  std::int64_t channel = 0, subject = 0, service = 0, case_id = 0, office = 0, operator_id = 0;
  std::string direction = "in";
  std::int64_t started_us = 0;
  std::optional<std::int64_t> ended_us, waiting_s;
  std::optional<std::string> outcome, summary;
  bool abandoned = false;
};

struct CheckedContact {
  ContactRecord record;
  Changes changes;
};

Result<std::optional<ContactRecord>> load_contact(store::Connection& db,
                                                  const TextField& external_id) {
  if (!external_id.value) return std::optional<ContactRecord>();
  PMM_ASSIGN(auto row, db.prepare(sql::kIntakeContactRow));
  PMM_ASSIGN(const bool found, row.bind(1, *external_id.value).step());
  if (!found) return std::optional<ContactRecord>();
  ContactRecord record;
  record.id = row.int_at(0);
  record.version = row.int_at(1);
  record.channel = row.int_at(2);
  record.direction = row.string_at(3);
  record.subject = row.int_at(4);
  record.service = row.int_at(5);
  record.case_id = row.int_at(6);
  record.office = row.int_at(7);
  record.operator_id = row.int_at(8);
  record.started_us = row.int_at(9);
  record.ended_us = row.opt_int(10);
  record.waiting_s = row.opt_int(11);
  record.outcome = row.opt_text(12);
  record.abandoned = row.int_at(13) != 0;
  record.summary = row.opt_text(14);
  return std::optional(std::move(record));
}

Status check_times(const ContactRecord& record) {
  if (record.ended_us && *record.ended_us < record.started_us)
    return Status::invalid("ended_at", "the contact ends before it starts")
        .with("rule", "ended_at is not before started_at");
  if (record.waiting_s && *record.waiting_s < 0)
    return Status::invalid("waited_s", std::to_string(*record.waiting_s) + " is negative")
        .with("rule", "range");
  return {};
}

Status settle_keys(store::Connection& db, const ContactRow& row, CheckedContact& checked) {
  ContactRecord& record = checked.record;
  PMM_ASSIGN(const FoundCase found, find_case(db, row.case_key));
  PMM_ASSIGN(std::int64_t subject, find_subject(db, row.subject_key));
  PMM_ASSIGN(const std::int64_t operator_id, find_actor(db, row.operator_key));
  if (subject != 0 && found.subject != 0 && subject != found.subject)
    return Status::invalid("case_key", "the case belongs to another subject")
        .with("rule", "subject and case agree");
  if (row.case_key.given) checked.changes.apply(record.case_id, Field(found.id), "case_id");
  if (subject == 0) subject = found.subject;
  if (row.subject_key.given || row.case_key.given)
    checked.changes.apply(record.subject, Field(subject), "subject");
  if (row.operator_key.given)
    checked.changes.apply(record.operator_id, Field(operator_id), "operator");
  if (record.id == 0 && record.office == 0) record.office = found.office;
  if (record.id == 0 && record.service == 0) record.service = found.service;
  return {};
}

Result<CheckedContact> check_contact(store::Connection& db, const ContactRow& row, bool upsert) {
  CheckedContact checked;
  PMM_ASSIGN(auto existing, load_contact(db, row.external_id));
  if (existing && !upsert)
    return Status::conflict("external_id",
                            text::quoted(*row.external_id.value) + " is there already")
        .with("rule", "unique");
  if (existing) checked.record = std::move(*existing);
  ContactRecord& record = checked.record;
  if (record.id == 0 && !row.channel.value)
    return Status::invalid("channel", "a contact needs a channel").with("rule", "required");
  if (record.id == 0 && !row.started_at.value)
    return Status::invalid("started_at", "a contact needs a time").with("rule", "required");
  const std::string_view direction = row.direction.value.value_or("in");
  if (direction != "in" && direction != "out")
    return Status::invalid("direction", text::quoted(direction) + " is not in or out")
        .with("rule", "direction");
  Changes& changes = checked.changes;
  if (row.direction.value) changes.apply(record.direction, owned_text(row.direction), "direction");
  if (row.started_at.value) changes.apply(record.started_us, row.started_at, "started_us");
  changes.apply(record.ended_us, row.ended_at, "ended_us");
  changes.apply(record.waiting_s, row.waited_s, "waiting_s");
  changes.apply(record.outcome, owned_text(row.outcome), "outcome");
  changes.apply(record.summary, owned_text(row.summary), "summary");
  changes.apply(record.abandoned, row.abandoned, "abandoned");
  PMM_TRY(check_times(record));
  PMM_TRY(settle_keys(db, row, checked));
  return checked;
}

Status settle_codes(const Writing& writing, const ContactRow& row, Codes& codes,
                    CheckedContact& checked) {
  ContactRecord& record = checked.record;
  PMM_ASSIGN(const std::int64_t channel, codes.channel(writing, row.channel));
  if (row.channel.value) checked.changes.apply(record.channel, Field(channel), "channel");
  PMM_ASSIGN(const std::int64_t service, codes.service(writing, row.service));
  if (row.service.given) checked.changes.apply(record.service, Field(service), "service");
  PMM_ASSIGN(const std::int64_t office, codes.office(writing, row.office));
  if (row.office.given) checked.changes.apply(record.office, Field(office), "office");
  if (record.id == 0 && record.office == 0 && row.service.value) {
    PMM_ASSIGN(const Codes::Service* facts, codes.find_service(writing.db(), *row.service.value));
    if (facts != nullptr) record.office = facts->office;
  }
  return {};
}

Status save(const Writing& writing, const ContactRow& row, CheckedContact& checked) {
  ContactRecord& record = checked.record;
  const bool fresh = record.id == 0;
  if (fresh) {
    PMM_ASSIGN(record.id, writing.tx.next_id(store::Noun::kContact));
  }
  // Both statements name the columns in the same order, after their first ones.
  PMM_ASSIGN(auto save,
             writing.db().prepare(fresh ? sql::kInsertIntakeContact : sql::kUpdateIntakeContact));
  save.bind(1, record.id);
  const int n = fresh ? 3 : 2;
  if (fresh) save.bind(2, row.external_id.value);
  save.bind(n, record.channel).bind(n + 1, std::string_view(record.direction));
  save.bind_id(n + 2, record.subject).bind_id(n + 3, record.service);
  save.bind_id(n + 4, record.case_id).bind_id(n + 5, record.office);
  save.bind_id(n + 6, record.operator_id).bind(n + 7, record.started_us);
  save.bind(n + 8, record.ended_us).bind(n + 9, record.waiting_s).bind(n + 10, record.outcome);
  save.bind(n + 11, std::int64_t{record.abandoned}).bind(n + 12, record.summary);
  if (fresh) save.bind(n + 13, writing.now_us());
  PMM_TRY(save.run());
  return writing.tx.record({.verb = "import",
                            .noun = store::Noun::kContact,
                            .id = record.id,
                            .subject = record.subject,
                            .case_id = record.case_id,
                            .fields = checked.changes.names()});
}

}  // namespace

Result<Outcome> Intake::apply(const Writing& writing, const ContactRow& row) {
  Outcome outcome;
  auto checked = check_contact(writing.db(), row, key_ == "external_id");
  if (!checked.ok() && is_refusal(checked.status())) {
    outcome.refused = checked.take_status();
    return outcome;
  }
  if (!checked.ok()) return checked.take_status();
  const bool fresh = checked->record.id == 0;
  PMM_TRY(settle_codes(writing, row, codes_, *checked));
  outcome.applied = fresh                     ? Applied::kCreated
                    : checked->changes.none() ? Applied::kUnchanged
                                              : Applied::kUpdated;
  if (outcome.applied != Applied::kUnchanged) PMM_TRY(save(writing, row, *checked));
  return outcome;
}

}  // namespace pmm::crm::intake
