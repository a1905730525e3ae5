#pragma once

#include <cstdint>
#include <span>

#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::exchange {

// Reads a finished workbook again: libxlsxwriter looks at no write into its temporary files, and of
// a disk that was full meanwhile it makes a workbook whose parts are cut off. `least` is what the
// sheets hold at least, in their order; there may be more sheets. kFull when a part is not whole.
Status check_workbook(int fd, std::span<const std::int64_t> least, const Call& call);

}  // namespace pmm::exchange
