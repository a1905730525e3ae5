#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// One actor looked at one kind of thing of one subject, so many times within a minute.
struct ReadEntry {
  std::int64_t at_us = 0, actor = 0, on_behalf_of = 0, subject = 0;
  std::string what;
  std::int64_t times = 1;
  std::string reason;  // that the call gave
};

struct ReadFilter {
  Field<std::int64_t> subject, actor, from_us, to_us;
};

Status write_reads(store::Tx& tx, const std::vector<ReadEntry>& reads);
Result<TablePtr> list_reads(const Reading& reading, const ReadFilter& filter, const Page& page);

}  // namespace pmm::crm
