#include "crm/merge_rows.hpp"

#include "base/limits.hpp"
#include "crm/address_sql.hpp"
#include "crm/merge_sql.hpp"
#include "crm/subject_part.hpp"

namespace pmm::crm {
namespace {

constexpr std::string_view kAddressPart = "addresses";
constexpr std::string_view kDefaultPart = "addresses.default";
constexpr std::string_view kStopPart = "delivery_stops";
constexpr std::string_view kSilentPart = "reminders.silent";
constexpr std::string_view kUnfollowPart = "reminder_followers.both";
constexpr std::int64_t kRowsPerCheck = 500;

// One row on its way.
struct Moving {
  std::int64_t row = 0, case_id = 0;
};

Result<std::vector<Moving>> rows_of(store::Connection& db, const char* select, std::int64_t first,
                                    std::int64_t second) {
  std::vector<Moving> out;
  PMM_ASSIGN(auto rows, db.prepare(select));
  rows.bind(1, first).bind(2, second);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.int_at(0), rows.columns() > 1 ? rows.int_at(1) : 0});
  }
}

Status record_move(const MergeMove& move, store::Noun noun, const Moving& row, std::int64_t to) {
  if (noun == store::Noun::kStore) return {};
  return move.writing.tx.record({.verb = to == move.winner ? "merge" : "unmerge",
                                 .noun = noun,
                                 .id = row.row,
                                 .subject = noun == store::Noun::kSubject ? row.row : to,
                                 .case_id = row.case_id,
                                 .fields = "subject"});
}

bool gives_rights(store::Noun noun) noexcept {
  return noun == store::Noun::kActor || noun == store::Noun::kMandate;
}

// True: the row was there and went.
Result<bool> move_row(MergeMove& move, const sql::MergePartSql& part, const Moving& row,
                      std::int64_t to, std::int64_t from) {
  PMM_ASSIGN(auto update, move.writing.db().prepare(part.move));
  PMM_TRY(update.bind(1, row.row).bind(2, to).bind(3, from).run());
  if (move.writing.db().changes() == 0) return false;
  PMM_TRY(record_move(move, part.noun, row, to));
  move.rights_changed = move.rights_changed || gives_rights(part.noun);
  if (++move.moved % kRowsPerCheck == 0) PMM_TRY(move.writing.call.check());
  return true;
}

Status move_part(MergeMove& move, const sql::MergePartSql& part) {
  PMM_ASSIGN(const auto rows, rows_of(move.writing.db(), part.rows, move.loser, move.winner));
  for (const Moving& row : rows) {
    PMM_ASSIGN([[maybe_unused]] const bool went,
               move_row(move, part, row, move.winner, move.loser));
    PMM_TRY(note_row(move, part.name, {row.row, {}, {}, {}}));
  }
  return {};
}

Status no_way_back(const MergeMove& move, std::string_view part, std::int64_t row) {
  return Status::conflict("id", "row " + std::to_string(row) + " of " + std::string(part) +
                                    " is no longer of subject " + std::to_string(move.winner) +
                                    ", so that the merge cannot be undone")
      .with("part", std::string(part))
      .with("row", std::to_string(row));
}

Status move_part_back(MergeMove& move, const sql::MergePartSql& part) {
  PMM_ASSIGN(const auto notes, notes_of(move, part.name));
  for (const MergeNote& note : notes) {
    PMM_ASSIGN(const bool went, move_row(move, part, {note.row, 0}, move.loser, move.winner));
    if (!went && part.kept_track) return no_way_back(move, part.name, note.row);
  }
  return {};
}

// --- Addresses -----------------------------------------------------------------------------------

// The default gives way where the other subject has one of its own. True: it had to.
Result<bool> drop_default(const MergeMove& move, std::int64_t address, std::int64_t to) {
  std::int64_t since_us = 0;
  {
    PMM_ASSIGN(auto clash, move.writing.db().prepare(sql::kClashingDefault));
    PMM_ASSIGN(const bool found, clash.bind(1, address).bind(2, to).step());
    if (!found) return false;
    since_us = clash.int_at(0);
  }
  PMM_ASSIGN(const std::int64_t at_us,
             keep_past(move.writing, sql::kKeepAddressPast, address, since_us));
  PMM_ASSIGN(auto unset, move.writing.db().prepare(sql::kUnsetDefaultAddress));
  PMM_TRY(unset.bind(1, address).bind(2, at_us).run());
  return true;
}

Result<bool> move_address(MergeMove& move, std::int64_t address, std::int64_t to,
                          std::int64_t from) {
  PMM_ASSIGN(auto update, move.writing.db().prepare(sql::kMoveAddress));
  PMM_TRY(update.bind(1, address).bind(2, to).bind(3, from).run());
  if (move.writing.db().changes() == 0) return false;
  ++move.moved;
  PMM_TRY(record_move(move, store::Noun::kAddress, {address, 0}, to));
  return true;
}

Status move_addresses(MergeMove& move) {
  PMM_ASSIGN(const auto rows,
             rows_of(move.writing.db(), sql::kMergeAddresses, move.loser, move.winner));
  for (const Moving& row : rows) {
    PMM_ASSIGN(const bool dropped, drop_default(move, row.row, move.winner));
    PMM_ASSIGN([[maybe_unused]] const bool went,
               move_address(move, row.row, move.winner, move.loser));
    PMM_TRY(note_row(move, kAddressPart, {row.row, {}, {}, {}}));
    if (dropped) PMM_TRY(note_row(move, kDefaultPart, {row.row, {}, {}, {}}));
  }
  return {};
}

Status move_addresses_back(MergeMove& move) {
  PMM_ASSIGN(const auto notes, notes_of(move, kAddressPart));
  for (const MergeNote& note : notes) {
    PMM_TRY(drop_default(move, note.row, move.loser).take_status());
    PMM_ASSIGN(const bool went, move_address(move, note.row, move.loser, move.winner));
    if (!went) return no_way_back(move, kAddressPart, note.row);
  }
  PMM_ASSIGN(const auto defaults, notes_of(move, kDefaultPart));
  for (const MergeNote& note : defaults) {
    std::int64_t since_us = 0;
    {
      PMM_ASSIGN(auto may, move.writing.db().prepare(sql::kMayBeDefault));
      PMM_ASSIGN(const bool found, may.bind(1, note.row).step());
      if (!found) continue;
      since_us = may.int_at(0);
    }
    PMM_ASSIGN(const std::int64_t at_us,
               keep_past(move.writing, sql::kKeepAddressPast, note.row, since_us));
    PMM_ASSIGN(auto make, move.writing.db().prepare(sql::kMakeDefault));
    PMM_TRY(make.bind(1, note.row).bind(2, at_us).run());
  }
  return {};
}

// --- What has no id of its own, or must fall silent ----------------------------------------------

Result<std::vector<std::string>> stops_of(store::Connection& db, std::int64_t loser,
                                          std::int64_t winner) {
  std::vector<std::string> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kMergeStops));
  rows.bind(1, loser).bind(2, winner);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back(rows.string_at(0));
  }
}

Status move_stop(const MergeMove& move, const std::string& kind, std::int64_t to,
                 std::int64_t from) {
  PMM_ASSIGN(auto update, move.writing.db().prepare(sql::kMoveStop));
  return update.bind(1, std::string_view(kind)).bind(2, to).bind(3, from).run();
}

Status move_stops(MergeMove& move) {
  PMM_ASSIGN(const auto kinds, stops_of(move.writing.db(), move.loser, move.winner));
  for (const std::string& kind : kinds) {
    PMM_TRY(move_stop(move, kind, move.winner, move.loser));
    PMM_TRY(note_row(move, kStopPart, {0, kind, {}, {}}));
    ++move.moved;
  }
  return {};
}

// Reminders that both have of one deadline: the loser's would be told to nobody.
Status silence_reminders(MergeMove& move) {
  std::vector<MergeNote> silent;
  {
    PMM_ASSIGN(auto rows, move.writing.db().prepare(sql::kMergeSilent));
    rows.bind(1, move.loser);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      silent.push_back({rows.int_at(0), {}, rows.string_at(1), rows.opt_int(2)});
    }
  }
  for (const MergeNote& note : silent) {
    PMM_ASSIGN(auto update, move.writing.db().prepare(sql::kSilence));
    PMM_TRY(update.bind(1, note.row).run());
    PMM_TRY(note_row(move, kSilentPart, note));
    PMM_TRY(record_move(move, store::Noun::kReminder, {note.row, 0}, move.winner));
  }
  return {};
}

Status revive_reminders(MergeMove& move) {
  PMM_ASSIGN(const auto notes, notes_of(move, kSilentPart));
  for (const MergeNote& note : notes) {
    PMM_ASSIGN(auto update, move.writing.db().prepare(sql::kRevive));
    update.bind(1, note.row).bind(2, std::string_view(note.was_text));
    PMM_TRY(update.bind(3, note.was_number).run());
    PMM_TRY(record_move(move, store::Noun::kReminder, {note.row, 0}, move.loser));
  }
  return {};
}

Status unfollow_twice(MergeMove& move) {
  PMM_ASSIGN(const auto rules, [&]() -> Result<std::vector<MergeNote>> {
    std::vector<MergeNote> out;
    PMM_ASSIGN(auto rows, move.writing.db().prepare(sql::kMergeUnfollow));
    rows.bind(1, move.loser);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) return out;
      out.push_back({rows.int_at(0), {}, {}, rows.opt_int(1)});
    }
  }());
  for (const MergeNote& note : rules) {
    PMM_ASSIGN(auto remove, move.writing.db().prepare(sql::kUnfollowMerged));
    PMM_TRY(remove.bind(1, note.row).bind(2, move.loser).run());
    PMM_TRY(note_row(move, kUnfollowPart, note));
  }
  return {};
}

Status follow_again(MergeMove& move) {
  PMM_ASSIGN(const auto notes, notes_of(move, kUnfollowPart));
  for (const MergeNote& note : notes) {
    PMM_ASSIGN(auto insert, move.writing.db().prepare(sql::kFollowAgain));
    insert.bind(1, note.row).bind(2, move.loser);
    PMM_TRY(insert.bind(3, note.was_number.value_or(move.writing.now_us())).run());
  }
  return {};
}

// What was done on a case while it was the winner's belongs to the case.
Status follow_cases_back(MergeMove& move) {
  PMM_ASSIGN(const auto cases, notes_of(move, "cases"));
  for (const MergeNote& note : cases) {
    for (const sql::MergePartSql& part : sql::kMergeParts) {
      if (part.of_case == nullptr) continue;
      PMM_ASSIGN(auto rows, rows_of(move.writing.db(), part.of_case, note.row, move.winner));
      for (Moving& row : rows) {
        row.case_id = note.row;
        PMM_TRY(move_row(move, part, row, move.loser, move.winner).take_status());
      }
    }
  }
  return {};
}

Status check_merge_size(const MergeMove& move) {
  PMM_ASSIGN(const auto counts, count_rows(move.writing.db(), move.loser, move.winner));
  std::int64_t all = 0;
  for (const MergeCount& count : counts) all += count.all;
  if (all <= limits::kMergeRows) return {};
  return Status::limit("loser", std::to_string(all) + " rows of subject " +
                                    std::to_string(move.loser) + " are over the " +
                                    std::to_string(limits::kMergeRows) + " that a merge moves");
}

}  // namespace

Status note_row(const MergeMove& move, std::string_view part, const MergeNote& note) {
  PMM_ASSIGN(auto insert, move.writing.db().prepare(sql::kInsertMergeRow));
  insert.bind(1, move.merge).bind(2, part).bind(3, note.row).bind(4, std::string_view(note.key));
  insert.bind(5, note.was_text.empty() ? std::optional<std::string_view>()
                                       : std::optional<std::string_view>(note.was_text));
  return insert.bind(6, note.was_number).run();
}

Result<std::vector<MergeNote>> notes_of(const MergeMove& move, std::string_view part) {
  std::vector<MergeNote> out;
  PMM_ASSIGN(auto rows, move.writing.db().prepare(sql::kMergeRowsOf));
  rows.bind(1, move.merge).bind(2, part);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.int_at(0), rows.string_at(1), rows.string_at(2), rows.opt_int(3)});
  }
}

Status move_rows(MergeMove& move) {
  PMM_TRY(check_merge_size(move));
  PMM_TRY(move_addresses(move));
  for (const sql::MergePartSql& part : sql::kMergeParts) PMM_TRY(move_part(move, part));
  PMM_TRY(move_stops(move));
  PMM_TRY(silence_reminders(move));
  return unfollow_twice(move);
}

Status move_rows_back(MergeMove& move) {
  PMM_TRY(follow_again(move));
  PMM_TRY(revive_reminders(move));
  PMM_ASSIGN(const auto stops, notes_of(move, kStopPart));
  for (const MergeNote& note : stops) PMM_TRY(move_stop(move, note.key, move.loser, move.winner));
  for (auto part = sql::kMergeParts.rbegin(); part != sql::kMergeParts.rend(); ++part)
    PMM_TRY(move_part_back(move, *part));
  PMM_TRY(move_addresses_back(move));
  return follow_cases_back(move);
}

Result<std::vector<MergeCount>> count_rows(store::Connection& db, std::int64_t loser,
                                           std::int64_t winner) {
  std::vector<MergeCount> out;
  const auto count = [&](std::string_view part, const char* all, const char* moving) -> Status {
    PMM_ASSIGN(auto total, db.prepare(all));
    PMM_TRY(total.bind(1, loser).step().take_status());
    MergeCount one{part, total.int_at(0), 0};
    if (one.all != 0 && one.all <= limits::kMergeRows) {
      PMM_ASSIGN(const auto rows, rows_of(db, moving, loser, winner));
      one.moves = static_cast<std::int64_t>(rows.size());
    }
    if (one.all != 0) out.push_back(one);
    return {};
  };
  PMM_TRY(count(kAddressPart, sql::kCountAddresses, sql::kMergeAddresses));
  for (const sql::MergePartSql& part : sql::kMergeParts)
    PMM_TRY(count(part.name, part.count, part.rows));
  return out;
}

}  // namespace pmm::crm
