#pragma once

// The shapes that most calls of the C ABI have: create something, change something, and the filter
// of a list.

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/digest.hpp"
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

// A write on one row whose whole input are a text and numbers, which come besides the row. Its
// answer is the row's new version.
template <class Work>
pmm_status write_row(pmm_session* session, pmm_id id, std::string_view extra, const pmm_call* call,
                     std::int64_t* out_version, const char* operation, pmm_error** out_error,
                     Work&& work, std::initializer_list<std::int64_t> numbers = {}) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    if (!options.idempotency_key.empty()) {
      Sha256 sha;
      sha.add_int(id);
      sha.add_text(extra);
      for (const std::int64_t number : numbers) sha.add_int(number);
      options.request_digest = std::string(as_text(sha.finish()));
    }
    PMM_ASSIGN(const std::int64_t version, impl.write(options, operation, work));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

// The filter of a list; NULL sets no member of it. The file of the noun has a static
// to_filter(raw, reader, filter), which is found by its first argument.
template <class Filter, class Raw>
Result<Filter> read_filter(const Raw* filter, std::size_t first_release_size) {
  Filter out;
  if (filter == nullptr) return out;
  PMM_ASSIGN(const Raw raw, read_struct(filter, first_release_size, "filter"));
  FieldReader reader(raw.set_fields, raw.reserved0, "filter");
  to_filter(raw, reader, out);
  Call unused;
  PMM_TRY(reader.finish(unused));
  return out;
}

}  // namespace pmm::capi
