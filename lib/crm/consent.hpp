#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct PurposeFields {
  Field<std::string> code, title;
  Field<bool> active;
};

struct ConsentFields {
  Field<std::int64_t> purpose, text_number, channel;
  Field<bool> given;
};

Result<std::int64_t> create_purpose(const Writing& writing, const PurposeFields& fields);
// Gives the new version. The code stays.
Result<std::int64_t> update_purpose(const Writing& writing, std::int64_t id,
                                    const PurposeFields& fields);
Result<TablePtr> list_purposes(const Reading& reading);

// What is put before the subjects from now on. Gives the number of the text.
Result<std::int64_t> add_consent_text(const Writing& writing, std::int64_t purpose,
                                      std::string_view language, std::string_view body);
Result<TablePtr> list_consent_texts(const Reading& reading, std::int64_t purpose);

// One more word of a subject on a purpose; nothing is ever overwritten. Gives its id.
Result<std::int64_t> set_consent(const Writing& writing, std::int64_t subject,
                                 const ConsentFields& fields);
// What holds now, a row for each purpose.
Result<TablePtr> list_consents(const Reading& reading, std::int64_t subject);
Result<TablePtr> consent_history(const Reading& reading, std::int64_t subject, const Page& page);

}  // namespace pmm::crm
