#include "analytics/explain/answer.hpp"

#include <algorithm>

#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/sheet.hpp"
#include "analytics/explain/text.hpp"
#include "analytics/question/column_parser.hpp"

namespace pmm::analytics {
namespace {

std::string measure_name(const Query& query, std::size_t measure) {
  return name_literal(query.measures[measure]->name);
}

// The measure in one of the other ranges.
std::string other_name(std::size_t measure, std::size_t which) {
  return "other_" + std::to_string(which + 1) + "_" + std::to_string(measure + 1);
}
std::string other_flag(std::size_t which) { return "has_other_" + std::to_string(which + 1); }

std::string value_literal(const Having::Value& value) {
  return value.is_whole ? std::to_string(value.whole) : real_literal(value.real);
}

}  // namespace

std::vector<PartSet> AnswerSql::asked() const {
  std::vector<PartSet> out{parts_.all()};
  out.insert(out.end(), query_.totals.begin(), query_.totals.end());
  return out;
}

std::string AnswerSql::beside(const std::string& sheet,
                              const std::vector<std::string>& compared) const {
  std::vector<std::string> keys = parts_.names;
  keys.emplace_back(kLeftOut);
  const auto piece = [&](const std::string& table, std::size_t at) {  // 0: the question's own
    std::vector<std::string> columns = keys;
    for (std::size_t i = 0; i < query_.measures.size(); ++i)
      columns.push_back(at == 0 ? measure_name(query_, i)
                                : typed_null(query_.measures[i]->type) + " AS " +
                                      measure_name(query_, i));
    columns.push_back(std::string(at == 0 ? "1" : "0") + " AS own");
    for (std::size_t which = 0; which < compared.size(); ++which) {
      for (std::size_t i = 0; i < query_.measures.size(); ++i)
        columns.push_back(
            (at == which + 1 ? measure_name(query_, i) : typed_null(query_.measures[i]->type)) +
            " AS " + other_name(i, which));
      columns.push_back(std::string(at == which + 1 ? "1" : "0") + " AS " + other_flag(which));
    }
    return fill(sql::kSelect, {joined(columns, kComma), table});
  };
  std::string all = piece(sheet, 0);
  for (std::size_t which = 0; which < compared.size(); ++which)
    all += sql::kUnionAll + piece(compared[which], which + 1);
  std::vector<std::string> columns = keys;
  const auto any = [&](const std::string& name) {
    columns.push_back(fill(sql::kAny, {name}) + " AS " + name);
  };
  for (std::size_t i = 0; i < query_.measures.size(); ++i) any(measure_name(query_, i));
  any("own");
  for (std::size_t which = 0; which < compared.size(); ++which) {
    for (std::size_t i = 0; i < query_.measures.size(); ++i) any(other_name(i, which));
    any(other_flag(which));
  }
  const std::string grouped =
      fill(sql::kSelect, {joined(columns, kCommaLine), "(\n" + all + ") ranges"}) + sql::kGroupBy +
      joined(keys, kComma);
  return fill(sql::kSelect, {"*", "(\n" + grouped + ") beside"}) + sql::kWhere + sql::kIsOwn;
}

std::string AnswerSql::derived(const std::string& sheet) const {
  std::vector<std::string> columns{std::string(kLeftOut)};
  for (std::size_t i = 0; i < query_.outputs.size(); ++i) {
    const std::string name = name_literal(query_.outputs[i].name);
    const std::string value = output_sql(i);
    columns.push_back(value == name ? name : value + " AS " + name);
  }
  return fill(sql::kSelect, {joined(columns, kCommaLine), sheet});
}

std::string AnswerSql::output_sql(std::size_t output) const {
  const Output& what = query_.outputs[output];
  switch (what.kind) {
    case Output::Kind::kPart:
      return parts_.names[what.index];
    case Output::Kind::kMeasure:
      return measure_name(query_, what.index);
    case Output::Kind::kPrevious:
      return fill(sql::kOtherOrFilling, {other_flag(what.which), other_name(what.index, what.which),
                                         filling_sql(query_.fill, *query_.measures[what.index])});
    case Output::Kind::kChange:
    case Output::Kind::kChangeRate:
      return change_sql(output);
    case Output::Kind::kRunning:
      return running_sql(what);
    case Output::Kind::kShare:
      return share_sql(what);
    case Output::Kind::kGrouping:
      return kLeftOut;
    case Output::Kind::kId:
      return "id";
  }
  return {};
}

std::string AnswerSql::change_sql(std::size_t output) const {
  const Output& what = query_.outputs[output];
  const std::string now = measure_name(query_, what.index);
  const std::string before =
      fill(sql::kOtherOrFilling, {other_flag(what.which), other_name(what.index, what.which),
                                  filling_sql(query_.fill, *query_.measures[what.index])});
  if (what.kind == Output::Kind::kChange) return now + " - " + before;
  return fill(sql::kRateOfChange, {now, before, before});
}

std::string AnswerSql::running_sql(const Output& output) const {
  std::size_t time = 0;
  while (!is_calendar(query_.times[time].granularity)) ++time;
  const std::size_t part = query_.dimensions.size() + time;
  std::vector<std::string> keys{std::string(kLeftOut)};
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (i != part) keys.push_back(parts_.names[i]);
  return fill(sql::kRunning, {parts_.names[part], measure_name(query_, output.index),
                              joined(keys, kComma), parts_.names[part]});
}

// The total of a row is the row of the grouping that keeps what both keep, among those that have
// the same values in the parts of the share.
std::string AnswerSql::share_sql(const Output& output) const {
  const PartSet of = query_.shares[output.which].of;
  const std::string measure = measure_name(query_, output.index);
  const std::vector<std::string> keys = parts_.kept(of);
  const std::string partition =
      keys.empty() ? std::string() : sql::kPartitionBy + joined(keys, kComma);
  std::string totals;
  for (const PartSet kept : asked())
    totals +=
        fill(sql::kTotalWhen, {std::to_string(parts_.left_out(kept)),
                               std::to_string(parts_.left_out(kept & of)), measure, partition});
  return fill(sql::kShare, {measure, totals});
}

// --- Which rows, in what order -----------------------------------------------------------------

// NOLINTNEXTLINE(misc-no-recursion): as deep as the question, which is bounded
std::string AnswerSql::having_sql(const Having& having) const {
  if (having.kind == Filter::Kind::kAnd || having.kind == Filter::Kind::kOr) {
    std::vector<std::string> parts;
    for (const Having& child : having.children) parts.push_back(having_sql(child));
    return "(" + joined(parts, having.kind == Filter::Kind::kAnd ? " AND " : " OR ") + ")";
  }
  const std::string name = name_literal(query_.outputs[having.output].name);
  std::vector<std::string> values;
  for (const Having::Value& value : having.values) values.push_back(value_literal(value));
  switch (having.kind) {
    case Filter::Kind::kSet:
      return fill(sql::kIsNotNull, {name});
    case Filter::Kind::kNotSet:
      return fill(sql::kIsNull, {name});
    case Filter::Kind::kLess:
      return name + " < " + values.front();
    case Filter::Kind::kLessEqual:
      return name + " <= " + values.front();
    case Filter::Kind::kGreater:
      return name + " > " + values.front();
    case Filter::Kind::kGreaterEqual:
      return name + " >= " + values.front();
    case Filter::Kind::kBetween:
      return fill(sql::kBetween, {name, values.front(), values.back()});
    default:
      return fill(having.negated ? sql::kNotIn : sql::kIn, {name, joined(values, kComma)});
  }
}

std::string AnswerSql::flags_that_leave_out(std::size_t part) const {
  std::vector<std::string> flags;
  for (const PartSet kept : asked())
    if ((kept >> part & 1U) == 0) flags.push_back(std::to_string(parts_.left_out(kept)));
  return joined(flags, kComma);
}

// What the question leaves open is settled by its times, then its dimensions; a part that a total
// leaves out comes behind the null that is one.
std::string AnswerSql::order() const {
  std::vector<Order> order = query_.order;
  for (std::size_t i = query_.dimensions.size(); i < query_.parts(); ++i)
    order.push_back({i, false});
  for (std::size_t i = 0; i < query_.dimensions.size(); ++i) order.push_back({i, false});
  if (query_.ungrouped && query_.outputs.size() > query_.parts())
    order.push_back({query_.parts(), false});
  std::vector<std::string> parts;
  for (const Order& by : order) {
    const std::string flags = by.output < query_.parts() ? flags_that_leave_out(by.output) : "";
    if (!flags.empty()) parts.push_back(fill(sql::kTotalsBehind, {kLeftOut, flags}));
    parts.push_back(name_literal(query_.outputs[by.output].name) +
                    (by.descending ? sql::kDescending : sql::kAscending));
  }
  return parts.empty() ? std::string() : sql::kOrderBy + joined(parts, ", ");
}

std::string AnswerSql::shown(const std::string& derived) const {
  std::vector<std::string> columns, conditions;
  for (const Output& output : query_.outputs)
    if (!output.hidden) columns.push_back(name_literal(output.name));
  if (!query_.shares.empty()) {
    std::vector<std::string> flags;
    for (const PartSet kept : asked()) flags.push_back(std::to_string(parts_.left_out(kept)));
    conditions.push_back(fill(sql::kIn, {kLeftOut, joined(flags, kComma)}));
  }
  for (const Having& having : query_.having.children) conditions.push_back(having_sql(having));
  std::string out = fill(sql::kSelect, {joined(columns, kCommaLine), derived});
  if (!conditions.empty()) out += sql::kWhere + joined(conditions, "\n  AND ");
  out += order();
  if (query_.limit || query_.offset != 0)
    out +=
        sql::kLimit + (query_.limit ? std::to_string(*query_.limit) : std::string(sql::kEveryRow));
  if (query_.offset != 0) out += sql::kOffset + std::to_string(query_.offset);
  return out;
}

}  // namespace pmm::analytics
