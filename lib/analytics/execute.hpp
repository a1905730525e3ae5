#pragma once

#include <functional>
#include <string_view>

#include "analytics/query.hpp"
#include "analytics/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// The members of a stored segment, as of the question's epoch. kInvalid when there is no such
// segment; the caller says where its name stands.
using SegmentSource =
    std::function<Result<SubjectSetPtr>(std::string_view name, const Epoch& epoch, const Call&)>;

// Answers a question: one scan or several, their results put together and in order. Without a
// source no segment is known.
Result<TablePtr> execute(Query query, const ScanContext& context, const SegmentSource& segments,
                         const Call& call);

}  // namespace pmm::analytics
