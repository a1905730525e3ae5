#include "crm/document.hpp"

namespace pmm::crm {
namespace {

std::optional<std::string_view> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

}  // namespace

const Columns kDocumentColumns{{"position", Type::kInt64},  {"kind", Type::kText},
                               {"name", Type::kText},       {"reference", Type::kText},
                               {"media_type", Type::kText}, {"size_bytes", Type::kInt64},
                               {"sha256", Type::kText}};

Status insert_documents(const Writing& writing, const char* insert, std::int64_t owner,
                        const std::vector<model::DocumentRef>& documents) {
  std::int64_t position = 0;
  for (const model::DocumentRef& document : documents) {
    PMM_ASSIGN(auto row, writing.db().prepare(insert));
    row.bind(1, owner).bind(2, ++position).bind(3, std::string_view(document.kind));
    row.bind(4, std::string_view(document.name)).bind(5, std::string_view(document.reference));
    row.bind(6, or_null(document.media_type)).bind(7, document.size_bytes);
    PMM_TRY(row.bind(8, or_null(document.sha256)).run());
  }
  return {};
}

}  // namespace pmm::crm
