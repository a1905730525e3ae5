#include "crm/delivery_preference.hpp"

#include "base/limits.hpp"
#include "crm/delivery_sql.hpp"

namespace pmm::crm {
namespace {

Status add_choices(store::Connection& db, std::int64_t subject, model::Preference& out) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kChoicesOf));
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

Status add_overrides(store::Connection& db, std::int64_t subject, model::Preference& out) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kPreferredOf));
  rows.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const auto scope = model::parse_preference_scope(rows.text_at(0));
    const auto channel = model::parse_notice_channel(rows.text_at(2));
    if (scope && channel) out.overrides.push_back({*scope, rows.int_at(1), *channel});
  }
}

}  // namespace

Result<model::Preference> preference_of(store::Connection& db, std::int64_t subject) {
  model::Preference out;
  {
    PMM_ASSIGN(auto row, db.prepare(sql::kPreferenceOf));
    PMM_ASSIGN(const bool found, row.bind(1, subject).step());
    if (!found) return out;
    out.version = row.int_at(0);
    out.settings_version = row.int_at(1);
    out.mode = model::parse_preference_mode(row.text_at(2)).value_or(model::PreferenceMode::kAuto);
    out.language = row.string_at(3);
    out.preferred = model::parse_notice_channel(row.text_at(4));
    if (!row.is_null(5) && !row.is_null(6))
      out.quiet = model::QuietHours{static_cast<std::int32_t>(row.int_at(5)),
                                    static_cast<std::int32_t>(row.int_at(6))};
    out.digest = row.int_at(7) != 0;
    out.digest_hour = static_cast<std::int32_t>(row.int_at(8));
    if (!row.is_null(9) && !row.is_null(10))
      out.cap = model::FrequencyCap{static_cast<std::int32_t>(row.int_at(9)),
                                    static_cast<std::int32_t>(row.int_at(10))};
  }
  PMM_TRY(add_choices(db, subject, out));
  PMM_TRY(add_overrides(db, subject, out));
  return out;
}

Result<std::vector<std::int64_t>> categories_above(store::Connection& db, std::int64_t category) {
  std::vector<std::int64_t> out;
  while (category != 0 && out.size() < limits::kTreeDepth) {
    out.push_back(category);
    PMM_ASSIGN(auto parent, db.prepare(sql::kCategoryAbove));
    PMM_ASSIGN(const bool found, parent.bind(1, category).step());
    category = found ? parent.int_at(0) : 0;
  }
  return out;
}

}  // namespace pmm::crm
