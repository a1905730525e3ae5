#include "crm/legal_hold.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/erasure.hpp"
#include "crm/legal_hold_sql.hpp"
#include "crm/subject.hpp"
#include "model/data_request.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kLegalHoldColumns{{"id", Type::kInt64},
                                {"version", Type::kInt64},
                                {"subject", Type::kInt64},
                                {"case_id", Type::kInt64},
                                {"ground", Type::kText},
                                {"note", Type::kText},
                                {"keeps_identity", Type::kBool},
                                {"until", Type::kTime},
                                {"ended", Type::kTime},
                                {"actor", Type::kInt64},
                                {"created", Type::kTime}};

Status check_case_of(store::Connection& db, std::int64_t case_id, std::int64_t subject) {
  PMM_ASSIGN(auto select, db.prepare(sql::kCaseOfHold));
  PMM_ASSIGN(const bool found, select.bind(1, case_id).step());
  if (!found) return model::no_such(Noun::kCase, "case_id", case_id);
  if (select.int_at(0) == subject) return {};
  return Status::invalid("case_id", "case " + std::to_string(case_id) + " is not of subject " +
                                        std::to_string(subject));
}

Status record_hold(const Writing& writing, std::string_view verb, std::int64_t id,
                   std::int64_t subject, std::int64_t case_id, std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kLegalHold,
                            .id = id,
                            .subject = subject,
                            .case_id = case_id,
                            .fields = fields});
}

}  // namespace

Result<std::int64_t> create_legal_hold(const Writing& writing, const LegalHoldFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kLegalHold, {}, "", 0));
  if (!fields.subject.value) return Status::invalid("subject", "a hold needs whose data it keeps");
  std::int64_t subject = *fields.subject.value;
  PMM_TRY(
      check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, subject, "subject"));
  const std::int64_t case_id = fields.case_id.value.value_or(0);
  if (case_id != 0) PMM_TRY(check_case_of(writing.db(), case_id, subject));
  const std::string ground = fields.ground.value.value_or("");
  if (!model::find_hold_ground(ground))
    return Status::invalid("ground", text::quoted(ground) +
                                         " is not expression, public_task, public_health, archive, "
                                         "claims or order");
  if (fields.until_us.value && *fields.until_us.value <= writing.now_us())
    return Status::invalid("until_us",
                           format_instant(*fields.until_us.value) + " is not after now");
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kLegalHold));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertLegalHold));
  insert.bind(1, id).bind(2, subject).bind_id(3, case_id).bind(4, std::string_view(ground));
  insert.bind(5, fields.note.value);
  insert.bind(6, std::int64_t{fields.keeps_identity.value.value_or(true)});
  insert.bind(7, fields.until_us.value).bind(8, writing.tx.origin().actor);
  PMM_TRY(insert.bind(9, writing.now_us()).run());
  PMM_TRY(record_hold(writing, "create", id, subject, case_id,
                      "subject,case_id,ground,keeps_identity,until_us"));
  return id;
}

Result<std::int64_t> end_legal_hold(const Writing& writing, std::int64_t id) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kLegalHold, {}, "id", id));
  PMM_ASSIGN(auto select, writing.db().prepare(sql::kLegalHoldRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(Noun::kLegalHold, "id", id);
  const std::int64_t version = select.int_at(0);
  PMM_TRY(check_version(writing.call.expected_version, version));
  if (!select.is_null(3)) return Status::conflict("state", "the hold was ended already");
  const std::int64_t subject = select.int_at(1);
  const std::int64_t case_id = select.int_at(2);
  PMM_ASSIGN(auto end, writing.db().prepare(sql::kEndLegalHold));
  PMM_TRY(end.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(record_hold(writing, "end", id, subject, case_id, "ended_us"));
  return version + 1;
}

Result<TablePtr> list_legal_holds(const Reading& reading, const LegalHoldFilter& filter,
                                  const Page& page) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kLegalHold, {}, "", 0));
  List list("legal_holds", sql::kSelectLegalHolds);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kHoldSubjectIs, {*subject.value});
  if (filter.case_id.value) list.where(sql::kHoldCaseIs, {*filter.case_id.value});
  if (filter.open.value) list.where(*filter.open.value ? sql::kHoldOpen : sql::kHoldEnded);
  return list.run(reading, kLegalHoldColumns, page);
}

Result<bool> any_hold_over(const Reading& reading) {
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kHoldsOver));
  return select.bind(1, reading.now_us).bind(2, std::int64_t{1}).step();
}

Result<std::int64_t> end_holds(const Writing& writing, std::int64_t most) {
  struct Over {
    std::int64_t id, subject, case_id;
  };
  std::vector<Over> over;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kHoldsOver));
    select.bind(1, writing.now_us()).bind(2, most);
    for (;;) {
      PMM_ASSIGN(const bool more, select.step());
      if (!more) break;
      over.push_back({select.int_at(0), select.int_at(1), select.int_at(2)});
    }
  }
  for (const Over& hold : over) {
    PMM_ASSIGN(auto end, writing.db().prepare(sql::kEndLegalHold));
    PMM_TRY(end.bind(1, hold.id).bind(2, writing.now_us()).run());
    PMM_TRY(record_hold(writing, "end", hold.id, hold.subject, hold.case_id, "ended_us"));
  }
  return static_cast<std::int64_t>(over.size());
}

}  // namespace pmm::crm
