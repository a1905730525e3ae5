#pragma once

// The four functions of a catalogue noun: offices, channels, categories and areas are alike. The
// file of the noun has to_fields(raw, reader, fields) and to_filter(raw, reader, filter), which are
// found by their first argument.

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/catalogue.hpp"

namespace pmm::capi {

template <class Input, class Filter>
struct CatalogueBoundary {
  const crm::Catalogue* catalogue;
  std::size_t input_v1, filter_v1;  // sizes of the structs in their first release
  const char *create_name, *update_name;

  pmm_status create(pmm_session* session, const Input* input, const pmm_call* call, pmm_id* out_id,
                    pmm_error** out_error) const noexcept {
    return write_input<crm::EntryFields>(session, input, input_v1, call, 0, out_id, true, "out_id",
                                         create_name, out_error,
                                         [this](const auto& writing, const auto& fields) {
                                           return crm::create_entry(writing, *catalogue, fields);
                                         });
  }

  pmm_status update(pmm_session* session, pmm_id id, const Input* input, const pmm_call* call,
                    std::int64_t* out_version, pmm_error** out_error) const noexcept {
    return write_input<crm::EntryFields>(
        session, input, input_v1, call, id, out_version, false, "out_version", update_name,
        out_error, [this, id](const auto& writing, const auto& fields) {
          return crm::update_entry(writing, *catalogue, id, fields);
        });
  }

  pmm_status get(pmm_session* session, pmm_id id, const pmm_call* call, pmm_result** out_result,
                 pmm_error** out_error) const noexcept {
    return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
      return crm::get_entry(reading, *catalogue, id);
    });
  }

  pmm_status list(pmm_session* session, const Filter* filter, const pmm_page* page,
                  const pmm_call* call, pmm_result** out_result,
                  pmm_error** out_error) const noexcept {
    return read_table(
        session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
          PMM_ASSIGN(const auto wanted, read_filter<crm::EntryFilter>(filter, filter_v1));
          PMM_ASSIGN(const auto where, read_page(page));
          return crm::list_entries(reading, *catalogue, wanted, where);
        });
  }
};

}  // namespace pmm::capi
