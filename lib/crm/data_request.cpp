#include "crm/data_request.hpp"

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/data_request_sql.hpp"
#include "crm/delivery.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::DataRequest;
using model::Noun;
using model::RequestKind;
using model::RequestState;
using model::RequestVerb;

const Columns kDataRequestColumns{
    {"id", Type::kInt64},           {"version", Type::kInt64},    {"subject", Type::kInt64},
    {"kind", Type::kText},          {"state", Type::kText},       {"outcome", Type::kText},
    {"note", Type::kText},          {"channel", Type::kInt64},    {"assurance", Type::kInt64},
    {"on_behalf_of", Type::kInt64}, {"received", Type::kTime},    {"due", Type::kTime},
    {"extended", Type::kTime},      {"worked", Type::kTime},      {"folded", Type::kTime},
    {"closed", Type::kTime},        {"export_path", Type::kText}, {"export_sha256", Type::kText},
    {"created", Type::kTime}};
const Columns kRequestStepColumns{{"number", Type::kInt64},  {"at", Type::kTime},
                                  {"verb", Type::kText},     {"from_state", Type::kText},
                                  {"to_state", Type::kText}, {"actor", Type::kInt64},
                                  {"note", Type::kText}};
const Columns kRequestCountColumns{{"table_name", Type::kText}, {"found", Type::kInt64},
                                   {"erased", Type::kInt64},    {"anonymous", Type::kInt64},
                                   {"kept", Type::kInt64},      {"why", Type::kText}};

constexpr const char* kNoRequestKind =
    " is not access, rectification, restriction, objection or erasure";

struct RequestRow {
  std::int64_t id = 0, version = 0, subject = 0;
  DataRequest request;
  model::RowFacts facts() const noexcept {
    model::RowFacts out;
    out.subject = subject;
    return out;
  }
};

Result<RequestRow> load_request(store::Connection& db, const model::Plan& plan, Action action,
                                std::int64_t id) {
  PMM_ASSIGN(auto select, db.prepare(sql::kDataRequestRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(Noun::kDataRequest, "id", id);
  RequestRow row;
  row.id = id;
  row.version = select.int_at(0);
  row.subject = select.int_at(1);
  const auto kind = model::find_request_kind(select.text_at(2));
  const auto state = model::find_request_state(select.text_at(3));
  if (!kind || !state)
    return Status(Code::kCorrupt, "data request " + std::to_string(id) + " has no kind or state");
  row.request.kind = *kind;
  row.request.state = *state;
  row.request.outcome = model::find_request_outcome(select.text_at(4));
  row.request.received_us = select.int_at(5);
  row.request.due_us = select.int_at(6);
  row.request.extended_us = select.opt_int(7);
  row.request.worked_us = select.opt_int(8);
  PMM_TRY(model::check_access(plan, action, Noun::kDataRequest, row.facts(), "id", id));
  return row;
}

Status note_step(const Writing& writing, const RequestRow& row, std::string_view verb,
                 std::optional<RequestState> from, RequestState to,
                 const std::optional<std::string>& note) {
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRequestStep));
  insert.bind(1, row.id).bind(2, writing.now_us()).bind(3, verb);
  if (from)
    insert.bind(4, model::request_state_name(*from));
  else
    insert.bind_null(4);
  insert.bind(5, model::request_state_name(to)).bind(6, writing.tx.origin().actor);
  return insert.bind(7, note).run();
}

Status save_request(const Writing& writing, const RequestRow& row, const DataRequest& next) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kMoveDataRequest));
  update.bind(1, row.id).bind(2, model::request_state_name(next.state));
  if (next.outcome)
    update.bind(3, model::request_outcome_name(*next.outcome));
  else
    update.bind_null(3);
  update.bind(4, next.due_us).bind(5, next.extended_us).bind(6, next.worked_us);
  if (model::is_ended(next.state))
    update.bind(7, writing.now_us());
  else
    update.bind_null(7);
  return update.run();
}

Status record_request(const Writing& writing, const RequestRow& row, std::string_view verb,
                      std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kDataRequest,
                            .id = row.id,
                            .subject = row.subject,
                            .fields = fields});
}

Status save_counts(const Writing& writing, std::int64_t id, const ErasureReport& report) {
  PMM_ASSIGN(auto drop, writing.db().prepare(sql::kDropRequestCounts));
  PMM_TRY(drop.bind(1, id).run());
  std::int64_t position = 0;
  for (const ErasureCount& table : report.tables) {
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRequestCount));
    insert.bind(1, id).bind(2, ++position).bind(3, table.table).bind(4, table.found);
    insert.bind(5, table.erased).bind(6, table.anonymous).bind(7, table.kept);
    if (table.why.empty())
      insert.bind_null(8);
    else
      insert.bind(8, std::string_view(table.why));
    PMM_TRY(insert.run());
  }
  return {};
}

// Art. 18 and 21 are stops of what goes out; art. 17 erases. A file answers art. 15, and whoever
// changed the rows art. 16.
Status do_work(const Writing& writing, const RequestRow& row, std::vector<ExportedFile>& gone) {
  switch (row.request.kind) {
    case RequestKind::kAccess:
      return Status::conflict("state", "a request for access is worked by writing its document");
    case RequestKind::kRectification:
      return {};
    case RequestKind::kRestriction:
      return set_stop(writing, row.subject, "restricted", true).take_status();
    case RequestKind::kObjection:
      return set_stop(writing, row.subject, "objected", true).take_status();
    case RequestKind::kErasure: {
      PMM_ASSIGN(gone, exports_of(writing.db(), row.subject));
      PMM_ASSIGN(const ErasureReport report, erase_subject(writing, row.subject));
      PMM_ASSIGN(const auto kept, exports_of(writing.db(), row.subject));
      if (!kept.empty()) gone.clear();  // they are forgotten together, or not at all
      return save_counts(writing, row.id, report);
    }
  }
  return {};
}

// The answer says no more than what was done.
Status check_outcome(const Writing& writing, const RequestRow& row, const DataRequest& next) {
  if (next.outcome != model::RequestOutcome::kGranted || row.request.kind != RequestKind::kErasure)
    return {};
  PMM_ASSIGN(auto kept, writing.db().prepare(sql::kRequestKept));
  PMM_TRY(kept.bind(1, row.id).step().take_status());
  if (kept.int_at(0) == 0) return {};
  return Status::conflict("outcome", std::to_string(kept.int_at(0)) +
                                         " rows were kept: the request was granted partly");
}

// A word that no request has would find none, and say so to nobody.
Status check_request_words(const DataRequestFilter& filter) {
  if (filter.kind.value && !model::find_request_kind(*filter.kind.value))
    return Status::invalid("filter.kind", text::quoted(*filter.kind.value) + kNoRequestKind);
  if (filter.state.value && !model::find_request_state(*filter.state.value))
    return Status::invalid("filter.state", text::quoted(*filter.state.value) +
                                               " is not PENDING, WIP, CLOSED, FAILED or ABORTED");
  return {};
}

Status check_request_channel(const Writing& writing, const Field<std::int64_t>& channel) {
  if (!channel.value) return {};
  PMM_ASSIGN(auto select, writing.db().prepare(sql::kRequestChannel));
  PMM_ASSIGN(const bool found, select.bind(1, *channel.value).step());
  if (!found) return model::no_such(Noun::kChannel, "channel", *channel.value);
  return {};
}

}  // namespace

Result<std::int64_t> create_data_request(const Writing& writing, const DataRequestFields& fields) {
  RequestRow row;
  row.subject = fields.subject.value.value_or(writing.plan.self());
  PMM_TRY(
      model::check_access(writing.plan, Action::kCreate, Noun::kDataRequest, row.facts(), "", 0));
  if (row.subject == 0) return Status::invalid("subject", "a request needs whose data it is about");
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, row.subject,
                        "subject"));
  const std::string kind = fields.kind.value.value_or("");
  if (!model::find_request_kind(kind))
    return Status::invalid("kind", text::quoted(kind) + kNoRequestKind);
  PMM_TRY(check_request_channel(writing, fields.channel));
  const std::int64_t received_us = fields.received_us.value.value_or(writing.now_us());
  if (received_us > writing.now_us())
    return Status::invalid("received_us", format_instant(received_us) + " is after now");
  PMM_ASSIGN(row.id, writing.tx.next_id(store::Noun::kDataRequest));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertDataRequest));
  insert.bind(1, row.id).bind(2, row.subject).bind(3, std::string_view(kind));
  insert.bind(4, fields.note.value).bind(5, fields.channel.value).bind(6, writing.call.assurance);
  insert.bind_id(7, writing.call.on_behalf_of).bind(8, received_us);
  insert.bind(9, model::request_term(received_us, false, writing.zone));
  PMM_TRY(insert.bind(10, writing.now_us()).run());
  PMM_TRY(note_step(writing, row, "create", std::nullopt, RequestState::kPending, std::nullopt));
  PMM_TRY(record_request(writing, row, "create", "subject,kind,received_us"));
  return row.id;
}

Result<std::int64_t> advance_data_request(const Writing& writing, std::int64_t id,
                                          std::string_view verb, const DataRequestStep& step,
                                          std::vector<ExportedFile>& gone) {
  gone.clear();
  PMM_ASSIGN(const RequestRow row, load_request(writing.db(), writing.plan, Action::kAdvance, id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  const auto known = model::find_request_verb(verb);
  if (!known)
    return Status::invalid(
        "verb", text::quoted(verb) + " is not start, extend, work, close, fail or abort");
  model::RequestMove move;
  move.verb = *known;
  move.by_staff =
      model::as_staff(writing.plan, model::bit(Action::kAdvance), Noun::kDataRequest, row.facts());
  move.note = step.note.value ? std::string_view(*step.note.value) : std::string_view();
  if (step.outcome.value) {
    move.outcome = model::find_request_outcome(*step.outcome.value);
    if (!move.outcome)
      return Status::invalid(
          "outcome", text::quoted(*step.outcome.value) + " is not granted, partly or refused");
  }
  PMM_ASSIGN(const DataRequest next,
             model::move_request(row.request, move, writing.now_us(), writing.zone));
  PMM_TRY(check_outcome(writing, row, next));
  PMM_TRY(save_request(writing, row, next));
  PMM_TRY(note_step(writing, row, verb, row.request.state, next.state, step.note.value));
  PMM_TRY(record_request(writing, row, verb, "state"));
  // Last, as it clears what was just written of a subject that is erased.
  if (*known != RequestVerb::kWork) return row.version + 1;
  PMM_TRY(do_work(writing, row, gone));
  PMM_ASSIGN(auto version, writing.db().prepare(sql::kDataRequestRow));
  PMM_TRY(version.bind(1, id).step().take_status());
  return version.int_at(0);
}

Result<std::int64_t> note_export(const Writing& writing, std::int64_t id, std::string_view path,
                                 std::string_view sha256) {
  PMM_ASSIGN(const RequestRow row, load_request(writing.db(), writing.plan, Action::kAdvance, id));
  if (row.request.kind != RequestKind::kAccess)
    return Status::conflict("state", "only a request for access is answered with a document");
  model::RequestMove move;
  move.verb = RequestVerb::kWork;
  move.by_staff =
      model::as_staff(writing.plan, model::bit(Action::kAdvance), Noun::kDataRequest, row.facts());
  PMM_ASSIGN(const DataRequest next,
             model::move_request(row.request, move, writing.now_us(), writing.zone));
  PMM_TRY(save_request(writing, row, next));
  if (!path.empty()) {
    PMM_ASSIGN(auto update, writing.db().prepare(sql::kSetRequestExport));
    PMM_TRY(update.bind(1, id).bind(2, path).bind(3, sha256).run());
  }
  PMM_TRY(note_step(writing, row, "export", row.request.state, next.state, std::nullopt));
  PMM_TRY(record_request(writing, row, "export", "state"));
  return row.version + (path.empty() ? 1 : 2);
}

Result<TablePtr> get_data_request(const Reading& reading, std::int64_t id) {
  PMM_TRY(load_request(reading.db, reading.plan, Action::kRead, id).take_status());
  List list("data_request", sql::kSelectDataRequests);
  list.where(sql::kRequestIs, {id});
  return list.run(reading, kDataRequestColumns, Page{});
}

Result<TablePtr> list_data_requests(const Reading& reading, const DataRequestFilter& filter,
                                    const Page& page) {
  PMM_TRY(check_request_words(filter));
  List list("data_requests", sql::kSelectDataRequests);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kRequestSubjectIs, {*subject.value});
  if (filter.kind.value) list.where(sql::kRequestKindIs, {*filter.kind.value});
  if (filter.state.value) list.where(sql::kRequestStateIs, {*filter.state.value});
  if (filter.due_before_us.value) list.where(sql::kRequestDueBefore, {*filter.due_before_us.value});
  const model::Reach reach = model::reach(reading.plan, Action::kRead, Noun::kDataRequest);
  if (!reach.all) list.where(sql::kRequestSubjectIs, {reach.own ? reading.plan.self() : 0});
  return list.run(reading, kDataRequestColumns, page);
}

Result<TablePtr> list_data_request_steps(const Reading& reading, std::int64_t id) {
  PMM_TRY(load_request(reading.db, reading.plan, Action::kRead, id).take_status());
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kRequestSteps));
  return read_table(select.bind(1, id), kRequestStepColumns);
}

Result<TablePtr> list_data_request_counts(const Reading& reading, std::int64_t id) {
  PMM_TRY(load_request(reading.db, reading.plan, Action::kRead, id).take_status());
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kRequestCounts));
  return read_table(select.bind(1, id), kRequestCountColumns);
}

Result<RequestFacts> request_facts(const Reading& reading, std::int64_t id, Action action) {
  PMM_ASSIGN(const RequestRow row, load_request(reading.db, reading.plan, action, id));
  return RequestFacts{row.subject, row.request.kind, model::is_ended(row.request.state)};
}

Result<std::vector<std::int64_t>> unfinished_erasures(store::Connection& db) {
  std::vector<std::int64_t> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kUnfoldedRequests));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back(rows.int_at(0));
  }
}

Status mark_folded(store::Tx& tx, std::int64_t id) {
  PMM_ASSIGN(auto update, tx.db().prepare(sql::kSetRequestFolded));
  return update.bind(1, id).bind(2, tx.now_us()).run();
}

}  // namespace pmm::crm
