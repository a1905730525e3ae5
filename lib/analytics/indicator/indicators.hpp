#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// Answers a question in JSON; every one as of the same commit.
using Ask = std::function<Result<TablePtr>(const std::string& question)>;

// The indicators that `request` asks for (JSON, see pmm_indicators; empty: all, over everything).
// `digital_channels` are the codes of the channels that are. kInvalid names the place in the
// request. Of numbers that are under `smallest`, not even a difference is told; 0: of all.
Result<TablePtr> indicators(std::string_view request,
                            const std::vector<std::string>& digital_channels, std::int64_t smallest,
                            const Ask& ask);

}  // namespace pmm::analytics
