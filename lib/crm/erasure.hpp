#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crm/context.hpp"

namespace pmm::crm {

// What an erasure found in one table. Rows that are neither erased nor kept stay in the numbers and
// tell of nobody.
struct ErasureCount {
  std::string_view table;
  std::int64_t found = 0, erased = 0, anonymous = 0, kept = 0;
  std::string why;  // something is kept
};

struct ErasureReport {
  std::vector<ErasureCount> tables;  // those that had rows
};

// Erases what the store has of a subject and of those that were merged into it, but what must be
// kept: see docs/adr/0027. Whoever calls it has decided that it may be done. Files beside the store
// are not its matter.
Result<ErasureReport> erase_subject(const Writing& writing, std::int64_t subject);

// Who was merged into a subject: what did not go over is its own too.
Result<std::vector<std::int64_t>> merged_into(store::Connection& db, std::int64_t subject);

// Of the attributes of a case those that analysts may group by: codes, numbers and times. Empty
// where none is left.
Result<std::string> dimensions_of(store::Connection& db, std::int64_t service,
                                  std::string_view attributes);

Result<bool> any_hold_over(const Reading& reading);
// Ends the holds whose time is over; gives how many.
Result<std::int64_t> end_holds(const Writing& writing, std::int64_t most);

// A file that a subject was given, as it was written.
struct ExportedFile {
  std::string path, sha256;
};
Result<std::vector<ExportedFile>> exports_of(store::Connection& db, std::int64_t subject);

// Who was erased, for the list beside the store. The digest is that of the subject's token.
struct PastErasure {
  std::int64_t subject = 0;
  std::string digest;
  std::int64_t at_us = 0;
};
Result<std::vector<PastErasure>> past_erasures(store::Connection& db);
// Whether this store has a subject that `erasure` is of and that was not erased as late as then.
Result<bool> is_still_there(store::Connection& db, const PastErasure& erasure);
std::string erasure_digest(std::string_view token);

}  // namespace pmm::crm
