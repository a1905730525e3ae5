#include "crm/notice.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "crm/delivery.hpp"
#include "crm/document.hpp"
#include "crm/notification_sql.hpp"
#include "crm/notification_template.hpp"
#include "crm/notification_template_sql.hpp"
#include "crm/preference.hpp"

namespace pmm::crm {
namespace {

// What is known of who reads a notice.
struct NoticeReader {
  std::string language;
  bool has_preference = false;
};

// "it_IT" and "IT" are Italian; what is no language at all is none.
std::string tag_of(std::string_view text) {
  std::string tag(text);
  std::replace(tag.begin(), tag.end(), '_', '-');
  auto read = model::read_language(tag, "language");
  return read.ok() ? std::move(read).value() : std::string();
}

Result<NoticeReader> load_reader(store::Connection& db, std::int64_t subject) {
  PMM_ASSIGN(auto find, db.prepare(sql::kNoticeReader));
  PMM_ASSIGN(const bool found, find.bind(1, subject).step());
  NoticeReader out;
  out.language = "it";
  if (!found) return out;
  for (const int column : {1, 0}) {
    std::string tag = tag_of(find.text_at(column));
    if (tag.empty()) continue;
    out.language = std::move(tag);
    break;
  }
  out.has_preference = !find.is_null(2);
  return out;
}

Result<bool> is_wanted_on_board(const Writing& writing, const Notice& notice) {
  if (notice.notice_class == model::NoticeClass::kLegal) return true;
  PMM_ASSIGN(const NoticeReader reader, load_reader(writing.db(), notice.subject));
  if (!reader.has_preference) return true;
  PMM_ASSIGN(const auto preference, load_preference(writing.db(), notice.subject));
  PMM_ASSIGN(const auto categories, category_chain(writing.db(), notice.category.value_or(0)));
  return model::wants(preference, {notice.notice_class, notice.service.value_or(0), categories},
                      model::NoticeChannel::kBoard)
      .wanted;
}

void bind_payment(store::Statement& insert, const std::optional<model::PaymentNotice>& payment) {
  if (!payment) {
    constexpr std::optional<std::int64_t> kNone;
    insert.bind(16, kNone).bind(17, kNone).bind(18, kNone).bind(19, kNone);
    return;
  }
  insert.bind(16, payment->amount).bind(17, std::string_view(payment->notice_number));
  insert.bind(18, std::string_view(payment->payee));
  insert.bind(19, std::int64_t{payment->invalid_after_due});
}

// How near a template is to what is looked for; smaller is nearer.
struct Nearness {
  bool other_service, other_code;
  std::size_t language;
  bool operator<(const Nearness& other) const noexcept {
    return std::tie(other_service, other_code, language) <
           std::tie(other.other_service, other.other_code, other.language);
  }
};

// What is told of kind, states and outcome is told in the language of the text.
Status fill_in(const CaseRow& row, model::PlaceholderValues values,
               const model::NoticeTemplate& source, const Zone& zone, Notice& notice) {
  const std::string& language = source.language;
  values["kind"] = std::string(model::kind_words(row.kind, language));
  for (const char* state : {"old_state", "new_state"})
    if (const auto found = values.find(state); found != values.end())
      found->second =
          std::string(model::state_words(std::get<std::string>(found->second), language));
  if (const auto found = values.find("outcome"); found != values.end())
    found->second =
        std::string(model::outcome_words(std::get<std::string>(found->second), language));
  PMM_ASSIGN(model::NoticeText text, model::render(source, values, zone));
  notice.language = language;
  notice.title = std::move(text.title);
  notice.body = std::move(text.body);
  return {};
}

std::string_view above(std::string_view code) noexcept { return code.substr(0, code.find('.')); }

// Whether it goes out is asked when it would: of what is not wanted on the board, nothing does.
Outgoing outgoing_of(const Notice& notice, std::int64_t id) {
  Outgoing out;
  out.notification = id;
  out.subject = notice.subject;
  out.service = notice.service.value_or(0);
  out.office = notice.office.value_or(0);
  out.case_id = notice.case_id.value_or(0);
  out.notice_class = notice.notice_class;
  out.collapse_key = notice.collapse_key;
  return out;
}

}  // namespace

Result<std::int64_t> put_notice(const Writing& writing, const Notice& notice) {
  PMM_ASSIGN(const bool wanted, is_wanted_on_board(writing, notice));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kNotification));
  const std::string token = random_token();
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertNotification));
  insert.bind(1, id).bind(2, std::string_view(token)).bind(3, notice.subject);
  insert.bind(4, notice.service).bind(5, notice.category).bind(6, notice.office);
  insert.bind(7, notice.case_id).bind(8, notice.event).bind(9, notice.origin);
  insert.bind(10, model::notice_class_name(notice.notice_class));
  insert.bind(11, std::string_view(notice.language)).bind(12, notice.template_id);
  insert.bind(13, std::string_view(notice.title)).bind(14, std::string_view(notice.body));
  insert.bind(15, notice.due_us);
  bind_payment(insert, notice.payment);
  insert.bind(20, notice.action).bind(21, notice.action_url).bind(22, notice.action_until_us);
  insert.bind(23, notice.collapse_key);
  insert.bind(24, static_cast<std::int64_t>(notice.documents.size()));
  insert.bind(25, wanted ? std::optional<std::int64_t>() : std::optional(writing.now_us()));
  PMM_TRY(insert.bind(26, writing.now_us()).run());
  PMM_TRY(insert_documents(writing, sql::kInsertNotificationDocument, id, notice.documents));
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kNotification,
                             .id = id,
                             .subject = notice.subject,
                             .case_id = notice.case_id.value_or(0),
                             .fields = "subject,class,title,body"}));
  PMM_TRY(enqueue(writing, outgoing_of(notice, id)));
  return id;
}

Result<std::string> language_of(store::Connection& db, std::int64_t subject) {
  PMM_ASSIGN(NoticeReader reader, load_reader(db, subject));
  return std::move(reader.language);
}

Result<std::optional<ChosenTemplate>> choose_template(store::Connection& db, std::string_view code,
                                                      std::optional<std::int64_t> service,
                                                      const std::string& language) {
  const auto languages = model::language_fallback(language);
  std::optional<Nearness> nearest;
  ChosenTemplate chosen;
  std::string placeholders, own_code;
  PMM_ASSIGN(auto find, db.prepare(sql::kTemplatesFor));
  find.bind(1, code).bind(2, above(code)).bind(3, service);
  for (;;) {
    PMM_ASSIGN(const bool found, find.step());
    if (!found) break;
    const auto at = std::find(languages.begin(), languages.end(), find.text_at(3));
    if (at == languages.end()) continue;
    const Nearness near{find.is_null(2), find.text_at(1) != code,
                        static_cast<std::size_t>(at - languages.begin())};
    if (nearest && !(near < *nearest)) continue;
    nearest = near;
    chosen.id = find.int_at(0);
    own_code = find.string_at(1);
    chosen.source.language = find.string_at(3);
    chosen.source.title = find.string_at(4);
    chosen.source.body = find.string_at(5);
    placeholders = find.string_at(6);
  }
  if (!nearest) return std::optional<ChosenTemplate>();
  PMM_ASSIGN(chosen.source.placeholders, stored_placeholders(own_code, placeholders));
  return std::optional(std::move(chosen));
}

model::NoticeClass case_notice_class(const CaseRow& row, const ServiceRules& service) noexcept {
  return service.notice_class.value_or(model::notice_class_of_kind(row.kind));
}

Status write_case_text(const Writing& writing, const CaseRow& row, const ServiceRules& service,
                       std::string_view code, model::NoticeShape shape,
                       model::PlaceholderValues values, Notice& notice) {
  PMM_ASSIGN(const std::string language, language_of(writing.db(), notice.subject));
  PMM_ASSIGN(auto chosen, choose_template(writing.db(), code, row.service, language));
  values["number"] = row.number;
  values["service"] = service.name;
  if (chosen) {
    notice.template_id = chosen->id;
    if (fill_in(row, values, chosen->source, writing.zone, notice).ok()) return {};
    // A template that has grown too long with its values must not stop the work on the case.
    notice.template_id.reset();
  }
  return fill_in(row, std::move(values), model::built_in_template(shape, language), writing.zone,
                 notice);
}

Status tell_of_event(const Writing& writing, const CaseRow& row, const ServiceRules& service,
                     const CaseEvent& event, std::int64_t event_id) {
  const bool moved = !event.to_state.empty();
  if (!row.subject || event.visibility == model::kVisibilityStaff) return {};
  if (!moved && event.note.empty()) return {};
  // A draft is nobody's business yet, and its author knows of it.
  if (moved && row.state == kStateDraft) return {};
  Notice notice;
  notice.subject = *row.subject;
  notice.service = row.service;
  notice.category = row.category;
  notice.office = row.office;
  notice.case_id = row.id;
  notice.event = event_id;
  notice.origin = model::kOriginCase;
  notice.notice_class = case_notice_class(row, service);
  notice.collapse_key = "case:" + std::to_string(row.id);
  model::PlaceholderValues values;
  values["new_state"] = row.state;
  if (!event.from_state.empty()) values["old_state"] = std::string(event.from_state);
  if (row.outcome) values["outcome"] = *row.outcome;
  if (!event.note.empty()) values["note"] = std::string(event.note);
  values["at"] = event.at_us;
  if (row.is_open() && row.due_us)
    values["due"] = std::int64_t{writing.zone.local_day(*row.due_us)};
  const auto shape = !moved                     ? model::NoticeShape::kNoted
                     : event.from_state.empty() ? model::NoticeShape::kOpened
                                                : model::NoticeShape::kMoved;
  const std::string code = std::string(model::kTemplateCase) + "." + std::string(event.verb);
  PMM_TRY(write_case_text(writing, row, service, code, shape, std::move(values), notice));
  return put_notice(writing, notice).take_status();
}

}  // namespace pmm::crm
