#include "crm/field_guard.hpp"

#include <array>
#include <string>
#include <string_view>

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

}  // namespace

FieldGuard::FieldGuard(const model::Plan& plan, Noun noun, const Columns& columns)
    : plan_(plan), noun_(noun) {
  const std::string_view whose = noun == Noun::kSubject ? "id" : "subject";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view name = columns[i].name;
    if (name == whose) subject_ = static_cast<int>(i);
    if (name == "office") office_ = static_cast<int>(i);
    if (name == "service") service_ = static_cast<int>(i);
    for (const GuardedField& field : kGuardedFields)
      if (field.noun == noun && field.column == name && !sees_always(plan, field.group, noun))
        guarded_.push_back({i, field.group});
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
  }
  for (const Guarded& one : guarded_)
    hidden_[one.column] = !model::sees(plan_, one.group, noun_, facts_);
  return &hidden_;
}

Status check_may_look(const model::Plan& plan, FieldGroup group, Noun noun, const char* field) {
  if (model::sees_always(plan, group, noun)) return {};
  return {Code::kDenied,
          "this actor may not look for a " + std::string(model::noun_name(noun)) + " by what it " +
              "does not see of it",
          field};
}

}  // namespace pmm::crm
