#include "pmmcrm/base.h"

#include "base/text.hpp"
#include "capi/boundary.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr char kVersion[] = PMM_VERSION_TEXT;

struct StatusName {
  pmm_status status;
  const char* name;
};
constexpr StatusName kStatusNames[] = {
    {PMM_OK, "PMM_OK"},
    {PMM_END, "PMM_END"},
    {PMM_E_INVALID, "PMM_E_INVALID"},
    {PMM_E_MISUSE, "PMM_E_MISUSE"},
    {PMM_E_UNSUPPORTED, "PMM_E_UNSUPPORTED"},
    {PMM_E_LIMIT, "PMM_E_LIMIT"},
    {PMM_E_NOT_FOUND, "PMM_E_NOT_FOUND"},
    {PMM_E_CONFLICT, "PMM_E_CONFLICT"},
    {PMM_E_DENIED, "PMM_E_DENIED"},
    {PMM_E_CLOSED, "PMM_E_CLOSED"},
    {PMM_E_CANCELLED, "PMM_E_CANCELLED"},
    {PMM_E_TIMEOUT, "PMM_E_TIMEOUT"},
    {PMM_E_BUSY, "PMM_E_BUSY"},
    {PMM_E_FORKED, "PMM_E_FORKED"},
    {PMM_E_NO_MEMORY, "PMM_E_NO_MEMORY"},
    {PMM_E_IO, "PMM_E_IO"},
    {PMM_E_FULL, "PMM_E_FULL"},
    {PMM_E_CORRUPT, "PMM_E_CORRUPT"},
    {PMM_E_FOREIGN_ACCESS, "PMM_E_FOREIGN_ACCESS"},
    {PMM_E_INTERNAL, "PMM_E_INTERNAL"},
};

// Built at the first call. The version of SQLite is that of the library in use, not of its header.
const std::string& build_info() {
  static const auto* const info = new std::string(  // NOLINT: a view of it is valid for ever
      std::string("{\"version\":\"") + kVersion +
      "\",\"compiler\":\"" PMM_COMPILER_TEXT "\",\"sqlite\":\"" + runtime::sqlite_version() +
      "\",\"schema_version\":" + std::to_string(runtime::schema_version()) + "}");
  return *info;
}

}  // namespace

pmm_str pmm_string(const char* text) noexcept {
  return view(text == nullptr ? std::string_view() : std::string_view(text));
}

pmm_str pmm_version(void) noexcept { return view(kVersion); }

pmm_str pmm_build_info(void) noexcept {
  try {
    return view(build_info());
  } catch (const std::bad_alloc&) {
    return view({});
  }
}

pmm_str pmm_status_name(pmm_status status) noexcept {
  for (const StatusName& entry : kStatusNames)
    if (entry.status == status) return view(entry.name);
  return view({});
}

pmm_status pmm_error_code(const pmm_error* error) noexcept {
  return error == nullptr ? PMM_OK : error->code;
}
pmm_str pmm_error_message(const pmm_error* error) noexcept {
  return error == nullptr ? view({}) : view(error->message);
}
pmm_str pmm_error_field(const pmm_error* error) noexcept {
  return error == nullptr ? view({}) : view(error->field);
}
int64_t pmm_error_row(const pmm_error* error) noexcept {
  return error == nullptr ? -1 : error->row;
}

pmm_str pmm_error_detail(const pmm_error* error, pmm_str key) noexcept {
  if (error == nullptr || key.data == nullptr) return view({});
  for (const auto& detail : error->details)
    if (detail.key == std::string_view(key.data, key.size)) return view(detail.value);
  return view({});
}

void pmm_error_free(pmm_error* error) noexcept { release_error(error); }

pmm_str pmm_text_view(const pmm_text* text) noexcept {
  return text == nullptr ? view({}) : view(text->bytes);
}

void pmm_text_free(pmm_text* text) noexcept { delete text; }

pmm_status pmm_cancel_create(pmm_cancel** out_cancel, pmm_error** out_error) noexcept {
  if (out_cancel != nullptr) *out_cancel = nullptr;
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(out_cancel, "out_cancel"));
    auto cancel = std::make_unique<pmm_cancel>(pmm_cancel{std::make_shared<CancelToken>()});
    *out_cancel = cancel.release();
    return {};
  });
}

void pmm_cancel_request(pmm_cancel* cancel) noexcept {
  if (cancel != nullptr) cancel->token->request();
}

void pmm_cancel_free(pmm_cancel* cancel) noexcept { delete cancel; }
