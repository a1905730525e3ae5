#include "pmmcrm/privacy.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/sink.hpp"
#include "capi/write.hpp"
#include "crm/audit.hpp"
#include "crm/consent.hpp"
#include "crm/data_dictionary.hpp"
#include "crm/data_request.hpp"
#include "crm/legal_hold.hpp"
#include "crm/read_log.hpp"
#include "crm/retention.hpp"
#include "runtime/privacy.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_data_request_input& in, FieldReader& reader,
                      crm::DataRequestFields& out) {
  reader.id(PMM_DATA_REQUEST_SUBJECT, in.subject, "subject", out.subject);
  reader.line(PMM_DATA_REQUEST_KIND, in.kind, "kind", out.kind);
  reader.text(PMM_DATA_REQUEST_NOTE, in.note, "note", out.note);
  reader.id(PMM_DATA_REQUEST_CHANNEL, in.channel, "channel", out.channel);
  reader.time(PMM_DATA_REQUEST_RECEIVED_US, in.received_us, "received_us", out.received_us);
}

static void to_filter(const pmm_data_request_filter& in, FieldReader& reader,
                      crm::DataRequestFilter& out) {
  reader.id(PMM_DATA_REQUEST_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.line(PMM_DATA_REQUEST_FILTER_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_DATA_REQUEST_FILTER_STATE, in.state, "state", out.state);
  reader.time(PMM_DATA_REQUEST_FILTER_DUE_BEFORE_US, in.due_before_us, "due_before_us",
              out.due_before_us);
}

static void to_fields(const pmm_legal_hold_input& in, FieldReader& reader,
                      crm::LegalHoldFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_LEGAL_HOLD_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_LEGAL_HOLD_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.line(PMM_LEGAL_HOLD_GROUND, in.ground, "ground", out.ground);
  reader.text(PMM_LEGAL_HOLD_NOTE, in.note, "note", out.note);
  reader.flag(PMM_LEGAL_HOLD_KEEPS_IDENTITY, in.keeps_identity, "keeps_identity",
              out.keeps_identity);
  reader.time(PMM_LEGAL_HOLD_UNTIL_US, in.until_us, "until_us", out.until_us);
}

static void to_filter(const pmm_legal_hold_filter& in, FieldReader& reader,
                      crm::LegalHoldFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_LEGAL_HOLD_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_LEGAL_HOLD_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.flag(PMM_LEGAL_HOLD_FILTER_OPEN, in.open, "open", out.open);
}

static void to_fields(const pmm_retention_input& in, FieldReader& reader,
                      crm::RetentionFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.line(PMM_RETENTION_DATA_CLASS, in.data_class, "data_class", out.data_class);
  reader.integer(PMM_RETENTION_DAYS, in.days, "days", 1, limits::kRetentionDays, out.days);
  reader.text(PMM_RETENTION_NOTE, in.note, "note", out.note);
  reader.flag(PMM_RETENTION_ACTIVE, in.active, "active", out.active);
}

static void to_fields(const pmm_consent_purpose_input& in, FieldReader& reader,
                      crm::PurposeFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.line(PMM_CONSENT_PURPOSE_CODE, in.code, "code", out.code);
  reader.line(PMM_CONSENT_PURPOSE_TITLE, in.title, "title", out.title);
  reader.flag(PMM_CONSENT_PURPOSE_ACTIVE, in.active, "active", out.active);
}

static void to_fields(const pmm_consent_input& in, FieldReader& reader, crm::ConsentFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_CONSENT_PURPOSE, in.purpose, "purpose", out.purpose);
  reader.id(PMM_CONSENT_TEXT_NUMBER, in.text_number, "text_number", out.text_number);
  reader.flag(PMM_CONSENT_GIVEN, in.given, "given", out.given);
  reader.id(PMM_CONSENT_CHANNEL, in.channel, "channel", out.channel);
}

static void to_filter(const pmm_read_filter& in, FieldReader& reader, crm::ReadFilter& out) {
  reader.id(PMM_READ_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_READ_FILTER_ACTOR, in.actor, "actor", out.actor);
  reader.time(PMM_READ_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_READ_FILTER_TO_US, in.to_us, "to_us", out.to_us);
}

namespace {

// Promises to compiled programs.
constexpr std::size_t kRequestV1 =
    offsetof(pmm_data_request_input, received_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kRequestV1 == 72);
constexpr std::size_t kRequestStepV1 = offsetof(pmm_data_request_step, note) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kRequestStepV1 == 48);
constexpr std::size_t kRequestFilterV1 =
    offsetof(pmm_data_request_filter, due_before_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kRequestFilterV1 == 64);
constexpr std::size_t kHoldV1 = offsetof(pmm_legal_hold_input, until_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kHoldV1 == 80);
constexpr std::size_t kHoldFilterV1 =
    offsetof(pmm_legal_hold_filter, reserved1) + sizeof(std::uint32_t);
static_assert(kHoldFilterV1 == 40);
constexpr std::size_t kRetentionV1 =
    offsetof(pmm_retention_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kRetentionV1 == 64);
constexpr std::size_t kPurposeV1 =
    offsetof(pmm_consent_purpose_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kPurposeV1 == 56);
constexpr std::size_t kConsentV1 = offsetof(pmm_consent_input, channel) + sizeof(std::int64_t);
static_assert(kConsentV1 == 48);
constexpr std::size_t kReadFilterV1 = offsetof(pmm_read_filter, to_us) + sizeof(std::int64_t);
static_assert(kReadFilterV1 == 48);

crm::DataRequestStep read_request_step(const pmm_data_request_step& raw, FieldReader& reader) {
  crm::DataRequestStep out;
  reader.line(PMM_DATA_REQUEST_STEP_OUTCOME, raw.outcome, "outcome", out.outcome);
  reader.text(PMM_DATA_REQUEST_STEP_NOTE, raw.note, "note", out.note);
  return out;
}

Result<runtime::DocumentWanted> read_document(std::int32_t format, pmm_str language,
                                              const pmm_sink& sink) {
  runtime::DocumentWanted out;
  if (format != PMM_DOCUMENT_JSON && format != PMM_DOCUMENT_HTML)
    return Status::invalid("format", std::to_string(format) + " is no PMM_DOCUMENT_*");
  if (format == PMM_DOCUMENT_HTML) out.format = runtime::DocumentFormat::kHtml;
  PMM_ASSIGN(const auto given, read_text(language, "language"));
  if (!given.empty() && given != "it" && given != "en")
    return Status::invalid("language", text::quoted(given) + " is not en or it");
  out.language = given.empty() ? "it" : std::string(given);
  PMM_ASSIGN(const auto path, read_text(sink.path, "sink.path"));
  out.path = path;
  return out;
}

}  // namespace

pmm_status pmm_data_dictionary(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [](const crm::Reading& reading) { return crm::list_data_dictionary(reading); });
}

pmm_status pmm_data_request_create(pmm_session* session, const pmm_data_request_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) noexcept {
  return write_input<crm::DataRequestFields>(session, input, kRequestV1, call, 0, out_id, true,
                                             "out_id", "data_request.create", out_error,
                                             [](const auto& writing, const auto& fields) {
                                               return crm::create_data_request(writing, fields);
                                             });
}

pmm_status pmm_data_request_advance(pmm_session* session, pmm_id id, pmm_str verb,
                                    const pmm_data_request_step* step, const pmm_call* call,
                                    int64_t* out_version, pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const auto word, read_text(verb, "verb"));
    PMM_TRY(text::check_line(word, "verb", limits::kKeyBytes));
    if (word == model::request_verb_name(model::RequestVerb::kWork))
      return Status::invalid("verb", "\"work\" is a call of its own");
    pmm_data_request_step raw = PMM_DATA_REQUEST_STEP_INIT;
    if (step != nullptr) {
      PMM_ASSIGN(raw, read_struct(step, kRequestStepV1, "step"));
    }
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader reader(raw.set_fields, raw.reserved0, "step");
    const crm::DataRequestStep move = read_request_step(raw, reader);
    PMM_TRY(reader.finish(options, id_bytes(id) + std::string(word)));
    PMM_ASSIGN(const std::int64_t version,
               runtime::advance_data_request(impl, id, word, move, options));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_data_request_work(pmm_session* session, pmm_id id, const pmm_call* call,
                                 int64_t* out_version, pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader no_fields(0, 0, "input");
    PMM_TRY(no_fields.finish(options, id_bytes(id)));
    PMM_ASSIGN(const std::int64_t version,
               runtime::advance_data_request(
                   impl, id, model::request_verb_name(model::RequestVerb::kWork), {}, options));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_data_request_export(pmm_session* session, pmm_id id, int32_t format,
                                   pmm_str language, const pmm_sink* sink, const pmm_call* call,
                                   int64_t* out_bytes, pmm_error** out_error) noexcept {
  if (out_bytes != nullptr) *out_bytes = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    PMM_ASSIGN(const pmm_sink raw, read_sink(sink));
    PMM_ASSIGN(const runtime::DocumentWanted wanted, read_document(format, language, raw));
    FieldReader no_fields(0, 0, "input");
    PMM_TRY(
        no_fields.finish(options, id_bytes(id) + id_bytes(format) + wanted.language + wanted.path));
    PMM_ASSIGN(exchange::Sink to, open_sink(raw));
    PMM_ASSIGN(const std::int64_t bytes, runtime::export_subject(impl, id, wanted, to, options));
    if (out_bytes != nullptr) *out_bytes = bytes;
    return {};
  });
}

pmm_status pmm_data_request_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_data_request(reading, id);
  });
}

pmm_status pmm_data_request_list(pmm_session* session, const pmm_data_request_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::DataRequestFilter>(filter, kRequestFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_data_requests(reading, wanted, where);
                    });
}

pmm_status pmm_data_request_steps(pmm_session* session, pmm_id id, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_data_request_steps(reading, id);
  });
}

pmm_status pmm_data_request_counts(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_data_request_counts(reading, id);
  });
}

pmm_status pmm_legal_hold_create(pmm_session* session, const pmm_legal_hold_input* input,
                                 const pmm_call* call, pmm_id* out_id,
                                 pmm_error** out_error) noexcept {
  return write_input<crm::LegalHoldFields>(session, input, kHoldV1, call, 0, out_id, true, "out_id",
                                           "legal_hold.create", out_error,
                                           [](const auto& writing, const auto& fields) {
                                             return crm::create_legal_hold(writing, fields);
                                           });
}

pmm_status pmm_legal_hold_end(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "legal_hold.end", out_error,
      [id](const crm::Writing& writing) { return crm::end_legal_hold(writing, id); });
}

pmm_status pmm_legal_hold_list(pmm_session* session, const pmm_legal_hold_filter* filter,
                               const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::LegalHoldFilter>(filter, kHoldFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_legal_holds(reading, wanted, where);
      });
}

pmm_status pmm_retention_set(pmm_session* session, const pmm_retention_input* input,
                             const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::RetentionFields>(
      session, input, kRetentionV1, call, 0, out_id, true, "out_id", "retention.set", out_error,
      [](const auto& writing, const auto& fields) { return crm::set_retention(writing, fields); });
}

pmm_status pmm_retention_list(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [](const crm::Reading& reading) { return crm::list_retention(reading); });
}

pmm_status pmm_consent_purpose_create(pmm_session* session, const pmm_consent_purpose_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) noexcept {
  return write_input<crm::PurposeFields>(
      session, input, kPurposeV1, call, 0, out_id, true, "out_id", "consent_purpose.create",
      out_error,
      [](const auto& writing, const auto& fields) { return crm::create_purpose(writing, fields); });
}

pmm_status pmm_consent_purpose_update(pmm_session* session, pmm_id id,
                                      const pmm_consent_purpose_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::PurposeFields>(session, input, kPurposeV1, call, id, out_version, false,
                                         "out_version", "consent_purpose.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_purpose(writing, id, fields);
                                         });
}

pmm_status pmm_consent_purpose_list(pmm_session* session, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [](const crm::Reading& reading) { return crm::list_purposes(reading); });
}

pmm_status pmm_consent_text_add(pmm_session* session, pmm_id purpose, pmm_str language,
                                pmm_str body, const pmm_call* call, int64_t* out_number,
                                pmm_error** out_error) noexcept {
  if (out_number != nullptr) *out_number = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const auto in, read_text(language, "language"));
    PMM_TRY(text::check_line(in, "language", limits::kKeyBytes));
    PMM_ASSIGN(const auto said, read_text(body, "body"));
    PMM_TRY(text::check(said, "body", limits::kTextBytes));
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader no_fields(0, 0, "input");
    PMM_TRY(no_fields.finish(options, id_bytes(purpose) + std::string(in) + std::string(said)));
    PMM_ASSIGN(const std::int64_t number,
               impl.write(options, "consent_text.add", [&](const crm::Writing& writing) {
                 return crm::add_consent_text(writing, purpose, in, said);
               }));
    if (out_number != nullptr) *out_number = number;
    return {};
  });
}

pmm_status pmm_consent_texts(pmm_session* session, pmm_id purpose, const pmm_call* call,
                             pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_consent_texts(reading, purpose);
  });
}

pmm_status pmm_consent_set(pmm_session* session, pmm_id subject, const pmm_consent_input* input,
                           const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::ConsentFields>(session, input, kConsentV1, call, subject, out_id, true,
                                         "out_id", "consent.set", out_error,
                                         [subject](const auto& writing, const auto& fields) {
                                           return crm::set_consent(writing, subject, fields);
                                         });
}

pmm_status pmm_consent_list(pmm_session* session, pmm_id subject, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_consents(reading, subject);
  });
}

pmm_status pmm_consent_history(pmm_session* session, pmm_id subject, const pmm_page* page,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::consent_history(reading, subject, where);
                    });
}

pmm_status pmm_reads(pmm_session* session, const pmm_read_filter* filter, const pmm_page* page,
                     const pmm_call* call, pmm_result** out_result,
                     pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(const auto wanted, read_filter<crm::ReadFilter>(filter, kReadFilterV1));
    PMM_ASSIGN(const auto where, read_page(page));
    PMM_TRY(runtime::flush_reads(impl, options));
    PMM_ASSIGN(TablePtr table, impl.read(options, [&](const crm::Reading& reading) {
      return crm::list_reads(reading, wanted, where);
    }));
    *out_result = make_result(std::move(table));
    return {};
  });
}

pmm_status pmm_audit_head(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                          pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(TablePtr table, crm::audit_head(crm.store(), options));
    *out_result = make_result(std::move(table));
    return {};
  });
}

pmm_status pmm_audit_check(pmm_db* db, pmm_str store_id, int64_t seq, pmm_str hash,
                           const pmm_call* call, pmm_result** out_result,
                           pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const auto store, read_text(store_id, "store_id"));
    PMM_ASSIGN(const auto kept, read_text(hash, "hash"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(TablePtr table, crm::audit_check(crm.store(), store, seq, kept, options));
    *out_result = make_result(std::move(table));
    return {};
  });
}
