// What a rule asks of persons is in the groups of columns that a role sees or does not see.
#include "analytics/segment/fields.hpp"

#include <optional>
#include <string>

#include "model/access_persons.hpp"

namespace pmm::analytics {
namespace {

struct AskedColumn {
  model::FieldGroup group;
  model::Noun noun;
};

// Nothing where the column is in no group.
std::optional<AskedColumn> asked_column(Attribute attribute) noexcept {
  switch (attribute) {
    case Attribute::kSex:
    case Attribute::kBirthPlace:
    case Attribute::kBorn:
    case Attribute::kDied:
      return AskedColumn{model::FieldGroup::kIdentity, model::Noun::kSubject};
    case Attribute::kIdentifier:
      return AskedColumn{model::FieldGroup::kIdentity, model::Noun::kIdentifier};
    case Attribute::kAddress:
    case Attribute::kVerifiedAddress:
      return AskedColumn{model::FieldGroup::kContactData, model::Noun::kAddress};
    case Attribute::kKind:
    case Attribute::kLanguage:
    case Attribute::kCreated:
      break;
  }
  return std::nullopt;
}

}  // namespace

Status check_may_ask(Attribute attribute, const Asker& asker, std::string_view field) {
  const auto asked = asked_column(attribute);
  if (!asked || model::sees_of_everybody(asker.plan, asked->group, asked->noun)) return {};
  if (asker.action == model::Action::kCount && hides_small_groups(asker.plan)) return {};
  return {Code::kDenied,
          "this actor may not look for persons by what it does not see of them: " +
              std::string(model::field_group_name(asked->group)),
          std::string(field)};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a rule be
Status check_may_ask(const Rule& rule, const Asker& asker, std::string_view field) {
  if (rule.kind == Rule::Kind::kAttribute)
    return check_may_ask(rule.attribute.attribute, asker, field);
  for (const Rule& child : rule.children) PMM_TRY(check_may_ask(child, asker, field));
  return {};
}

}  // namespace pmm::analytics
