#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct AddressFields {
  Field<std::string> kind, value, label;
  Field<std::int32_t> verified_on;
  Field<bool> is_default;
  Field<std::int64_t> ended_us;
};
Result<std::int64_t> create_address(const Writing& writing, std::int64_t subject,
                                    const AddressFields& fields);
Result<std::int64_t> update_address(const Writing& writing, std::int64_t id,
                                    const AddressFields& fields);
Result<TablePtr> get_address(const Reading& reading, std::int64_t id);
// With `as_of_us`: what was in force at that instant, with the values that the registry held then;
// cleared: now. Without it, every row as it stands, past ones too.
struct AddressFilter {
  Field<std::string> kind;
  Field<std::int64_t> as_of_us;
};
Result<TablePtr> list_addresses(const Reading& reading, std::int64_t subject,
                                const AddressFilter& filter, const Page& page);

}  // namespace pmm::crm
