#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "analytics/answer/plan.hpp"
#include "analytics/explain/scan.hpp"
#include "analytics/explain/time.hpp"
#include "analytics/question/query.hpp"

namespace pmm::analytics {

// The tables that a statement makes for itself, in the order in which they use each other.
class TablesSql {
 public:
  void add(const std::string& name, const std::string& body) {
    entries_.push_back(name + " AS MATERIALIZED (\n" + body + ")");
  }
  void add(std::string entry) { entries_.push_back(std::move(entry)); }
  const std::vector<std::string>& entries() const noexcept { return entries_; }

 private:
  std::vector<std::string> entries_;
};

// The sheet of a question as SQL, as assemble() and what completes it make it: the measures of all
// its cubes beside each other, every period there if it is to be filled, stocks told in all of
// them. A table with the key parts, kLeftOut and the measures of the question by their names.
class SheetSql {
 public:
  // `suffix` tells apart what the tables are called when a question makes several sheets.
  // `compared` are the sheets whose groups are to be there too when periods are filled.
  SheetSql(const Query& query, const ScanContext& context, const PartsSql& parts,
           const std::vector<PartSet>& sets, std::string suffix)
      : query_(query),
        context_(context),
        parts_(parts),
        sets_(sets),
        suffix_(std::move(suffix)),
        plan_(plan_scans(query, sets, context.now_us)) {}

  // The name of the table. kLimit: too many periods to be written down.
  Result<std::string> write(const std::vector<std::string>& compared, TimesSql& times,
                            TablesSql& tables);

 private:
  struct Piece {
    std::string table;
    std::vector<std::size_t> measures;  // in Query::measures
  };
  std::vector<Piece> pieces(TimesSql& times, TablesSql& tables) const;
  Piece scan_piece(const PlannedScan& scan, TimesSql& times, TablesSql& tables) const;
  Piece stock_piece(const PlannedStock& stock, TimesSql& times, TablesSql& tables) const;
  std::string stock_groups(const PlannedStock& stock, const std::string& moves, PartSet kept) const;
  std::string join(const std::vector<Piece>& pieces) const;

  Status add_periods(TablesSql& tables);
  std::string periods(std::size_t time) const {
    return "periods_" + std::to_string(time + 1) + suffix_;
  }
  TimeBounds bounds_of_time(std::size_t time) const;
  std::string filled(const std::string& sheet, const std::vector<std::string>& compared) const;
  std::string added_rows(const std::string& sheet, const std::vector<std::string>& compared,
                         PartSet kept) const;
  std::string filled_values(const std::string& sheet) const;
  std::string carried(const std::string& sheet) const;
  bool has_stock() const noexcept;
  std::vector<PartSet> all_sets() const;
  std::vector<std::string> measure_names() const;
  std::vector<std::string> series_keys(std::size_t time_part) const;

  const Query& query_;
  const ScanContext& context_;
  const PartsSql& parts_;
  const std::vector<PartSet>& sets_;
  std::string suffix_;
  QueryPlan plan_;
  std::vector<bool> open_;  // of each time: its periods are cut to those that rows have
};

// What a bucket of a time is in SQL: a day as text, else a number.
std::string bucket_literal(const TimeDimension& time, std::int64_t bucket);

// What a measure is in a row that was filled in.
std::string filling_sql(Fill fill, const Member& measure);

}  // namespace pmm::analytics
