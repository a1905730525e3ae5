#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crm/case_row.hpp"
#include "crm/context.hpp"
#include "model/notice.hpp"
#include "model/notice_template.hpp"

// How a notification comes to be, for all who write one: office, cases, messages, reminders,
// campaigns.
namespace pmm::crm {

// What is put on a board. The writer has decided that it may.
struct Notice {
  std::int64_t subject = 0;
  std::optional<std::int64_t> service, category, office, case_id, event, template_id;
  std::string_view origin = model::kOriginOffice;
  model::NoticeClass notice_class = model::NoticeClass::kCourtesy;
  std::string language, title, body;
  std::optional<std::int64_t> due_us;
  std::optional<model::PaymentNotice> payment;
  std::optional<std::string> action, action_url, collapse_key;
  std::optional<std::int64_t> action_until_us;
  std::vector<model::DocumentRef> documents;
};

// Writes row, documents and journal record, and gives the id. What the subject does not want on its
// board goes into its archive unannounced, so that nothing that was said is lost.
Result<std::int64_t> put_notice(const Writing& writing, const Notice& notice);

// The language to write to a subject in: its preference's, else its own, else Italian.
Result<std::string> language_of(store::Connection& db, std::int64_t subject);

// A text by code: the service's template before that of all services, one for the very code before
// one for what is above it ("case" of "case.reject"), then the best language of
// model::language_fallback(). Empty when there is none.
struct ChosenTemplate {
  std::int64_t id = 0;
  model::NoticeTemplate source;
};
Result<std::optional<ChosenTemplate>> choose_template(store::Connection& db, std::string_view code,
                                                      std::optional<std::int64_t> service,
                                                      const std::string& language);

// Tells the subject of a case of an event of it, `event_id`, when it is for the subject to see and
// says anything: a new case, a new state, or a note. Nothing for a case without a subject.
Status tell_of_event(const Writing& writing, const CaseRow& row, const ServiceRules& service,
                     const CaseEvent& event, std::int64_t event_id);

// The values that templates about a case share, and the notice with its text filled in by them.
// `code` is what to look for, `shape` what to fall back to.
Status write_case_text(const Writing& writing, const CaseRow& row, const ServiceRules& service,
                       std::string_view code, model::NoticeShape shape,
                       model::PlaceholderValues values, Notice& notice);

// The class of what a case tells: its service's, else that of its kind.
model::NoticeClass case_notice_class(const CaseRow& row, const ServiceRules& service) noexcept;

}  // namespace pmm::crm
