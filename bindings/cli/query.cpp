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

// "blocks  3 read, 1 skipped", a line for each group of figures, then the SQL.
std::string told_to_people(const Json& told) {
  TextTable table;
  table.columns = {{"what"}, {"figures"}};
  for (const auto& [name, value] : told.items()) {
    if (name == "sql") continue;
    std::string figures;
    if (value.is_object()) {
      for (const auto& [part, figure] : value.items())
        figures += (figures.empty() ? "" : ", ") + figure.dump() + " " + part;
    } else {
      figures = value.is_string() ? value.get<std::string>() : value.dump();
    }
    table.rows.push_back({name, figures});
  }
  return table.render() + "\n" + told.at("sql").get<std::string>() + "\n";
}

std::string told_as_csv(const Json& told) {
  std::string csv = "what,value\r\n";
  const auto add = [&csv](const std::string& name, const Json& value) {
    csv += name + "," + csv_field(value.is_string() ? value.get<std::string>() : value.dump()) +
           "\r\n";
  };
  for (const auto& [name, value] : told.items()) {
    if (!value.is_object()) add(name, value);
    if (value.is_object())
      for (const auto& [part, figure] : value.items()) add(name + "." + part, figure);
  }
  return csv;
}

}  // namespace

int explain(const std::string& file, const std::string& query_path, const Settings& settings) {
  const std::string text = read_input(query_path);
  const pmmcrm::Db db = open_to_ask(file);
  const pmmcrm::Session session = open_session(db, settings);
  Progress progress("asking");
  const std::string told = session.explain(text, progress.call());
  progress.finish();
  if (settings.format == Format::kJson)
    put(told + "\n");
  else if (settings.format == Format::kCsv)
    put(told_as_csv(Json::parse(told)));
  else
    put(told_to_people(Json::parse(told)));
  return kOk;
}

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

int meta(const std::string& file, bool schema, const Settings& settings) {
  if (schema) {
    put(open_to_read(file).query_schema());
    return kOk;
  }
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
