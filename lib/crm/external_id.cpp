#include "crm/external_id.hpp"

#include "base/text.hpp"

namespace pmm::crm {

Status check_external_id(const Writing& writing, const char* select, model::Noun noun,
                         const std::optional<std::string>& external_id, std::int64_t self) {
  if (!external_id) return {};
  PMM_ASSIGN(auto find, writing.db().prepare(select));
  PMM_ASSIGN(const bool found, find.bind(1, std::string_view(*external_id)).step());
  if (!found || find.int_at(0) == self) return {};
  const std::string holder = std::to_string(find.int_at(0));
  const std::string name(model::noun_name(noun));
  const model::RowFacts facts{find.int_at(1), find.int_at(2), find.int_at(3), {}};
  if (!model::may(writing.plan, model::Action::kRead, noun, facts))
    return Status::conflict("external_id", text::quoted(*external_id) + " is taken");
  return Status::conflict("external_id",
                          text::quoted(*external_id) + " belongs to " + name + " " + holder)
      .with(name, holder);
}

}  // namespace pmm::crm
