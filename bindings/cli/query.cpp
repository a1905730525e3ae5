#include <nlohmann/json.hpp>

#include "file.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

struct MetaRow {
  std::string name, kind, type, unit, title;
};

std::vector<MetaRow> members_of(const std::string& meta) {
  std::vector<MetaRow> rows;
  const Json parsed = Json::parse(meta);
  for (const Json& cube : parsed.at("cubes")) {
    for (const Json& member : cube.at("members"))
      rows.push_back({member.at("name").get<std::string>(), member.at("kind").get<std::string>(),
                      member.at("type").get<std::string>(), member.at("unit").get<std::string>(),
                      member.at("title").at("en").get<std::string>()});
  }
  return rows;
}

}  // namespace

int query(const std::string& file, const std::string& query_path, const Settings& settings) {
  const std::string text = read_input(query_path);
  const pmmcrm::Db db = open_to_ask(file);
  const pmmcrm::Session session = open_session(db, settings);
  Progress progress("asking");
  const pmmcrm::Result answer = session.query(text, progress.call());
  progress.finish();
  print_result(answer, settings, "no rows");
  return kOk;
}

int meta(const std::string& file, const Settings& settings) {
  const std::string text = open_to_read(file).meta();
  if (settings.format == Format::kJson) {
    put(text + "\n");
    return kOk;
  }
  TextTable table;
  table.columns = {{"name"}, {"kind"}, {"type"}, {"unit"}, {"title"}};
  std::string csv = "name,kind,type,unit,title\r\n";
  for (const MetaRow& row : members_of(text)) {
    table.rows.push_back({row.name, row.kind, row.type, row.unit, row.title});
    csv += row.name + "," + row.kind + "," + row.type + "," + row.unit + "," +
           csv_field(row.title) + "\r\n";
  }
  put(settings.format == Format::kCsv ? csv : table.render());
  return kOk;
}

}  // namespace cli
