#include "crm/external_id.hpp"

#include "base/text.hpp"

namespace pmm::crm {

Status check_external_id(store::Connection& db, const char* select, const char* noun,
                         const std::optional<std::string>& external_id, std::int64_t self) {
  if (!external_id) return {};
  PMM_ASSIGN(auto find, db.prepare(select));
  PMM_ASSIGN(const bool found, find.bind(1, std::string_view(*external_id)).step());
  if (!found || find.int_at(0) == self) return {};
  const std::string holder = std::to_string(find.int_at(0));
  return Status::conflict("external_id",
                          text::quoted(*external_id) + " belongs to " + noun + " " + holder)
      .with(noun, holder);
}

}  // namespace pmm::crm
