#include <array>

#include "base/json.hpp"
#include "crm/document.hpp"

namespace pmm::crm {
namespace {

constexpr std::array<std::string_view, 6> kDocumentMembers{"kind",       "name",       "reference",
                                                           "media_type", "size_bytes", "sha256"};

Status take_document_text(const Json& object, const char* name, const std::string& at,
                          std::string& out) {
  const Json* found = object.find(name);
  if (found == nullptr || found->is(Json::Kind::kNull)) return {};
  PMM_TRY(check_kind(*found, Json::Kind::kText, member_path(at, name)));
  out = found->text;
  return {};
}

Result<model::DocumentRef> to_document(const Json& object, const std::string& at) {
  PMM_TRY(check_kind(object, Json::Kind::kObject, at));
  PMM_TRY(check_keys(object, kDocumentMembers, at));
  model::DocumentRef out;
  PMM_TRY(take_document_text(object, "kind", at, out.kind));
  PMM_TRY(take_document_text(object, "name", at, out.name));
  PMM_TRY(take_document_text(object, "reference", at, out.reference));
  PMM_TRY(take_document_text(object, "media_type", at, out.media_type));
  PMM_TRY(take_document_text(object, "sha256", at, out.sha256));
  const Json* size = object.find("size_bytes");
  if (size != nullptr && !size->is(Json::Kind::kNull)) {
    PMM_TRY(check_kind(*size, Json::Kind::kInteger, member_path(at, "size_bytes")));
    out.size_bytes = size->integer;
  }
  if (out.kind.empty()) out.kind = model::kAttachment;
  return out;
}

}  // namespace

Result<std::vector<model::DocumentRef>> parse_documents(std::string_view json,
                                                        std::string_view field) {
  std::vector<model::DocumentRef> out;
  if (json.empty()) return out;
  PMM_ASSIGN(const Json list, parse_json(json, field));
  PMM_TRY(check_kind(list, Json::Kind::kArray, field));
  for (const Json& item : list.items) {
    PMM_ASSIGN(model::DocumentRef document, to_document(item, element_path(field, out.size())));
    out.push_back(std::move(document));
  }
  PMM_TRY(model::check_documents(out));
  return out;
}

}  // namespace pmm::crm
