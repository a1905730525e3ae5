#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct LegalHoldFields {
  Field<std::int64_t> subject, case_id, until_us;
  Field<std::string> ground, note;
  Field<bool> keeps_identity;
};

struct LegalHoldFilter {
  Field<std::int64_t> subject, case_id;
  Field<bool> open;
};

Result<std::int64_t> create_legal_hold(const Writing& writing, const LegalHoldFields& fields);
// Gives the new version.
Result<std::int64_t> end_legal_hold(const Writing& writing, std::int64_t id);
Result<TablePtr> list_legal_holds(const Reading& reading, const LegalHoldFilter& filter,
                                  const Page& page);

}  // namespace pmm::crm
