#pragma once

// The shapes that most calls of the C ABI have: create something, change something, and the filter
// of a list.

#include <array>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "capi/boundary.hpp"
#include "capi/fields.hpp"

namespace pmm::capi {

template <std::size_t kCount>
std::string_view bytes_of_ids(const std::array<std::int64_t, kCount>& ids) noexcept {
  return {reinterpret_cast<const char*>(ids.data()), sizeof ids};
}

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

// A write about one row that has no input struct. `read()` checks the further arguments and gives
// what an idempotency key compares of them; `work(writing, id)` does the write.
template <class Read, class Work>
pmm_status write_id(pmm_session* session, pmm_id id, const pmm_call* call, std::int64_t* out_answer,
                    const char* operation, pmm_error** out_error, Read&& read,
                    Work&& work) noexcept {
  if (out_answer != nullptr) *out_answer = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    PMM_ASSIGN(const std::string further, read());
    if (!options.idempotency_key.empty()) {
      Sha256 sha;
      sha.add_int(id);
      sha.add_text(further);
      options.request_digest = std::string(as_text(sha.finish()));
    }
    PMM_ASSIGN(const std::int64_t answer,
               impl.write(options, operation,
                          [&](const crm::Writing& writing) { return work(writing, id); }));
    if (out_answer != nullptr) *out_answer = answer;
    return {};
  });
}
template <class Work>
pmm_status write_id(pmm_session* session, pmm_id id, const pmm_call* call, std::int64_t* out_answer,
                    const char* operation, pmm_error** out_error, Work&& work) noexcept {
  return write_id(
      session, id, call, out_answer, operation, out_error,
      [] { return Result<std::string>(std::string()); }, std::forward<Work>(work));
}

// A write whose whole input are ids and short values, given as bytes in `input` for the comparison
// of repeated calls; `work(writing)` does it. The answer may be NULL.
template <class Work>
pmm_status write_plain(pmm_session* session, std::string_view input, const pmm_call* call,
                       std::int64_t* out_answer, const char* operation, pmm_error** out_error,
                       const Work& work) noexcept {
  if (out_answer != nullptr) *out_answer = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader no_fields(0, 0, "input");
    PMM_TRY(no_fields.finish(options, input));
    PMM_ASSIGN(const std::int64_t answer, impl.write(options, operation, work));
    if (out_answer != nullptr) *out_answer = answer;
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
