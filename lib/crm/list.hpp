#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/table.hpp"
#include "crm/context.hpp"

namespace pmm::crm {

using Columns = std::vector<TableBuilder::Spec>;

class FieldGuard;

// Appends the current row of a statement: one SQL column per table column, in order; an integer
// serves INT64, TIME, DATE and BOOL. What the guard keeps back is withheld.
void append_row(store::Statement& statement, TableBuilder& builder, FieldGuard* guard = nullptr);

// All rows of a statement.
Result<TablePtr> read_table(store::Statement& statement, const Columns& columns,
                            FieldGuard* guard = nullptr);

// The row with that id, or none, of the SELECT of a list. `what` is a literal, for the log of
// reads.
Result<TablePtr> read_row(const Reading& reading, std::string_view what, const char* select,
                          std::int64_t id, const Columns& columns, FieldGuard* guard = nullptr);

// The first column of all rows of a statement.
Result<std::vector<std::int64_t>> ids_of(store::Statement& statement);

// A list: a SELECT, conditions that were asked for, the actor's rights, one page. The first column
// of the SELECT is the id that the list is ordered and paged by.
class List {
 public:
  using Value = std::variant<std::int64_t, double, std::string>;
  enum class Order { kNewestFirst, kOldestFirst };

  // `name` tells cursors of different lists apart; `key` is what the table calls the first column.
  List(std::string_view name, const char* select, const char* key = "id")
      : name_(name), key_(key), sql_(select) {}

  // A condition with one {} per value.
  void where(std::string_view condition, std::vector<Value> values = {});
  // Only rows the actor reaches. The SELECT must offer the columns subject, office and service.
  void restrict_to(const model::Plan& plan, model::Noun noun);
  // Only what hangs on subjects that the actor reads; `column` is the subject's id.
  void restrict_to_subjects(const model::Plan& plan, std::string_view column);

  Result<TablePtr> run(const Reading& reading, const Columns& columns, const Page& page,
                       Order order = Order::kNewestFirst, FieldGuard* guard = nullptr);

 private:
  std::string_view name_;
  std::string key_;
  std::string sql_;
  bool has_where_ = false;
  std::vector<Value> values_;
};

// `condition` with its {} replaced by $n, counting on from `used`.
std::string number_placeholders(std::string_view condition, std::size_t used);

// The rows of a noun that the actor reads, as a condition on columns subject, office and service.
std::string access_condition(const model::Plan& plan, model::Noun noun,
                             std::vector<List::Value>& values);
// The subjects that it reads, as a condition on `column`, where it does not read them all.
std::string subject_condition(const model::Plan& plan, std::string_view column,
                              std::vector<List::Value>& values);
// "[1,2,3]", for what is among the many of one value.
std::string json_list(const std::vector<std::int64_t>& ids);

Status bind_values(store::Statement& statement, const std::vector<List::Value>& values);

// Notes for the log of reads whose data an answer has: by the column that says so. `what` is a
// literal.
void note_seen(const Reading& reading, const Table& rows, std::string_view what,
               std::string_view column = "subject");

// The number of rows a page may have; kLimit at "page.limit".
Result<std::int64_t> page_limit(const Page& page);

}  // namespace pmm::crm
