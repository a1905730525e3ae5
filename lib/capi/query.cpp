#include "pmmcrm/query.h"

#include "base/text.hpp"
#include "capi/boundary.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

pmm_status pmm_query(pmm_session* session, pmm_str query, const pmm_call* call,
                     pmm_result** out_result, pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    if (query.data == nullptr) return Status::invalid("query", "required argument is NULL");
    PMM_ASSIGN(const auto json, read_text(query, "query"));
    PMM_ASSIGN(TablePtr answer, impl.query(json, options));
    *out_result = make_result(std::move(answer));
    return {};
  });
}

pmm_status pmm_query_explain(pmm_session* session, pmm_str query, const pmm_call* call,
                             pmm_text** out_text, pmm_error** out_error) noexcept {
  if (out_text != nullptr) *out_text = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_text, "out_text"));
    PMM_ASSIGN(const Call options, read_call(call));
    if (query.data == nullptr) return Status::invalid("query", "required argument is NULL");
    PMM_ASSIGN(const auto json, read_text(query, "query"));
    PMM_ASSIGN(std::string told, impl.explain(json, options));
    *out_text = make_text(std::move(told));
    return {};
  });
}

pmm_status pmm_meta(pmm_db* db, pmm_text** out_text, pmm_error** out_error) noexcept {
  if (out_text != nullptr) *out_text = nullptr;
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_TRY(required(out_text, "out_text"));
    PMM_ASSIGN(const std::string json, crm.engine().meta_json());
    *out_text = make_text(json);
    return {};
  });
}

pmm_status pmm_query_schema(pmm_db* db, pmm_text** out_text, pmm_error** out_error) noexcept {
  if (out_text != nullptr) *out_text = nullptr;
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_TRY(required(out_text, "out_text"));
    *out_text = make_text(crm.engine().query_schema_json());
    return {};
  });
}
