#include "crm/preference.hpp"

#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/category.hpp"
#include "crm/change.hpp"
#include "crm/channel.hpp"
#include "crm/contact.hpp"
#include "crm/preference_sql.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;
using model::Preference;
using model::PreferenceScope;

// One entry of the history; empty texts are none.
struct PreferenceEvent {
  std::string setting, old_value, new_value;
  std::optional<PreferenceScope> scope{};
  std::int64_t target = 0;
  std::string_view channel{};
};

// A change of a subject's preferences under way.
struct Setting {
  const Writing& writing;
  std::int64_t subject;
  Preference now;  // as it will be
  bool is_new = false;
  std::optional<std::int64_t> via;
  std::vector<PreferenceEvent> events{};
};

Result<Setting> begin_setting(const Writing& writing, std::int64_t& subject,
                              const Field<std::int64_t>& settings_version,
                              const Field<std::int64_t>& via) {
  PMM_TRY(check_acts_for(writing, subject));
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, Noun::kPreference, subject,
                        "subject"));
  Setting setting{writing, subject, {}, false, via.value};
  PMM_ASSIGN(setting.now, load_preference(writing.db(), subject));
  setting.is_new = setting.now.version == 0;
  PMM_TRY(check_version(writing.call.expected_version, setting.now.version));
  if (settings_version.value && *settings_version.value != setting.now.settings_version)
    return Status::conflict("settings_version", "the settings in force are of version " +
                                                    std::to_string(setting.now.settings_version) +
                                                    ", not " +
                                                    std::to_string(*settings_version.value))
        .with("settings_version", std::to_string(setting.now.settings_version));
  if (via.value) PMM_TRY(check_entry(writing.db(), kChannels, *via.value, "via"));
  return setting;
}

void bind_setting(store::Statement& row, const Setting& setting) {
  const Preference& now = setting.now;
  const auto quiet = [&](std::int32_t model::QuietHours::*part) {
    return now.quiet ? std::optional<std::int64_t>((*now.quiet).*part) : std::nullopt;
  };
  const auto cap = [&](std::int32_t model::FrequencyCap::*part) {
    return now.cap ? std::optional<std::int64_t>((*now.cap).*part) : std::nullopt;
  };
  row.bind(1, setting.subject).bind(2, now.version).bind(3, now.settings_version);
  row.bind(4, model::preference_mode_name(now.mode));
  row.bind(5, now.language.empty() ? std::optional<std::string>() : std::optional(now.language));
  row.bind(6, model::read_receipts_name(now.read_receipts));
  row.bind(7, now.preferred ? std::optional(model::notice_channel_name(*now.preferred))
                            : std::optional<std::string_view>());
  row.bind(8, quiet(&model::QuietHours::from_min)).bind(9, quiet(&model::QuietHours::to_min));
  row.bind(10, std::int64_t{now.digest}).bind(11, std::int64_t{now.digest_hour});
  row.bind(12, cap(&model::FrequencyCap::count)).bind(13, cap(&model::FrequencyCap::hours));
}

Status save_row(const Setting& setting) {
  store::Connection& db = setting.writing.db();
  PMM_ASSIGN(auto row,
             db.prepare(setting.is_new ? sql::kInsertPreference : sql::kUpdatePreference));
  bind_setting(row, setting);
  if (setting.is_new) row.bind(14, setting.writing.now_us());
  return row.run();
}

Status save_events(const Setting& setting) {
  const Writing& writing = setting.writing;
  const auto or_none = [](std::string_view text) {
    return text.empty() ? std::optional<std::string_view>() : std::optional(text);
  };
  for (const PreferenceEvent& event : setting.events) {
    PMM_ASSIGN(const std::int64_t id, writing.tx.next("preference_event"));
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertPreferenceEvent));
    insert.bind(1, id).bind(2, setting.subject).bind(3, setting.now.version);
    insert.bind(4, setting.now.settings_version).bind(5, writing.now_us());
    insert.bind(6, std::string_view(event.setting));
    insert.bind(7, event.scope ? std::optional(model::preference_scope_name(*event.scope))
                               : std::optional<std::string_view>());
    insert.bind_id(8, event.target).bind(9, or_none(event.channel));
    insert.bind(10, or_none(event.old_value)).bind(11, or_none(event.new_value));
    insert.bind(12, writing.tx.origin().actor).bind_id(13, writing.call.on_behalf_of);
    PMM_TRY(insert.bind(14, setting.via).bind(15, writing.call.assurance).run());
  }
  return {};
}

// Writes row, history and journal record; nothing when nothing changed. `more` writes what hangs on
// the row.
template <class More>
Result<std::int64_t> end_setting(Setting& setting, const More& more) {
  if (setting.events.empty()) return setting.now.version;
  ++setting.now.version;
  if (setting.now.settings_version == 0) setting.now.settings_version = 1;
  PMM_TRY(save_row(setting));
  PMM_TRY(more());
  PMM_TRY(save_events(setting));
  std::string fields;
  for (const PreferenceEvent& event : setting.events)
    fields += (fields.empty() ? "" : ",") + event.setting;
  PMM_TRY(setting.writing.tx.record({.verb = setting.is_new ? "create" : "update",
                                     .noun = store::Noun::kPreference,
                                     .id = setting.subject,
                                     .subject = setting.subject,
                                     .fields = fields}));
  return setting.now.version;
}

// Sets one value and tells of it when it changes; `show` puts it into words.
template <class T, class Show>
void change(Setting& setting, T& value, T next, const char* name, const Show& show) {
  std::string before = show(value), after = show(next);
  if (before == after) return;
  value = std::move(next);
  setting.events.push_back({name, std::move(before), std::move(after)});
}

template <class Enum>
Result<Enum> read_word(const std::string& word, std::optional<Enum> known, const char* field,
                       const char* wanted) {
  if (known) return *known;
  return Status::invalid(field, text::quoted(word) + " is not " + wanted);
}

Status apply_words(Setting& setting, const PreferenceFields& fields) {
  Preference& now = setting.now;
  if (fields.mode.given) {
    const std::string word = fields.mode.value.value_or("auto");
    PMM_ASSIGN(const auto mode,
               read_word(word, model::parse_preference_mode(word), "mode", "auto or manual"));
    // A new mode is a new beginning: choices made under the old one hold no more.
    if (mode != now.mode) ++now.settings_version;
    change(setting, now.mode, mode, "mode",
           [](auto value) { return std::string(model::preference_mode_name(value)); });
    if (!setting.events.empty()) now.choices.clear();
  }
  if (fields.language.given) {
    std::string language;
    if (fields.language.value) {
      PMM_ASSIGN(language, model::read_language(*fields.language.value, "language"));
    }
    change(setting, now.language, language, "language", [](const auto& value) { return value; });
  }
  if (fields.read_receipts.given) {
    const std::string word = fields.read_receipts.value.value_or("unknown");
    PMM_ASSIGN(const auto receipts, read_word(word, model::parse_read_receipts(word),
                                              "read_receipts", "allow, deny or unknown"));
    change(setting, now.read_receipts, receipts, "read_receipts",
           [](auto value) { return std::string(model::read_receipts_name(value)); });
  }
  if (!fields.preferred_channel.given) return {};
  std::optional<model::NoticeChannel> channel;
  if (fields.preferred_channel.value) {
    PMM_ASSIGN(channel,
               model::read_notice_channel(*fields.preferred_channel.value, "preferred_channel"));
  }
  change(setting, now.preferred, channel, "preferred_channel", [](const auto& value) {
    return value ? std::string(model::notice_channel_name(*value)) : std::string();
  });
  return {};
}

Status apply_times(Setting& setting, const PreferenceFields& fields) {
  Preference& now = setting.now;
  if (fields.quiet_from.given || fields.quiet_to.given) {
    if (fields.quiet_from.value.has_value() != fields.quiet_to.value.has_value())
      return Status::invalid(fields.quiet_from.value ? "quiet_to" : "quiet_from",
                             "quiet hours have a beginning and an end");
    std::optional<model::QuietHours> quiet;
    if (fields.quiet_from.value)
      quiet = model::QuietHours{static_cast<std::int32_t>(*fields.quiet_from.value),
                                static_cast<std::int32_t>(*fields.quiet_to.value)};
    change(setting, now.quiet, quiet, "quiet_hours",
           [](const auto& value) { return model::format_quiet_hours(value); });
  }
  if (fields.digest.given)
    change(setting, now.digest, fields.digest.value.value_or(false), "digest",
           [](bool value) { return std::string(value ? "on" : "off"); });
  if (fields.digest_hour.given)
    change(setting, now.digest_hour,
           static_cast<std::int32_t>(fields.digest_hour.value.value_or(Preference{}.digest_hour)),
           "digest_hour", [](std::int32_t value) { return std::to_string(value); });
  if (!fields.cap_count.given && !fields.cap_hours.given) return {};
  std::optional<model::FrequencyCap> cap = now.cap;
  if (fields.cap_count.given && !fields.cap_count.value) {
    cap.reset();
  } else {
    if (!cap) cap = model::FrequencyCap{};
    if (fields.cap_count.value) cap->count = static_cast<std::int32_t>(*fields.cap_count.value);
    if (fields.cap_hours.given)
      cap->hours =
          static_cast<std::int32_t>(fields.cap_hours.value.value_or(model::FrequencyCap{}.hours));
  }
  change(setting, now.cap, cap, "cap", [](const auto& value) {
    return value ? std::to_string(value->count) + " in " + std::to_string(value->hours) + " hours"
                 : std::string();
  });
  return {};
}

// What a choice or a preferred channel is about: exactly one of two ids.
struct Target {
  PreferenceScope scope;
  std::int64_t id;
};
Result<Target> read_target(const Field<std::int64_t>& service, const Field<std::int64_t>& other,
                           PreferenceScope other_scope, const char* other_name) {
  if (service.value.has_value() == other.value.has_value())
    return Status::invalid(service.value ? other_name : "service",
                           std::string("either service or ") + other_name + " is needed");
  if (service.value) return Target{PreferenceScope::kService, *service.value};
  return Target{other_scope, *other.value};
}

Status check_target(const Writing& writing, std::int64_t subject, const Target& target) {
  switch (target.scope) {
    case PreferenceScope::kService:
      return load_service_rules(writing.db(), target.id, "service").take_status();
    case PreferenceScope::kCategory:
      return check_entry(writing.db(), kCategories, target.id, "category");
    case PreferenceScope::kCase:
      break;
  }
  PMM_ASSIGN(const SeenCase about, see_case(writing.db(), writing.plan, target.id, "case_id"));
  if (about.subject == subject) return {};
  return Status::conflict("case_id",
                          "case " + std::to_string(target.id) + " is of another subject");
}

std::string wanted_words(const std::optional<bool>& wanted) {
  if (!wanted) return {};
  return *wanted ? "wanted" : "not wanted";
}

}  // namespace

Result<std::int64_t> set_preference(const Writing& writing, std::int64_t subject,
                                    const PreferenceFields& fields) {
  PMM_ASSIGN(Setting setting, begin_setting(writing, subject, fields.settings_version, fields.via));
  PMM_TRY(apply_words(setting, fields));
  PMM_TRY(apply_times(setting, fields));
  PMM_TRY(model::check_preference(setting.now));
  return end_setting(setting, [] { return Status(); });
}

Result<std::int64_t> set_choice(const Writing& writing, std::int64_t subject,
                                const ChoiceFields& fields) {
  PMM_ASSIGN(Setting setting, begin_setting(writing, subject, fields.settings_version, fields.via));
  PMM_ASSIGN(const Target target,
             read_target(fields.service, fields.category, PreferenceScope::kCategory, "category"));
  PMM_TRY(check_target(writing, subject, target));
  PMM_ASSIGN(const auto channel,
             model::read_notice_channel(fields.channel.value.value_or(""), "channel"));
  std::optional<bool> before;
  for (const model::Choice& choice : setting.now.choices)
    if (choice.scope == target.scope && choice.target == target.id && choice.channel == channel)
      before = choice.wanted;
  const std::optional<bool> after = fields.wanted.value;
  if (before == after) return setting.now.version;
  if (!before && setting.now.choices.size() >= limits::kPreferenceChoices)
    return Status::limit("channel", "a subject has at most " +
                                        std::to_string(limits::kPreferenceChoices) + " choices");
  setting.events.push_back({"choice", wanted_words(before), wanted_words(after), target.scope,
                            target.id, model::notice_channel_name(channel)});
  const auto write = [&]() -> Status {
    const std::string_view scope = model::preference_scope_name(target.scope);
    const std::string_view over = model::notice_channel_name(channel);
    PMM_ASSIGN(auto remove, writing.db().prepare(sql::kDeleteChoice));
    remove.bind(1, subject).bind(2, setting.now.settings_version).bind(3, scope);
    PMM_TRY(remove.bind(4, target.id).bind(5, over).run());
    if (!after) return {};
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertChoice));
    insert.bind(1, subject).bind(2, setting.now.settings_version).bind(3, scope);
    return insert.bind(4, target.id).bind(5, over).bind(6, std::int64_t{*after}).run();
  };
  return end_setting(setting, write);
}

Result<std::int64_t> prefer_channel(const Writing& writing, std::int64_t subject,
                                    const PreferFields& fields) {
  PMM_ASSIGN(Setting setting, begin_setting(writing, subject, fields.settings_version, fields.via));
  PMM_ASSIGN(const Target target,
             read_target(fields.service, fields.case_id, PreferenceScope::kCase, "case_id"));
  PMM_TRY(check_target(writing, subject, target));
  std::string before, after;
  for (const model::PreferredChannel& entry : setting.now.overrides)
    if (entry.scope == target.scope && entry.target == target.id)
      before = model::notice_channel_name(entry.channel);
  if (fields.channel.value) {
    PMM_ASSIGN(const auto channel, model::read_notice_channel(*fields.channel.value, "channel"));
    after = model::notice_channel_name(channel);
  }
  if (before == after) return setting.now.version;
  if (before.empty() && setting.now.overrides.size() >= limits::kPreferenceChoices)
    return Status::limit("channel", "a subject prefers channels for at most " +
                                        std::to_string(limits::kPreferenceChoices) +
                                        " services and cases");
  setting.events.push_back({"preferred_channel", before, after, target.scope, target.id, {}});
  const auto write = [&]() -> Status {
    const std::string_view scope = model::preference_scope_name(target.scope);
    PMM_ASSIGN(auto remove, writing.db().prepare(sql::kDeletePreferredChannel));
    PMM_TRY(remove.bind(1, subject).bind(2, scope).bind(3, target.id).run());
    if (after.empty()) return {};
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertPreferredChannel));
    insert.bind(1, subject).bind(2, scope).bind(3, target.id);
    return insert.bind(4, std::string_view(after)).run();
  };
  return end_setting(setting, write);
}

Result<std::int64_t> replace_preference(const Writing& writing, std::int64_t subject,
                                        const Preference& next) {
  Setting setting{writing, subject, {}, false, std::nullopt};
  PMM_ASSIGN(setting.now, load_preference(writing.db(), subject));
  setting.is_new = setting.now.version == 0;
  Preference& now = setting.now;
  const auto same = [](const auto& value) { return value; };
  change(setting, now.mode, next.mode, "mode",
         [](auto value) { return std::string(model::preference_mode_name(value)); });
  change(setting, now.language, next.language, "language", same);
  change(setting, now.read_receipts, next.read_receipts, "read_receipts",
         [](auto value) { return std::string(model::read_receipts_name(value)); });
  change(setting, now.preferred, next.preferred, "preferred_channel", [](const auto& value) {
    return value ? std::string(model::notice_channel_name(*value)) : std::string();
  });
  change(setting, now.quiet, next.quiet, "quiet_hours",
         [](const auto& value) { return model::format_quiet_hours(value); });
  change(setting, now.digest, next.digest, "digest",
         [](bool value) { return std::string(value ? "on" : "off"); });
  change(setting, now.digest_hour, next.digest_hour, "digest_hour",
         [](std::int32_t value) { return std::to_string(value); });
  change(setting, now.cap, next.cap, "cap", [](const auto& value) {
    if (!value) return std::string();
    return std::to_string(value->count) + "/" + std::to_string(value->hours) + "h";
  });
  const std::string choices = std::to_string(next.choices.size());
  setting.events.push_back({"choices", std::to_string(now.choices.size()), choices});
  ++now.settings_version;
  const auto write = [&]() -> Status {
    for (const model::Choice& choice : next.choices) {
      PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertChoice));
      insert.bind(1, subject).bind(2, now.settings_version);
      insert.bind(3, model::preference_scope_name(choice.scope)).bind(4, choice.target);
      insert.bind(5, model::notice_channel_name(choice.channel));
      PMM_TRY(insert.bind(6, std::int64_t{choice.wanted}).run());
    }
    if (!setting.is_new) return {};
    for (const model::PreferredChannel& entry : next.overrides) {
      PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertPreferredChannel));
      insert.bind(1, subject).bind(2, model::preference_scope_name(entry.scope));
      PMM_TRY(
          insert.bind(3, entry.target).bind(4, model::notice_channel_name(entry.channel)).run());
    }
    return {};
  };
  return end_setting(setting, write);
}

}  // namespace pmm::crm
