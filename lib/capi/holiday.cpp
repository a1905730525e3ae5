#include "pmmcrm/holiday.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/holiday.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_holiday_input& in, FieldReader& reader, crm::HolidayFields& out) {
  constexpr std::int64_t kMostDays = 366;
  reader.line(PMM_HOLIDAY_NAME, in.name, "name", out.name);
  reader.line(PMM_HOLIDAY_RULE, in.rule, "rule", out.rule);
  reader.integer(PMM_HOLIDAY_MONTH, in.month, "month", 1, 12, out.month);
  reader.integer(PMM_HOLIDAY_DAY, in.day, "day", 1, 31, out.day);
  reader.integer(PMM_HOLIDAY_EASTER_OFFSET, in.easter_offset, "easter_offset", -kMostDays,
                 kMostDays, out.easter_offset);
  reader.date(PMM_HOLIDAY_ON_DAY, in.on_day, "on_day", out.on_day);
  reader.date(PMM_HOLIDAY_VALID_FROM_ON, in.valid_from_on, "valid_from_on", out.valid_from_on);
  reader.date(PMM_HOLIDAY_VALID_TO_ON, in.valid_to_on, "valid_to_on", out.valid_to_on);
}

static void to_filter(const pmm_holiday_filter& in, FieldReader& reader, crm::HolidayFilter& out) {
  reader.line(PMM_HOLIDAY_FILTER_RULE, in.rule, "rule", out.rule);
}

namespace {

constexpr std::size_t kHolidayV1 = offsetof(pmm_holiday_input, valid_to_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kHolidayV1 == 72);  // a promise to compiled programs
constexpr std::size_t kHolidayFilterV1 = offsetof(pmm_holiday_filter, rule) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kHolidayFilterV1 == 32);

}  // namespace

pmm_status pmm_holiday_create(pmm_session* session, const pmm_holiday_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::HolidayFields>(
      session, input, kHolidayV1, call, 0, out_id, true, "out_id", "holiday.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_holiday(writing, fields); });
}

pmm_status pmm_holiday_update(pmm_session* session, pmm_id id, const pmm_holiday_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::HolidayFields>(session, input, kHolidayV1, call, id, out_version, false,
                                         "out_version", "holiday.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_holiday(writing, id, fields);
                                         });
}

pmm_status pmm_holiday_add_italian(pmm_session* session, int32_t with_naples, const pmm_call* call,
                                   int64_t* out_count, pmm_error** out_error) noexcept {
  if (out_count != nullptr) *out_count = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    if (with_naples != 0 && with_naples != 1)
      return Status::invalid("with_naples", std::to_string(with_naples) + " is not 0 or 1");
    PMM_ASSIGN(Call options, read_call(call));
    digest_request(options, {id_bytes(with_naples)});
    PMM_ASSIGN(const std::int64_t count,
               impl.write(options, "holiday.add_italian", [&](const crm::Writing& writing) {
                 return crm::add_italian_holidays(writing, with_naples == 1);
               }));
    if (out_count != nullptr) *out_count = count;
    return {};
  });
}

pmm_status pmm_holiday_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_holiday(reading, id); });
}

pmm_status pmm_holiday_list(pmm_session* session, const pmm_holiday_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::HolidayFilter>(filter, kHolidayFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_holidays(reading, wanted, where);
      });
}
