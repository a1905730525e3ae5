#pragma once

#include <string>
#include <vector>

#include "analytics/explain/scan.hpp"
#include "analytics/question/query.hpp"

namespace pmm::analytics {

// The answer out of its sheet, as derive() and make_table() make it: what is compared, running
// sums, shares and the flag of totals beside the measures; rows by "having", in order, cut.
class AnswerSql {
 public:
  AnswerSql(const Query& query, const PartsSql& parts) : query_(query), parts_(parts) {}

  // Own rows, each with the compared ones of the same key beside them.
  std::string beside(const std::string& sheet, const std::vector<std::string>& compared) const;
  // A column for each of the question's outputs.
  std::string derived(const std::string& sheet) const;
  // The last of the statement.
  std::string shown(const std::string& derived) const;

 private:
  std::string output_sql(std::size_t output) const;
  std::string change_sql(std::size_t output) const;
  std::string running_sql(const Output& output) const;
  std::string share_sql(const Output& output) const;
  std::string having_sql(const Having& having) const;
  std::string order() const;
  std::vector<PartSet> asked() const;
  std::string flags_that_leave_out(std::size_t part) const;

  const Query& query_;
  const PartsSql& parts_;
};

}  // namespace pmm::analytics
