#include "crm/mandate.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/access.hpp"
#include "crm/change.hpp"
#include "crm/field_guard.hpp"
#include "crm/identifier.hpp"
#include "crm/mandate_sql.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"
#include "model/identifier.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Mandate;
using model::MandateParty;
using model::MandateState;
using model::Noun;

constexpr int kCodeColumn = 5;
constexpr std::size_t kCodeCharacters = 10;

const Columns kMandateColumns{
    {"id", Type::kInt64},       {"version", Type::kInt64},   {"subject", Type::kInt64},
    {"delegate", Type::kInt64}, {"state", Type::kText},      {"code", Type::kText},
    {"services", Type::kInt64}, {"valid_from", Type::kTime}, {"valid_to", Type::kTime},
    {"note", Type::kText},      {"moved", Type::kTime},      {"created", Type::kTime}};
const Columns kMandateServiceColumns{
    {"service", Type::kInt64}, {"code", Type::kText}, {"name", Type::kText}};

struct MandateRow {
  std::int64_t version = 0, subject = 0, delegate = 0;
  Mandate mandate;
  model::RowFacts facts() const noexcept {
    model::RowFacts out;
    out.subject = subject;
    out.other_subject = delegate;
    return out;
  }
};

Result<MandateRow> load_mandate(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto select, db.prepare(sql::kMandateRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(Noun::kMandate, "id", id);
  MandateRow row;
  row.version = select.int_at(0);
  row.subject = select.int_at(1);
  row.delegate = select.int_at(2);
  const auto state = model::find_mandate_state(select.text_at(3));
  if (!state) return Status(Code::kCorrupt, "mandate " + std::to_string(id) + " has no state");
  row.mandate.state = *state;
  row.mandate.code = select.opt_text(4).value_or("");
  row.mandate.valid_from_us = select.int_at(5);
  row.mandate.valid_to_us = select.opt_int(6);
  return row;
}

// Easily read out over the phone: no letters that look or sound alike.
std::string make_code() {
  constexpr std::string_view kLetters = "ACDEFGHJKLMNPQRTUVWXY34679";
  std::string out;
  while (out.size() < kCodeCharacters) {
    const std::string bytes = random_bytes(kCodeCharacters * 2);
    for (const char byte : bytes) {
      const auto value = static_cast<unsigned char>(byte);
      // The bytes over a whole number of alphabets would favour its first letters.
      if (value < 256 / kLetters.size() * kLetters.size() && out.size() < kCodeCharacters)
        out += kLetters[value % kLetters.size()];
    }
  }
  return out;
}

// On whose side the actor stands; the administration's comes last, so that an operator who is also
// the delegate needs the code, whoever it acts for.
MandateParty party_of(const model::Plan& plan, const MandateRow& row) {
  if (plan.subject != 0 && plan.subject == row.delegate) return MandateParty::kDelegate;
  if (plan.subject != 0 && plan.subject == row.subject) return MandateParty::kGiver;
  return MandateParty::kStaff;
}

Status check_services(const Writing& writing, const std::vector<std::int64_t>& services) {
  if (services.size() > limits::kMandateServices)
    return Status::limit("count", std::to_string(services.size()) + " services are over " +
                                      std::to_string(limits::kMandateServices));
  for (std::size_t i = 0; i < services.size(); ++i) {
    const std::string field = "services[" + std::to_string(i) + "]";
    PMM_TRY(load_service_rules(writing.db(), services[i], field.c_str()).take_status());
    const auto end = services.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(services.begin(), end, services[i]) != end)
      return Status::invalid(field, "service " + std::to_string(services[i]) + " is given twice");
  }
  return {};
}

Status record(const Writing& writing, std::int64_t id, const MandateRow& row, std::string_view verb,
              std::string_view fields) {
  PMM_TRY(writing.tx.record({.verb = verb,
                             .noun = store::Noun::kMandate,
                             .id = id,
                             .subject = row.subject,
                             .fields = fields}));
  // Every session looks its rights up again at its next call, in every process.
  return writing.tx.next(kPolicyCounter).take_status();
}

Status check_room(const Writing& writing, std::int64_t delegate) {
  PMM_ASSIGN(auto count, writing.db().prepare(sql::kCountHeldMandates));
  PMM_TRY(count.bind(1, delegate).bind(2, writing.now_us()).step().take_status());
  if (count.int_at(0) < limits::kMandatesHeld) return {};
  return Status::limit("delegate", "subject " + std::to_string(delegate) + " holds " +
                                       std::to_string(count.int_at(0)) +
                                       " mandates already, as many as it may");
}

// Each is shown to whom it is offered, with a note: not a way to write to everybody.
Status check_offers(const Writing& writing, std::int64_t subject) {
  PMM_ASSIGN(auto count, writing.db().prepare(sql::kCountOfferedMandates));
  PMM_TRY(count.bind(1, subject).bind(2, writing.now_us()).step().take_status());
  if (count.int_at(0) < limits::kMandatesOffered) return {};
  return Status::limit("subject", "subject " + std::to_string(subject) + " has offered " +
                                      std::to_string(count.int_at(0)) +
                                      " mandates that wait to be accepted, as many as it may");
}

Status save(const Writing& writing, std::int64_t id, const Mandate& mandate) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kMoveMandate));
  update.bind(1, id).bind(2, model::mandate_state_name(mandate.state));
  if (mandate.code.empty())
    update.bind_null(3);
  else
    update.bind(3, std::string_view(mandate.code));
  return update.bind(4, mandate.valid_to_us).bind(5, writing.now_us()).run();
}

// The code is for the giver to hand on: the delegate proves with it that it was.
TablePtr without_codes(const model::Plan& plan, TablePtr answer) {
  const Column& codes = answer->columns[kCodeColumn];
  if (codes.null_count == answer->rows) return answer;
  const auto table = std::make_shared<Table>(*answer);
  const Column& subjects = table->columns[*table->find("subject")];
  const Column& delegates = table->columns[*table->find("delegate")];
  const bool staff = model::reach(plan, Action::kRead, Noun::kMandate).all;
  TableBuilder builder({{"code", Type::kText}});
  for (std::int64_t row = 0; row < table->rows; ++row) {
    const bool delegate = plan.subject != 0 && delegates.int_at(row) == plan.subject;
    const bool shown = !delegate && (staff || subjects.int_at(row) == plan.own_subject);
    if (codes.is_null(row))
      builder.null();
    else if (shown)
      builder.text(codes.text_at(row));
    else
      builder.withheld();
    builder.end_row();
  }
  table->columns[kCodeColumn] = builder.table().columns.front();
  return table;
}

// Whom it is given to: by its id for who sees it, else by a code that the giver must know whole.
Result<std::int64_t> find_delegate(const Writing& writing, const MandateFields& fields) {
  if (fields.scheme.value.has_value() != fields.value.value.has_value())
    return Status::invalid(fields.scheme.value ? "value" : "scheme",
                           "scheme and value go together");
  if (fields.delegate.value) {
    std::int64_t delegate = *fields.delegate.value;
    PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, delegate,
                          "delegate"));
    return delegate;
  }
  if (!fields.scheme.value)
    return Status::invalid("delegate", "a mandate needs whom it is given to");
  PMM_ASSIGN(const model::Identifier code,
             model::parse_identifier(*fields.scheme.value, *fields.value.value, "value"));
  PMM_ASSIGN(const std::int64_t found, find_by_identifier(writing.db(), code.scheme, code.value));
  if (found == 0)
    return Status::not_found(
        "value", "there is no subject with " + code.scheme + " " + text::quoted(code.value));
  return found;
}

Result<std::int64_t> subject_of_side(const Reading& reading) {
  if (reading.plan.own_subject != 0) return reading.plan.own_subject;
  return Status::invalid("filter.side", "this actor is no subject of its own");
}

}  // namespace

Result<std::int64_t> create_mandate(const Writing& writing, const MandateFields& fields,
                                    const std::vector<std::int64_t>& services) {
  MandateRow row;
  PMM_ASSIGN(row.subject,
             live_subject(writing.db(), fields.subject.value.value_or(writing.plan.own_subject)));
  row.mandate.valid_from_us = fields.valid_from_us.value.value_or(writing.now_us());
  row.mandate.valid_to_us = fields.valid_to_us.value;
  // Nobody is given a mandate in the name of another: the row's other side does not count here.
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kMandate, {row.subject}, "", 0));
  if (row.subject == 0) return Status::invalid("subject", "a mandate needs who gives it");
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, row.subject,
                        "subject"));
  PMM_ASSIGN(row.delegate, find_delegate(writing, fields));
  PMM_TRY(model::check_mandate(row.subject, row.delegate, row.mandate.valid_from_us,
                               row.mandate.valid_to_us, writing.now_us()));
  if (row.delegate == writing.plan.subject)
    return Status::conflict("delegate", "a mandate is given: nobody writes one down for itself");
  PMM_TRY(check_services(writing, services));
  PMM_TRY(check_offers(writing, row.subject));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kMandate));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertMandate));
  const std::string code = make_code();
  insert.bind(1, id).bind(2, row.subject).bind(3, row.delegate);
  insert.bind(4, model::mandate_state_name(MandateState::kPending)).bind(5, std::string_view(code));
  insert.bind(6, row.mandate.valid_from_us).bind(7, row.mandate.valid_to_us);
  PMM_TRY(insert.bind(8, fields.note.value).bind(9, writing.now_us()).run());
  PMM_ASSIGN(auto add, writing.db().prepare(sql::kInsertMandateService));
  for (const std::int64_t service : services) PMM_TRY(add.bind(1, id).bind(2, service).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kMandate,
                             .id = id,
                             .subject = row.subject,
                             .fields = "subject,delegate,services,valid_from_us,valid_to_us"}));
  return id;
}

Result<std::int64_t> move_mandate(const Writing& writing, std::int64_t id,
                                  const model::MandateMove& move) {
  PMM_ASSIGN(MandateRow row, load_mandate(writing.db(), id));
  PMM_TRY(
      model::check_access(writing.plan, Action::kAdvance, Noun::kMandate, row.facts(), "id", id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  model::MandateMove by = move;
  by.party = party_of(writing.plan, row);
  PMM_ASSIGN(row.mandate, model::move_mandate(row.mandate, by, writing.now_us()));
  if (move.verb == model::MandateVerb::kAccept) PMM_TRY(check_room(writing, row.delegate));
  PMM_TRY(save(writing, id, row.mandate));
  PMM_TRY(record(writing, id, row, model::mandate_verb_name(move.verb),
                 move.verb == model::MandateVerb::kRenew ? "valid_to_us" : "state"));
  return row.version + 1;
}

Result<TablePtr> get_mandate(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const MandateRow row, load_mandate(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kMandate, row.facts(), "id", id));
  List list("mandate", sql::kSelectMandates);
  list.where(sql::kMandatesNow, {reading.now_us});
  list.where(sql::kMandateIs, {id});
  FieldGuard guard(reading.plan, Noun::kMandate, kMandateColumns, row.facts());
  PMM_ASSIGN(TablePtr table,
             list.run(reading, kMandateColumns, Page{}, List::Order::kOldestFirst, &guard));
  return without_codes(reading.plan, std::move(table));
}

Result<TablePtr> list_mandates(const Reading& reading, const MandateFilter& filter,
                               const Page& page) {
  List list("mandates", sql::kSelectMandates);
  list.where(sql::kMandatesNow, {reading.now_us});
  if (filter.side != MandateSide::kAny) {
    PMM_ASSIGN(const std::int64_t me, subject_of_side(reading));
    list.where(
        filter.side == MandateSide::kActFor ? sql::kMandateDelegateIs : sql::kMandateSubjectIs,
        {me});
    if (filter.side == MandateSide::kOpenedForMe) list.where(sql::kMandateByOther);
  }
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  PMM_ASSIGN(const auto delegate, live_subject(reading.db, filter.delegate));
  if (subject.value) list.where(sql::kMandateSubjectIs, {*subject.value});
  if (delegate.value) list.where(sql::kMandateDelegateIs, {*delegate.value});
  if (filter.service.value) list.where(sql::kMandateForService, {*filter.service.value});
  if (filter.state.value) {
    if (!model::find_mandate_state(*filter.state.value))
      return Status::invalid("filter.state",
                             text::quoted(*filter.state.value) +
                                 " is not pending, active, rejected, revoked or expired");
    list.where(sql::kMandateStateIs, {*filter.state.value});
  }
  const model::Reach reach = model::reach(reading.plan, Action::kRead, Noun::kMandate);
  if (!reach.all) {
    const std::int64_t me = reach.own ? reading.plan.own_subject : 0;
    list.where(sql::kMandateOfEither, {me, me});
  }
  FieldGuard guard(reading.plan, Noun::kMandate, kMandateColumns);
  PMM_ASSIGN(TablePtr table,
             list.run(reading, kMandateColumns, page, List::Order::kNewestFirst, &guard));
  return without_codes(reading.plan, std::move(table));
}

Result<TablePtr> list_mandate_services(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const MandateRow row, load_mandate(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kMandate, row.facts(), "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kServicesOfMandate));
  return read_table(select.bind(1, id), kMandateServiceColumns);
}

Result<bool> any_mandate_over(const Reading& reading) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kMandatesDue));
  return find.bind(1, reading.now_us).bind(2, std::int64_t{1}).step();
}

Result<std::int64_t> expire_mandates(const Writing& writing, std::int64_t most) {
  std::vector<std::int64_t> due;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kMandatesDue));
    select.bind(1, writing.now_us()).bind(2, most);
    for (;;) {
      PMM_ASSIGN(const bool more, select.step());
      if (!more) break;
      due.push_back(select.int_at(0));
    }
  }
  for (const std::int64_t id : due) {
    PMM_ASSIGN(MandateRow row, load_mandate(writing.db(), id));
    PMM_ASSIGN(row.mandate,
               model::move_mandate(row.mandate, {model::MandateVerb::kExpire, MandateParty::kClock},
                                   writing.now_us()));
    PMM_TRY(save(writing, id, row.mandate));
    PMM_TRY(record(writing, id, row, "expire", "state"));
  }
  return static_cast<std::int64_t>(due.size());
}

}  // namespace pmm::crm
