#include "crm/field_guard.hpp"

#include <array>
#include <string>
#include <string_view>

#include "model/access_persons.hpp"

namespace pmm::crm {
namespace {

using model::FieldGroup;
using model::Noun;

struct GuardedField {
  Noun noun;
  std::string_view column;
  FieldGroup group;
};
constexpr std::array kGuardedFields{
    GuardedField{Noun::kSubject, "name", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "family_name", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "given_name", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "sex", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "born_on", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "birth_place", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "died_on", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "external_id", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "codice_fiscale", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "partita_iva", FieldGroup::kIdentity},
    GuardedField{Noun::kSubject, "email", FieldGroup::kContactData},
    GuardedField{Noun::kSubject, "pec", FieldGroup::kContactData},
    GuardedField{Noun::kSubject, "phone", FieldGroup::kContactData},
    GuardedField{Noun::kSubject, "postal", FieldGroup::kContactData},
    GuardedField{Noun::kSubject, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kIdentifier, "value", FieldGroup::kIdentity},
    GuardedField{Noun::kIdentifier, "issuer", FieldGroup::kIdentity},
    GuardedField{Noun::kAddress, "value", FieldGroup::kContactData},
    GuardedField{Noun::kAddress, "label", FieldGroup::kContactData},
    GuardedField{Noun::kRelationship, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kMandate, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kContact, "summary", FieldGroup::kSensitive},
    GuardedField{Noun::kTask, "title", FieldGroup::kSensitive},
    GuardedField{Noun::kTask, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kCase, "summary", FieldGroup::kSensitive},
    GuardedField{Noun::kCase, "description", FieldGroup::kSensitive},
    GuardedField{Noun::kCase, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kCase, "attributes", FieldGroup::kSensitive},
    GuardedField{Noun::kCase, "address", FieldGroup::kContactData},
    GuardedField{Noun::kCase, "latitude", FieldGroup::kContactData},
    GuardedField{Noun::kCase, "longitude", FieldGroup::kContactData},
    GuardedField{Noun::kCaseEvent, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "title", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "body", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "pay_amount", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "pay_notice", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "pay_payee", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "action", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "action_url", FieldGroup::kSensitive},
    // Of the documents that go with it.
    GuardedField{Noun::kNotification, "name", FieldGroup::kSensitive},
    GuardedField{Noun::kNotification, "reference", FieldGroup::kSensitive},
    GuardedField{Noun::kCaseMessage, "body", FieldGroup::kSensitive},
    GuardedField{Noun::kCaseMessage, "name", FieldGroup::kSensitive},
    GuardedField{Noun::kCaseMessage, "reference", FieldGroup::kSensitive},
    GuardedField{Noun::kAppointment, "note", FieldGroup::kSensitive},
    GuardedField{Noun::kReminder, "title", FieldGroup::kSensitive},
    GuardedField{Noun::kReminder, "body", FieldGroup::kSensitive},
    GuardedField{Noun::kFeedback, "comment", FieldGroup::kSensitive},
};

// Why something was changed, or stood still, is free text whatever it is of.
constexpr std::string_view kReason = "reason";

bool is_in_group(const GuardedField& field, Noun noun, std::string_view column) noexcept {
  return field.noun == noun && field.column == column;
}

// Of which noun the group is: where a list of subjects has contact data, they are addresses.
Noun asked_of(const GuardedField& field) noexcept {
  const bool address = field.noun == Noun::kSubject && field.group == FieldGroup::kContactData;
  return address ? Noun::kAddress : field.noun;
}

bool is_always_seen(const model::Plan& plan, const GuardedField& field) noexcept {
  const Noun asked = asked_of(field);
  return asked == field.noun ? model::sees_always(plan, field.group, asked)
                             : model::sees_of_everybody(plan, field.group, asked);
}

}  // namespace

FieldGuard::FieldGuard(const model::Plan& plan, Noun noun, const Columns& columns) : plan_(plan) {
  const std::string_view whose = noun == Noun::kSubject ? "id" : "subject";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view name = columns[i].name;
    if (name == whose) subject_ = static_cast<int>(i);
    if (name == "office") office_ = static_cast<int>(i);
    if (name == "service") service_ = static_cast<int>(i);
    if (name == "visibility") visibility_ = static_cast<int>(i);
    if (name == "delegate" || name == "other") other_ = static_cast<int>(i);
    for (const GuardedField& field : kGuardedFields)
      if (is_in_group(field, noun, name) && !is_always_seen(plan, field))
        guarded_.push_back({i, field.group, asked_of(field)});
    if (name == kReason && !sees_always(plan, FieldGroup::kSensitive, noun))
      guarded_.push_back({i, FieldGroup::kSensitive, noun});
  }
  if (service_ < 0) service_ = static_cast<int>(columns.size());
  hidden_.resize(columns.size());
}

FieldGuard::FieldGuard(const model::Plan& plan, Noun noun, const Columns& columns,
                       const model::RowFacts& facts)
    : FieldGuard(plan, noun, columns) {
  facts_ = facts;
  fixed_ = true;
}

std::int64_t FieldGuard::id_at(store::Statement& row, int column) const {
  return column >= 0 && column < row.columns() ? row.int_at(column) : 0;
}

const std::vector<bool>* FieldGuard::hidden(store::Statement& row) {
  if (guarded_.empty()) return nullptr;
  if (!fixed_) {
    facts_.subject = id_at(row, subject_);
    facts_.office = id_at(row, office_);
    facts_.service = id_at(row, service_);
    facts_.other_subject = id_at(row, other_);
  }
  if (visibility_ >= 0) facts_.visibility = row.text_at(visibility_);
  for (const Guarded& one : guarded_)
    hidden_[one.column] = !model::sees(plan_, one.group, one.noun, facts_);
  return &hidden_;
}

Status check_may_look(const model::Plan& plan, FieldGroup group, Noun noun, const char* field) {
  if (model::sees_of_everybody(plan, group, noun)) return {};
  return {Code::kDenied,
          "this actor may not look for subjects by what it does not see of them: " +
              std::string(model::field_group_name(group)),
          field};
}

}  // namespace pmm::crm
