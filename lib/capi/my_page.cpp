#include "pmmcrm/my_page.h"

#include <limits>

#include "capi/boundary.hpp"
#include "capi/fields.hpp"
#include "crm/my_page.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

struct pmm_my_page {
  crm::MyPage page;

  const crm::MyPageSection* section(std::int32_t index) const noexcept {
    if (index < 0 || static_cast<std::size_t>(index) >= page.sections.size()) return nullptr;
    return &page.sections[static_cast<std::size_t>(index)];
  }
};

namespace {

constexpr std::size_t kMyPageOptionsV1 = offsetof(pmm_my_page_options, rows) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kMyPageOptionsV1 == 24);  // a promise to compiled programs

Result<std::int64_t> read_rows(const pmm_my_page_options* options) {
  if (options == nullptr) return std::int64_t{0};
  PMM_ASSIGN(const pmm_my_page_options raw, read_struct(options, kMyPageOptionsV1, "options"));
  FieldReader reader(raw.set_fields, raw.reserved0, "options");
  Field<std::int64_t> rows;
  reader.integer(PMM_MY_PAGE_ROWS, raw.rows, "rows", 1, std::numeric_limits<std::int64_t>::max(),
                 rows);
  Call unused;
  PMM_TRY(reader.finish(unused));
  return rows.value.value_or(0);
}

}  // namespace

pmm_status pmm_my_page_read(pmm_session* session, pmm_id subject,
                            const pmm_my_page_options* options, const pmm_call* call,
                            pmm_my_page** out_page, pmm_error** out_error) noexcept {
  if (out_page != nullptr) *out_page = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_page, "out_page"));
    PMM_ASSIGN(const std::int64_t rows, read_rows(options));
    PMM_ASSIGN(const Call wanted, read_call(call));
    auto made = std::make_unique<pmm_my_page>();
    const auto work = [&](const crm::Reading& reading) -> Result<TablePtr> {
      PMM_ASSIGN(made->page, crm::read_my_page(reading, subject, rows));
      for (crm::MyPageSection& section : made->page.sections) {
        PMM_ASSIGN(section.rows, impl.crm().within_limit(std::move(section.rows)));
      }
      return TablePtr(std::make_shared<Table>());
    };
    PMM_TRY(impl.read(wanted, runtime::Session::Read(std::cref(work))).take_status());
    *out_page = made.release();
    return {};
  });
}

pmm_id pmm_my_page_subject(const pmm_my_page* page) noexcept {
  return page == nullptr ? 0 : page->page.subject;
}

int32_t pmm_my_page_sections(const pmm_my_page* page) noexcept {
  return page == nullptr ? 0 : static_cast<std::int32_t>(page->page.sections.size());
}

pmm_str pmm_my_page_name(const pmm_my_page* page, int32_t section) noexcept {
  const crm::MyPageSection* found = page == nullptr ? nullptr : page->section(section);
  return found == nullptr ? view({}) : view(found->name);
}

int32_t pmm_my_page_find(const pmm_my_page* page, pmm_str name) noexcept {
  if (page == nullptr || name.data == nullptr) return -1;
  const std::string_view wanted(name.data, name.size);
  for (std::size_t i = 0; i < page->page.sections.size(); ++i)
    if (page->page.sections[i].name == wanted) return static_cast<std::int32_t>(i);
  return -1;
}

int32_t pmm_my_page_is_collapsed(const pmm_my_page* page, int32_t section) noexcept {
  const crm::MyPageSection* found = page == nullptr ? nullptr : page->section(section);
  return found != nullptr && found->collapsed ? 1 : 0;
}

int32_t pmm_my_page_has_more(const pmm_my_page* page, int32_t section) noexcept {
  const crm::MyPageSection* found = page == nullptr ? nullptr : page->section(section);
  return found != nullptr && found->has_more ? 1 : 0;
}

pmm_status pmm_my_page_section(const pmm_my_page* page, int32_t section, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(page, "page"));
    PMM_TRY(required(out_result, "out_result"));
    const crm::MyPageSection* found = page->section(section);
    if (found == nullptr)
      return Status::not_found("section",
                               "the page has " + std::to_string(page->page.sections.size()) +
                                   " sections, none is number " + std::to_string(section));
    *out_result = make_result(found->rows);
    return {};
  });
}

void pmm_my_page_free(pmm_my_page* page) noexcept { delete page; }
