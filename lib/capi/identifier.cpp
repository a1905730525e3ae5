#include "pmmcrm/identifier.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/identifier.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_identifier_input& in, FieldReader& reader,
                      crm::IdentifierFields& out) {
  reader.line(PMM_IDENTIFIER_SCHEME, in.scheme, "scheme", out.scheme);
  reader.line(PMM_IDENTIFIER_VALUE, in.value, "value", out.value);
  reader.line(PMM_IDENTIFIER_ISSUER, in.issuer, "issuer", out.issuer);
  reader.date(PMM_IDENTIFIER_VALID_FROM_ON, in.valid_from_on, "valid_from_on", out.valid_from_on);
  reader.date(PMM_IDENTIFIER_VALID_TO_ON, in.valid_to_on, "valid_to_on", out.valid_to_on);
}

static void to_filter(const pmm_identifier_filter& in, FieldReader& reader,
                      crm::IdentifierFilter& out) {
  reader.line(PMM_IDENTIFIER_FILTER_SCHEME, in.scheme, "scheme", out.scheme);
  reader.time(PMM_IDENTIFIER_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

namespace {

constexpr std::size_t kIdentifierV1 =
    offsetof(pmm_identifier_input, valid_to_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kIdentifierV1 == 72);  // a promise to compiled programs
constexpr std::size_t kIdentifierFilterV1 =
    offsetof(pmm_identifier_filter, as_of_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kIdentifierFilterV1 == 40);

}  // namespace

pmm_status pmm_identifier_create(pmm_session* session, pmm_id subject,
                                 const pmm_identifier_input* input, const pmm_call* call,
                                 pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::IdentifierFields>(
      session, input, kIdentifierV1, call, subject, out_id, true, "out_id", "identifier.create",
      out_error, [subject](const auto& writing, const auto& fields) {
        return crm::create_identifier(writing, subject, fields);
      });
}

pmm_status pmm_identifier_update(pmm_session* session, pmm_id id, const pmm_identifier_input* input,
                                 const pmm_call* call, int64_t* out_version,
                                 pmm_error** out_error) noexcept {
  return write_input<crm::IdentifierFields>(session, input, kIdentifierV1, call, id, out_version,
                                            false, "out_version", "identifier.update", out_error,
                                            [id](const auto& writing, const auto& fields) {
                                              return crm::update_identifier(writing, id, fields);
                                            });
}

pmm_status pmm_identifier_get(pmm_session* session, pmm_id id, const pmm_call* call,
                              pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_identifier(reading, id); });
}

pmm_status pmm_identifier_list(pmm_session* session, pmm_id subject,
                               const pmm_identifier_filter* filter, const pmm_page* page,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::IdentifierFilter>(filter, kIdentifierFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_identifiers(reading, subject, wanted, where);
                    });
}

pmm_status pmm_identifier_check(pmm_session* session, pmm_str scheme, pmm_str value,
                                int32_t born_on, const pmm_call* call, pmm_result** out_result,
                                pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    // The reader knows what it reads by bits; here they are of this call's arguments.
    constexpr std::uint64_t kSchemeBit = 1, kValueBit = 2, kBornOnBit = 4;
    FieldReader reader(kSchemeBit | kValueBit | kBornOnBit, 0, "");
    Field<std::string> register_name, code;
    Field<std::int32_t> day;
    reader.line(kSchemeBit, scheme, "scheme", register_name);
    reader.line(kValueBit, value, "value", code);
    reader.date(kBornOnBit, born_on, "born_on", day);
    Call unused;
    PMM_TRY(reader.finish(unused));
    PMM_ASSIGN(TablePtr table, impl.read(options, [&](const crm::Reading& reading) {
      return crm::check_identifier(reading, register_name.value.value_or(""),
                                   code.value.value_or(""), day.value, impl.crm().municipalities());
    }));
    *out_result = make_result(std::move(table));
    return {};
  });
}
