#include <nlohmann/json.hpp>

#include "file.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCounts[] = {"read", "created", "updated", "unchanged", "rejected"};

std::string counts_csv(const Json& report) {
  std::string names = "entity", values = report.at("entity").get<std::string>();
  for (const char* count : kCounts) {
    names += std::string(",") + count;
    values += "," + std::to_string(report.at(count).get<std::int64_t>());
  }
  return names + "\r\n" + values + "\r\n";
}

std::string counts_table(const Json& report) {
  TextTable table;
  table.columns.push_back({"entity", false});
  table.rows.push_back({report.at("entity").get<std::string>()});
  for (const char* count : kCounts) {
    table.columns.push_back({count, true});
    table.rows[0].push_back(std::to_string(report.at(count).get<std::int64_t>()));
  }
  return table.render();
}

std::string cell(const Json& reject, const char* name) {
  return cut(printable(reject.at(name).get<std::string>()), 60);
}

// The first rows that were rejected, or remarked on, so that a person sees at once what is wrong.
std::string rows_table(const Json& report, const char* rows, const char* count) {
  const Json& rejects = report.at(rows);
  if (rejects.empty()) return {};
  TextTable table;
  table.columns = {{"line", true}, {"column"}, {"rule"}, {"message"}};
  for (const Json& reject : rejects)
    table.rows.push_back({std::to_string(reject.at("line").get<std::int64_t>()),
                          cell(reject, "column"), cell(reject, "rule"), cell(reject, "message")});
  std::string out = "\n" + table.render();
  const auto more =
      report.at(count).get<std::int64_t>() - static_cast<std::int64_t>(rejects.size());
  if (more > 0) out += dim("and " + std::to_string(more) + " more") + "\n";
  return out;
}

void print_report(const std::string& report, const Settings& settings) {
  if (report.empty()) return;
  if (settings.format == Format::kJson) return put(report + "\n");
  const Json parsed = Json::parse(report);
  if (settings.format == Format::kCsv) return put(counts_csv(parsed));
  put(counts_table(parsed) + rows_table(parsed, "rejects", "rejected"));
  const auto warnings = parsed.at("warnings").get<std::int64_t>();
  if (warnings == 0) return;
  put("\n" +
      bold(std::to_string(warnings) + (warnings == 1 ? " warning" : " warnings") +
           " on rows that were taken") +
      rows_table(parsed, "warned", "warnings"));
}

}  // namespace

int import_csv(const ImportArguments& arguments, const Settings& settings) {
  const std::string mapping = read_input(arguments.mapping);
  const pmmcrm::Db db = open_to_write(arguments.file, settings.municipalities);
  const pmmcrm::Session session = open_session(db, settings);
  pmm_import_options options = PMM_IMPORT_OPTIONS_INIT;
  options.rejects_path = pmmcrm::str(arguments.rejects);
  Progress progress("importing " + printable(arguments.data));
  std::string report;
  try {
    session.import_csv(arguments.data, mapping, &options, progress.call(), &report);
  } catch (...) {
    progress.finish();
    print_report(report, settings);  // what was done before it ended is worth knowing
    throw;
  }
  progress.finish();
  print_report(report, settings);
  return kOk;
}

}  // namespace cli
