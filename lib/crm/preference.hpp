#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/preference.hpp"

namespace pmm::crm {

// settings_version is the one that the caller has seen; another one in force is a conflict. `via`
// is the channel over which the subject said so.
struct PreferenceFields {
  Field<std::string> mode, language, read_receipts, preferred_channel;
  Field<std::int64_t> settings_version, quiet_from, quiet_to, digest_hour, cap_count, cap_hours,
      via;
  Field<bool> digest;
};

// One choice for a service or a category and a channel. `wanted` empty: back to what the mode says.
struct ChoiceFields {
  Field<std::int64_t> settings_version, service, category, via;
  Field<std::string> channel;
  Field<bool> wanted;
};

// The channel for one service or one case over the subject's own; empty: no longer.
struct PreferFields {
  Field<std::int64_t> settings_version, service, case_id, via;
  Field<std::string> channel;
};

// What is asked of a notice that does not exist: would it be wanted, where and why.
struct WantedFields {
  Field<std::string> notice_class;
  Field<std::int64_t> service, category, case_id;
};

// Each gives the version of the subject's preferences.
Result<std::int64_t> set_preference(const Writing& writing, std::int64_t subject,
                                    const PreferenceFields& fields);
Result<std::int64_t> set_choice(const Writing& writing, std::int64_t subject,
                                const ChoiceFields& fields);
Result<std::int64_t> prefer_channel(const Writing& writing, std::int64_t subject,
                                    const PreferFields& fields);

// All of it at once, for who knows what the subject wants: its choices begin a new settings
// version. The channels preferred for a service or a case are only taken by one that had none.
Result<std::int64_t> replace_preference(const Writing& writing, std::int64_t subject,
                                        const model::Preference& next);

// One row, also of a subject who never said anything.
Result<TablePtr> get_preference(const Reading& reading, std::int64_t subject);
// The choices that are in force, and the channels preferred for a service or a case.
Result<TablePtr> list_choices(const Reading& reading, std::int64_t subject);
Result<TablePtr> list_preference_history(const Reading& reading, std::int64_t subject,
                                         const Page& page);
// One row per channel: wanted, by which rule, in words.
Result<TablePtr> explain_preference(const Reading& reading, std::int64_t subject,
                                    const WantedFields& notice);

// For the gate, which knows whom it asks about.
Result<model::Preference> load_preference(store::Connection& db, std::int64_t subject);
// A category and those above it, nearest first; none of 0.
Result<std::vector<std::int64_t>> category_chain(store::Connection& db, std::int64_t category);

}  // namespace pmm::crm
