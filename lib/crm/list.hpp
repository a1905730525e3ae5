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

// Appends the current row of a statement: one SQL column per table column, in order; an integer
// serves INT64, TIME, DATE and BOOL.
void append_row(store::Statement& statement, TableBuilder& builder);

// All rows of a statement.
Result<TablePtr> read_table(store::Statement& statement, const Columns& columns);

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

  Result<TablePtr> run(const Reading& reading, const Columns& columns, const Page& page,
                       Order order = Order::kNewestFirst);

 private:
  std::string_view name_;
  std::string key_;
  std::string sql_;
  bool has_where_ = false;
  std::vector<Value> values_;
};

// `condition` with its {} replaced by $n, counting on from `used`.
std::string number_placeholders(std::string_view condition, std::size_t used);

// The actor's reach among rows with columns subject, office and service, as a condition.
std::string access_condition(const model::Plan& plan, const model::Reach& reach,
                             std::vector<List::Value>& values);

Status bind_values(store::Statement& statement, const std::vector<List::Value>& values);

// The number of rows a page may have; kLimit at "page.limit".
Result<std::int64_t> page_limit(const Page& page);

}  // namespace pmm::crm
