#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/notice.hpp"

namespace pmm::crm {

// What goes with a notification or a message, by reference, as the JSON text that it is given in:
// [{"kind","name","reference","media_type","size_bytes","sha256"}…]. An empty text is an empty
// list. kInvalid or kLimit at `field`, or at a member of it.
Result<std::vector<model::DocumentRef>> parse_documents(std::string_view json,
                                                        std::string_view field);

// `insert` takes owner, position, kind, name, reference, media_type, size_bytes and sha256.
Status insert_documents(const Writing& writing, const char* insert, std::int64_t owner,
                        const std::vector<model::DocumentRef>& documents);

extern const Columns kDocumentColumns;

}  // namespace pmm::crm
