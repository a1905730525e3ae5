// What the two sides of a merge want: preferences and page layout. The loser's own stay where they
// are, so that nothing needs to be put together again when the merge is undone.
#include "crm/merge_rows.hpp"
#include "crm/merge_sql.hpp"
#include "crm/preference.hpp"
#include "crm/preference_sql.hpp"
#include "model/notice.hpp"

namespace pmm::crm {
namespace {

using model::Preference;

constexpr std::string_view kPreferencePart = "preferences";
constexpr std::string_view kLayoutPart = "page_layouts";

// The preferences as they were, but for the choices, which their settings version still has.
Status note_preference(const MergeMove& move, const Preference& before, std::int64_t version) {
  const auto word = [&](const char* key, std::string text) {
    return note_row(move, kPreferencePart, {move.winner, key, std::move(text), std::nullopt});
  };
  const auto number = [&](const char* key, std::int64_t value) {
    return note_row(move, kPreferencePart, {move.winner, key, {}, value});
  };
  PMM_TRY(number("version", version));
  PMM_TRY(number("settings_version", before.settings_version));
  PMM_TRY(number("digest", std::int64_t{before.digest}));
  PMM_TRY(number("digest_hour", before.digest_hour));
  PMM_TRY(word("mode", std::string(model::preference_mode_name(before.mode))));
  PMM_TRY(word("language", before.language));
  PMM_TRY(word("read_receipts", std::string(model::read_receipts_name(before.read_receipts))));
  if (before.preferred)
    PMM_TRY(word("preferred", std::string(model::notice_channel_name(*before.preferred))));
  if (before.quiet) PMM_TRY(word("quiet", model::format_quiet_hours(before.quiet)));
  if (before.cap) {
    PMM_TRY(number("cap_count", before.cap->count));
    PMM_TRY(number("cap_hours", before.cap->hours));
  }
  return {};
}

Result<std::vector<model::Choice>> choices_of(store::Connection& db, std::int64_t subject,
                                              std::int64_t settings_version) {
  std::vector<model::Choice> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kPreferenceChoices));
  rows.bind(1, subject).bind(2, settings_version);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    const auto scope = model::parse_preference_scope(rows.text_at(0));
    const auto channel = model::parse_notice_channel(rows.text_at(2));
    if (scope && channel) out.push_back({*scope, rows.int_at(1), *channel, rows.int_at(3) != 0});
  }
}

// What was noted, on top of what the subject has now.
Result<Preference> as_noted(const MergeMove& move, const std::vector<MergeNote>& notes,
                            const Preference& now) {
  Preference out = now;
  out.preferred.reset();
  out.quiet.reset();
  out.cap.reset();
  std::int64_t settings_version = 0;
  model::FrequencyCap cap;
  for (const MergeNote& note : notes) {
    if (note.key == "settings_version") settings_version = note.was_number.value_or(0);
    if (note.key == "mode")
      out.mode = model::parse_preference_mode(note.was_text).value_or(now.mode);
    if (note.key == "language") out.language = note.was_text;
    if (note.key == "read_receipts")
      out.read_receipts = model::parse_read_receipts(note.was_text).value_or(now.read_receipts);
    if (note.key == "preferred") out.preferred = model::parse_notice_channel(note.was_text);
    if (note.key == "quiet") {
      PMM_ASSIGN(out.quiet, model::parse_quiet_hours(note.was_text, "quiet"));
    }
    if (note.key == "digest") out.digest = note.was_number.value_or(0) != 0;
    if (note.key == "digest_hour")
      out.digest_hour = static_cast<std::int32_t>(note.was_number.value_or(now.digest_hour));
    if (note.key == "cap_count") cap.count = static_cast<std::int32_t>(note.was_number.value_or(0));
    if (note.key == "cap_hours") cap.hours = static_cast<std::int32_t>(note.was_number.value_or(0));
  }
  if (cap.count != 0) out.cap = cap;
  PMM_ASSIGN(out.choices, choices_of(move.writing.db(), move.winner, settings_version));
  return out;
}

Result<std::int64_t> version_of_layout(store::Connection& db, std::int64_t subject) {
  PMM_ASSIGN(auto find, db.prepare(sql::kHasLayout));
  PMM_ASSIGN(const bool found, find.bind(1, subject).step());
  return found ? find.int_at(0) : std::int64_t{0};
}

Status record_layout(const MergeMove& move, std::string_view verb) {
  return move.writing.tx.record({.verb = verb,
                                 .noun = store::Noun::kPageLayout,
                                 .id = move.winner,
                                 .subject = move.winner,
                                 .fields = "sections"});
}

}  // namespace

Status merge_preferences(MergeMove& move) {
  store::Connection& db = move.writing.db();
  PMM_ASSIGN(const Preference loser, load_preference(db, move.loser));
  if (loser.version == 0) return {};
  PMM_ASSIGN(const Preference winner, load_preference(db, move.winner));
  const Preference next = winner.version == 0 ? loser : model::strictest(winner, loser);
  PMM_ASSIGN(const std::int64_t version, replace_preference(move.writing, move.winner, next));
  return note_preference(move, winner, version);
}

Status unmerge_preferences(MergeMove& move) {
  PMM_ASSIGN(const auto notes, notes_of(move, kPreferencePart));
  if (notes.empty()) return {};
  PMM_ASSIGN(const Preference now, load_preference(move.writing.db(), move.winner));
  // Whatever the winner said since is its own will.
  bool never_said = false;
  for (const MergeNote& note : notes) {
    if (note.key == "version" && note.was_number != now.version) return {};
    never_said = never_said || (note.key == "settings_version" && note.was_number == 0);
  }
  if (never_said) {
    PMM_ASSIGN(auto drop, move.writing.db().prepare(sql::kDropOverrides));
    PMM_TRY(drop.bind(1, move.winner).run());
  }
  PMM_ASSIGN(const Preference before, as_noted(move, notes, now));
  return replace_preference(move.writing, move.winner, before).take_status();
}

Status merge_layout(MergeMove& move) {
  store::Connection& db = move.writing.db();
  PMM_ASSIGN(const std::int64_t theirs, version_of_layout(db, move.loser));
  PMM_ASSIGN(const std::int64_t own, version_of_layout(db, move.winner));
  if (theirs == 0 || own != 0) return {};
  for (const char* copy : {sql::kCopyLayout, sql::kCopySections}) {
    PMM_ASSIGN(auto insert, db.prepare(copy));
    PMM_TRY(insert.bind(1, move.loser).bind(2, move.winner).run());
  }
  PMM_TRY(record_layout(move, "create"));
  return note_row(move, kLayoutPart, {move.winner, {}, {}, std::int64_t{1}});
}

Status unmerge_layout(MergeMove& move) {
  PMM_ASSIGN(const auto notes, notes_of(move, kLayoutPart));
  if (notes.empty()) return {};
  PMM_ASSIGN(const std::int64_t now, version_of_layout(move.writing.db(), move.winner));
  if (now != notes.front().was_number) return {};
  for (const char* drop : {sql::kDropSections, sql::kDropLayout}) {
    PMM_ASSIGN(auto remove, move.writing.db().prepare(drop));
    PMM_TRY(remove.bind(1, move.winner).run());
  }
  return record_layout(move, "remove");
}

}  // namespace pmm::crm
