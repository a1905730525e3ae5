#include <cmath>
#include <nlohmann/json.hpp>

#include "moment.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

// The answer's columns by name.
class Indicators {
 public:
  explicit Indicators(const pmmcrm::Result& result) : result_(result) {}

  std::string text(std::int64_t row, const std::string& name) const {
    const std::int32_t column = column_of(name);
    return result_.is_null(row, column) ? "" : people_cell(result_, row, column);
  }
  // Counts without decimals, the rest by the indicator's unit.
  std::string number(std::int64_t row, const std::string& name, std::string_view unit) const {
    const std::int32_t column = column_of(name);
    if (result_.is_null(row, column)) return "";
    const double value = result_.float64(row, column);
    if (unit.empty() && value == std::floor(value))
      return std::to_string(static_cast<std::int64_t>(value));
    return people_number(value, unit);
  }
  std::string target(std::int64_t row, std::string_view unit) const {
    const std::string value = number(row, "target", unit);
    return value.empty() ? "" : text(row, "target_is") + " " + value;
  }

 private:
  std::int32_t column_of(const std::string& name) const {
    for (std::int32_t c = 0; c < result_.columns(); ++c)
      if (result_.name(c) == name) return c;
    throw std::logic_error("no column " + name);
  }

  const pmmcrm::Result& result_;
};

// For people: no more columns than a line has room for.
TextTable to_indicator_table(const pmmcrm::Result& result, const IndicatorArguments& arguments) {
  const Indicators cells(result);
  TextTable table;
  table.columns = {{"indicator"}};
  for (const std::string& name : arguments.by) table.columns.push_back({printable(name)});
  if (!arguments.granularity.empty()) table.columns.push_back({"period"});
  for (const char* name : {"value", "of", "target"}) table.columns.push_back({name, true});
  table.columns.push_back({"met"});
  for (std::int64_t row = 0; row < result.rows(); ++row) {
    const std::string unit = cells.text(row, "unit");
    std::vector<std::string> line{cells.text(row, "title_" + arguments.language)};
    for (const std::string& name : arguments.by) line.push_back(cells.text(row, name));
    if (!arguments.granularity.empty()) line.push_back(cells.text(row, "period"));
    line.push_back(cells.number(row, "value", unit));
    line.push_back(cells.number(row, "denominator", ""));
    line.push_back(cells.target(row, unit));
    line.push_back(cells.text(row, "met"));
    table.rows.push_back(std::move(line));
  }
  return table;
}

}  // namespace

std::string indicator_request(const IndicatorArguments& arguments) {
  nlohmann::ordered_json request = nlohmann::ordered_json::object();
  if (!arguments.from.empty()) request["from"] = arguments.from;
  if (!arguments.to.empty()) request["to"] = arguments.to;
  if (!arguments.granularity.empty()) request["granularity"] = arguments.granularity;
  if (!arguments.by.empty()) request["by"] = arguments.by;
  if (!arguments.names.empty()) request["indicators"] = arguments.names;
  if (!arguments.layout.empty()) request["layout"] = arguments.layout;
  return request.dump();
}

int indicators(const IndicatorArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_ask(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  Progress progress("asking");
  const pmmcrm::Result answer = session.indicators(indicator_request(arguments), progress.call());
  progress.finish();
  if (settings.format != Format::kTable || answer.empty() || arguments.layout == "wide") {
    print_result(answer, settings, "no indicators");
    return kOk;
  }
  use_zone(std::string(answer.timezone()));
  put(to_indicator_table(answer, arguments).render());
  return kOk;
}

}  // namespace cli
