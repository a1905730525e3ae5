#pragma once

#include <string>
#include <vector>

#include "analytics/explain/time.hpp"
#include "analytics/scan/scan.hpp"

namespace pmm::analytics {

// The key parts of a question as SQL: what they are called, and what stands where one is left out.
struct PartsSql {
  std::vector<std::string> names;  // quoted
  std::vector<Type> types;

  std::size_t size() const noexcept { return names.size(); }
  PartSet all() const noexcept { return size() >= 64 ? ~PartSet{0} : (PartSet{1} << size()) - 1; }
  // What grouping() says of a grouping: a bit for each part, the first highest, 1 if left out.
  std::int64_t left_out(PartSet kept) const noexcept;
  std::vector<std::string> kept(PartSet parts) const;
  // Every part: its name where it is kept, else a null of its type under its name.
  std::vector<std::string> or_null(PartSet kept) const;
};

// The column that tells groupings apart.
inline constexpr const char* kLeftOut = "left_out";

// One scan as SQL: the rows in question as a table of WITH, and the groups they make.
class ScanSql {
 public:
  // `table` is what the rows are called.
  ScanSql(const ScanSpec& spec, const ScanContext& context, const PartsSql& parts,
          std::string table)
      : spec_(spec), context_(context), parts_(parts), table_(std::move(table)) {}

  const std::string& table() const noexcept { return table_; }
  // The view's columns, and a column for each key part. Notes in `times` what it joins.
  std::string rows(TimesSql& times) const;
  // Key parts, kLeftOut and measures of all groupings, one below the other.
  std::string groups() const;

 private:
  std::string groups_of(PartSet kept) const;

  const ScanSpec& spec_;
  const ScanContext& context_;
  const PartsSql& parts_;
  std::string table_;
};

}  // namespace pmm::analytics
