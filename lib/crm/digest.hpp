#pragma once

#include <cstdint>
#include <string>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// The digest that goes out to a subject over a channel at `due_us`, or at the next `hour` after it
// when that one has gone already. It is made, with its own delivery, when it is not there.
Result<std::int64_t> digest_for(const Writing& writing, std::int64_t subject, std::int64_t channel,
                                std::int32_t hour, std::int64_t due_us);

// What it says: one line per collapse key, the newest of each.
struct DigestText {
  std::string language, title, body;
};
Result<DigestText> digest_text(store::Connection& db, std::int64_t digest,
                               std::string_view language);

Result<TablePtr> get_digest(const Reading& reading, std::int64_t id);
// Every notification in it, those of one collapse key together, in the order of the text.
Result<TablePtr> list_digest(const Reading& reading, std::int64_t id);

}  // namespace pmm::crm
