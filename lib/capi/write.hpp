#pragma once

// The shapes that most writes of the C ABI have: create something, change something.

#include <string>

#include "capi/boundary.hpp"
#include "capi/fields.hpp"

namespace pmm::capi {

inline std::string id_bytes(std::int64_t id) {
  return {reinterpret_cast<const char*>(&id), sizeof id};
}

// A write whose answer is one number. The file of the noun has a static to_fields(raw, reader,
// fields), which is found by its first argument; `work(writing, fields)` does the write. `owner` is
// a further argument of the call, 0 if there is none.
template <class Fields, class Input, class Work>
pmm_status write_input(pmm_session* session, const Input* input, std::size_t first_release_size,
                       const pmm_call* call, std::int64_t owner, std::int64_t* out_answer,
                       bool answer_required, const char* answer_name, const char* operation,
                       pmm_error** out_error, Work&& work) noexcept {
  if (out_answer != nullptr) *out_answer = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    if (answer_required) PMM_TRY(required(out_answer, answer_name));
    PMM_ASSIGN(const Input raw, read_struct(input, first_release_size, "input"));
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader reader(raw.set_fields, raw.reserved0, "input");
    Fields fields;
    to_fields(raw, reader, fields);
    PMM_TRY(reader.finish(options, id_bytes(owner)));
    PMM_ASSIGN(const std::int64_t answer,
               impl.write(options, operation,
                          [&](const crm::Writing& writing) { return work(writing, fields); }));
    if (out_answer != nullptr) *out_answer = answer;
    return {};
  });
}

}  // namespace pmm::capi
