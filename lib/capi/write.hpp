#pragma once

// The shapes that most calls of the C ABI have: create something, change something, and the filter
// of a list.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/fields.hpp"

namespace pmm::capi {

inline std::string id_bytes(std::int64_t id) {
  return {reinterpret_cast<const char*>(&id), sizeof id};
}

// The ids of an array, and their bytes for the comparison of repeated calls.
inline Result<std::vector<std::int64_t>> read_ids(const pmm_id* ids, std::size_t count,
                                                  const char* name, std::size_t most,
                                                  std::string& bytes) {
  if (count > most)
    return Status::limit("count",
                         std::to_string(count) + " " + name + " are over " + std::to_string(most));
  if (count != 0) PMM_TRY(required(ids, name));
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(ids[i]);
    bytes += id_bytes(ids[i]);
  }
  return out;
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

// A write that has no input struct: all that it is told are a word and numbers, ids among them,
// which an idempotency key compares. `work(writing, word)` does it. The answer may be NULL.
template <class Work>
pmm_status write_word(pmm_session* session, std::initializer_list<std::int64_t> numbers,
                      pmm_str given, const char* name, const pmm_call* call,
                      std::int64_t* out_answer, const char* operation, pmm_error** out_error,
                      const Work& work) noexcept {
  if (out_answer != nullptr) *out_answer = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    PMM_ASSIGN(const std::string_view word, read_text(given, name));
    PMM_TRY(text::check_line(word, name, limits::kKeyBytes));
    std::string bytes;
    for (const std::int64_t number : numbers) bytes += id_bytes(number);
    digest_request(options, {bytes, word});
    PMM_ASSIGN(const std::int64_t answer,
               impl.write(options, operation,
                          [&](const crm::Writing& writing) { return work(writing, word); }));
    if (out_answer != nullptr) *out_answer = answer;
    return {};
  });
}

// The same without a word: `work(writing)` does it.
template <class Work>
pmm_status write_plain(pmm_session* session, std::initializer_list<std::int64_t> numbers,
                       const pmm_call* call, std::int64_t* out_answer, const char* operation,
                       pmm_error** out_error, const Work& work) noexcept {
  return write_word(session, numbers, pmm_str{}, "", call, out_answer, operation, out_error,
                    [&](const crm::Writing& writing, std::string_view) { return work(writing); });
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
