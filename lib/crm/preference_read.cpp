// Reading what a subject wants: for the gate, for the subject, and why.
#include "crm/contact.hpp"
#include "crm/preference.hpp"
#include "crm/preference_sql.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;
using model::Preference;

const Columns kPreferenceColumns{{"subject", Type::kInt64},
                                 {"version", Type::kInt64},
                                 {"settings_version", Type::kInt64},
                                 {"mode", Type::kText},
                                 {"language", Type::kText},
                                 {"read_receipts", Type::kText},
                                 {"preferred_channel", Type::kText},
                                 {"quiet_from", Type::kInt64},
                                 {"quiet_to", Type::kInt64},
                                 {"quiet_hours", Type::kText},
                                 {"digest", Type::kBool},
                                 {"digest_hour", Type::kInt64},
                                 {"cap_count", Type::kInt64},
                                 {"cap_hours", Type::kInt64}};
const Columns kChoiceColumns{{"kind", Type::kText},
                             {"scope", Type::kText},
                             {"target", Type::kInt64},
                             {"channel", Type::kText},
                             {"wanted", Type::kBool}};
const Columns kPreferenceEventColumns{
    {"id", Type::kInt64},       {"version", Type::kInt64},  {"settings_version", Type::kInt64},
    {"at", Type::kTime},        {"setting", Type::kText},   {"scope", Type::kText},
    {"target", Type::kInt64},   {"channel", Type::kText},   {"old_value", Type::kText},
    {"new_value", Type::kText}, {"actor", Type::kInt64},    {"on_behalf_of", Type::kInt64},
    {"via", Type::kInt64},      {"assurance", Type::kInt64}};
const Columns kWantedColumns{{"channel", Type::kText},      {"wanted", Type::kBool},
                             {"rule", Type::kText},         {"scope", Type::kText},
                             {"target", Type::kInt64},      {"preferred", Type::kBool},
                             {"preferred_by", Type::kText}, {"explanation", Type::kText}};

void int_or_null(TableBuilder& builder, const std::optional<std::int64_t>& value) {
  if (value)
    builder.integer(*value);
  else
    builder.null();
}

Status load_choices(store::Connection& db, std::int64_t subject, Preference& out) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kPreferenceChoices));
  rows.bind(1, subject).bind(2, out.settings_version);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const auto scope = model::parse_preference_scope(rows.text_at(0));
    const auto channel = model::parse_notice_channel(rows.text_at(2));
    if (scope && channel)
      out.choices.push_back({*scope, rows.int_at(1), *channel, rows.int_at(3) != 0});
  }
}

Status load_overrides(store::Connection& db, std::int64_t subject, Preference& out) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kPreferredChannels));
  rows.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const auto scope = model::parse_preference_scope(rows.text_at(0));
    const auto channel = model::parse_notice_channel(rows.text_at(2));
    if (scope && channel) out.overrides.push_back({*scope, rows.int_at(1), *channel});
  }
}

Status may_read(const Reading& reading, std::int64_t& subject) {
  return check_subject(reading.db, reading.plan, Action::kRead, Noun::kPreference, subject,
                       "subject");
}

// What the notice in question would be: class, service and category, from the case if there is one.
struct Asked {
  model::NoticeClass notice_class = model::NoticeClass::kCourtesy;
  std::int64_t service = 0, category = 0, case_id = 0;
};

Result<Asked> read_question(const Reading& reading, std::int64_t& subject,
                            const WantedFields& notice) {
  Asked out;
  out.service = notice.service.value.value_or(0);
  out.case_id = notice.case_id.value.value_or(0);
  if (out.case_id != 0) {
    PMM_ASSIGN(const SeenCase about, see_case(reading.db, reading.plan, out.case_id, "case_id"));
    if (about.subject != subject)
      return Status::conflict("case_id",
                              "case " + std::to_string(out.case_id) + " is of another subject");
    if (out.service == 0) out.service = about.service;
  }
  if (out.service != 0) {
    PMM_ASSIGN(const ServiceRules service, load_service_rules(reading.db, out.service, "service"));
    out.category = service.category;
    out.notice_class = service.notice_class.value_or(out.notice_class);
  }
  if (notice.category.value) out.category = *notice.category.value;
  if (notice.notice_class.value) {
    PMM_ASSIGN(out.notice_class,
               model::read_notice_class(*notice.notice_class.value, "notice_class"));
  }
  return out;
}

}  // namespace

Result<Preference> load_preference(store::Connection& db, std::int64_t subject) {
  Preference out;
  {
    PMM_ASSIGN(auto row, db.prepare(sql::kPreferenceRow));
    PMM_ASSIGN(const bool found, row.bind(1, subject).step());
    if (!found) return out;
    const auto narrow = [&](int column) { return static_cast<std::int32_t>(row.int_at(column)); };
    out.version = row.int_at(0);
    out.settings_version = row.int_at(1);
    out.mode = model::parse_preference_mode(row.text_at(2)).value_or(out.mode);
    out.language = row.string_at(3);
    out.read_receipts = model::parse_read_receipts(row.text_at(4)).value_or(out.read_receipts);
    out.preferred = model::parse_notice_channel(row.text_at(5));
    if (!row.is_null(6)) out.quiet = model::QuietHours{narrow(6), narrow(7)};
    out.digest = row.int_at(8) != 0;
    out.digest_hour = narrow(9);
    if (!row.is_null(10)) out.cap = model::FrequencyCap{narrow(10), narrow(11)};
  }
  PMM_TRY(load_choices(db, subject, out));
  PMM_TRY(load_overrides(db, subject, out));
  return out;
}

Result<std::vector<std::int64_t>> category_chain(store::Connection& db, std::int64_t category) {
  std::vector<std::int64_t> out;
  if (category == 0) return out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kCategoryChain));
  rows.bind(1, category);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back(rows.int_at(0));
  }
}

Result<TablePtr> get_preference(const Reading& reading, std::int64_t subject) {
  PMM_TRY(may_read(reading, subject));
  reading.saw(subject, "preference");
  PMM_ASSIGN(const Preference now, load_preference(reading.db, subject));
  TableBuilder builder(kPreferenceColumns);
  builder.integer(subject);
  builder.integer(now.version);
  builder.integer(now.settings_version);
  builder.text(model::preference_mode_name(now.mode));
  builder.text_or_null(now.language);
  builder.text(model::read_receipts_name(now.read_receipts));
  builder.text_or_null(now.preferred ? model::notice_channel_name(*now.preferred) : "");
  int_or_null(builder, now.quiet ? std::optional<std::int64_t>(now.quiet->from_min) : std::nullopt);
  int_or_null(builder, now.quiet ? std::optional<std::int64_t>(now.quiet->to_min) : std::nullopt);
  builder.text_or_null(model::format_quiet_hours(now.quiet));
  builder.boolean(now.digest);
  builder.integer(now.digest_hour);
  int_or_null(builder, now.cap ? std::optional<std::int64_t>(now.cap->count) : std::nullopt);
  int_or_null(builder, now.cap ? std::optional<std::int64_t>(now.cap->hours) : std::nullopt);
  builder.end_row();
  return builder.finish();
}

Result<TablePtr> list_choices(const Reading& reading, std::int64_t subject) {
  PMM_TRY(may_read(reading, subject));
  reading.saw(subject, "preference");
  PMM_ASSIGN(const Preference now, load_preference(reading.db, subject));
  TableBuilder builder(kChoiceColumns);
  for (const model::Choice& choice : now.choices) {
    builder.text("choice");
    builder.text(model::preference_scope_name(choice.scope));
    builder.integer(choice.target);
    builder.text(model::notice_channel_name(choice.channel));
    builder.boolean(choice.wanted);
    builder.end_row();
  }
  for (const model::PreferredChannel& entry : now.overrides) {
    builder.text("preferred_channel");
    builder.text(model::preference_scope_name(entry.scope));
    builder.integer(entry.target);
    builder.text(model::notice_channel_name(entry.channel));
    builder.null();
    builder.end_row();
  }
  return builder.finish();
}

Result<TablePtr> list_preference_history(const Reading& reading, std::int64_t subject,
                                         const Page& page) {
  PMM_TRY(may_read(reading, subject));
  List list("preference_history", sql::kSelectPreferenceEvents);
  list.where(sql::kPreferenceEventsOf, {subject, subject});
  return list.run(reading, kPreferenceEventColumns, page);
}

Result<TablePtr> explain_preference(const Reading& reading, std::int64_t subject,
                                    const WantedFields& notice) {
  PMM_TRY(may_read(reading, subject));
  PMM_ASSIGN(const Asked asked, read_question(reading, subject, notice));
  PMM_ASSIGN(const Preference now, load_preference(reading.db, subject));
  PMM_ASSIGN(const auto categories, category_chain(reading.db, asked.category));
  const model::NoticeFacts facts{asked.notice_class, asked.service, categories};
  const auto preferred = model::preferred_channel(now, asked.service, asked.case_id);
  TableBuilder builder(kWantedColumns);
  for (const model::NoticeChannel channel : model::kNoticeChannels) {
    const model::Wanted answer = model::wants(now, facts, channel);
    const bool is_preferred = preferred.channel == channel;
    builder.text(model::notice_channel_name(channel));
    builder.boolean(answer.wanted);
    builder.text(model::wanted_rule_name(answer.rule));
    builder.text_or_null(answer.target == 0 ? "" : model::preference_scope_name(answer.scope));
    int_or_null(builder,
                answer.target == 0 ? std::nullopt : std::optional<std::int64_t>(answer.target));
    builder.boolean(is_preferred);
    builder.text_or_null(is_preferred ? preferred.by : "");
    builder.text(model::explain_wanted(answer, channel));
    builder.end_row();
  }
  return builder.finish();
}

}  // namespace pmm::crm
