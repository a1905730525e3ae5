#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct SubjectFields {
  Field<std::string> kind, name, family_name, given_name, sex, birth_place, language, note,
      external_id;
  Field<std::int32_t> born_on, died_on;
};

struct SubjectFilter {
  Field<std::string> kind, external_id, scheme, value, token;
};

Result<std::int64_t> create_subject(const Writing& writing, const SubjectFields& fields);
// Gives the new version.
Result<std::int64_t> update_subject(const Writing& writing, std::int64_t id,
                                    const SubjectFields& fields);
// `as_of_us` empty: as it is now.
Result<TablePtr> get_subject(const Reading& reading, std::int64_t id,
                             std::optional<std::int64_t> as_of_us);
Result<TablePtr> list_subjects(const Reading& reading, const SubjectFilter& filter,
                               const Page& page);

// Who a subject is now: the one that it was merged into, or itself.
Result<std::int64_t> live_subject(store::Connection& db, std::int64_t subject);
// The same of a filter that may name one.
Result<Field<std::int64_t>> live_subject(store::Connection& db, const Field<std::int64_t>& subject);

// kNotFound at `field` unless the subject is there and the actor may do `action` to its data. One
// that was merged becomes the one that it is now.
Status check_subject(store::Connection& db, const model::Plan& plan, model::Action action,
                     model::Noun noun, std::int64_t& subject, std::string_view field);

// The words that a subject is found by: none, or those of its row as it stands.
Status clear_words(const Writing& writing, std::int64_t id);
Status write_words(const Writing& writing, std::int64_t id);

// Whose a new row is: the subject that is named, as it is now, the one that the call is for, or of
// a citizen itself. Empty where staff names none.
Result<std::optional<std::int64_t>> subject_or_self(const Writing& writing,
                                                    const Field<std::int64_t>& given);

// kConflict at "call.on_behalf_of" where a write is for one subject, and its row of another; a row
// of nobody can be for anybody.
Status check_acts_for(const Writing& writing, std::int64_t subject);

// kNotFound at "call.on_behalf_of" unless the subject that a write is for is there and seen by the
// actor. Asked once for every write, before its work.
Status check_on_behalf_of(const Writing& writing);

}  // namespace pmm::crm
