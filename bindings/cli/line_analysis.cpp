#include <string>

#include "line.hpp"

namespace cli {
namespace {

void add_question_verbs(CLI::App& app, Line& line) {
  auto* query = add_on_store(app, line, "query", "Ask a question of the cubes", [&] {
    return line.explain ? cli::explain(line.file, line.other, line.settings)
                        : cli::query(line.file, line.other, line.settings);
  });
  query->add_option("QUERY", line.other, "JSON file, or -")->required();
  query->add_flag("--explain", line.explain,
                  "Tell what answering takes, and the SQL that gives the same answer");
  add_on_store(app, line, "meta", "List cubes, dimensions and measures", [&] {
    return cli::meta(line.file, line.schema, line.settings);
  })->add_flag("--schema", line.schema, "Print the JSON Schema of a question instead");
}

void add_segment_verbs(CLI::App& app, Line& line) {
  auto* verb = add_on_store(app, line, "segment", "Count, list or divide a target group", [&] {
    line.segment.file = line.file;
    return cli::segment(line.segment, line.settings);
  });
  SegmentArguments& to = line.segment;
  auto* rule = verb->add_option("RULE", to.rule, "JSON file, -, or name:NAME for a saved segment");
  auto* schema = verb->add_flag("--schema", to.schema, "Print the JSON Schema of a rule instead");
  rule->excludes(schema);
  auto* list = verb->add_flag("--list", to.list, "List the members");
  add_limit(verb, to.limit, 10'000);
  auto* split =
      verb->add_option("--split", to.split, "Divide it: {\"mail\": 0.9, \"control\": 0.1}");
  auto* salt = verb->add_option("--salt", to.salt, "Names the split");
  split->needs(salt);
  salt->needs(split);
  auto* profile = verb->add_option("--profile", to.profile,
                                   "Compare with everybody by dimensions: subject.kind,…");
  auto* overlap = verb->add_option("--overlap", to.overlap, "What it shares with another rule");
  auto* save = verb->add_option("--save", to.save, "Keep the rule as a segment of this name");
  auto* freeze =
      verb->add_option("--freeze", to.freeze, "Write down who belongs to it, under this title");
  for (CLI::Option* one : {list, profile, overlap, save, freeze})
    for (CLI::Option* other : {list, profile, overlap, save, freeze})
      if (one != other) one->excludes(other);
  add_on_store(app, line, "rfm", "How recently, often and broadly subjects turn to the city",
               [&] { return cli::rfm(line.file, line.other, line.settings); })
      ->add_option("OPTIONS", line.other, "JSON file, or -")
      ->required();
}

// Which indicators are asked for, over what.
void add_indicator_options(CLI::App& verb, IndicatorArguments& given) {
  auto* from = verb.add_option("--from", given.from, "First day, as 2007-01-01");
  auto* to = verb.add_option("--to", given.to, "Last day");
  from->needs(to);
  to->needs(from);
  verb.add_option("--by", given.by, "Dimensions to break them down by, such as service")
      ->delimiter(',');
  verb.add_option("--granularity", given.granularity,
                  "One row per day, week, month, quarter or year");
  verb.add_option("--only", given.names, "Names of indicators, such as sla_compliance")
      ->delimiter(',');
  verb.add_option("--layout", given.layout,
                  "A row for each value (long), or a column for each "
                  "indicator (wide)")
      ->check(CLI::IsMember({"long", "wide"}));
}

void add_export_verb(CLI::App& app, Line& line) {
  auto* verb = add_on_store(app, line, "export", "Write data to a file for other programs", [&] {
    line.exported.file = line.file;
    line.exported.excel = line.preset == "excel";
    return cli::export_data(line.exported, line.settings);
  });
  verb->add_option(
          "WHAT", line.exported.what,
          "cases, contacts, visits, indicators, report (the workbook of the managers), bi "
          "(an extract for business intelligence), appointment:CODE, subject:SUBJECT or "
          "calendar:CODE (for programs of calendars), or the JSON file of a question, or -")
      ->required();
  verb->add_option("OUT", line.exported.out,
                   "The file: .csv, .xlsx or .json; of bi .sqlite, of calendars .ics")
      ->required();
  verb->add_option("--preset", line.preset,
                   "CSV for programs (plain) or for people with a spreadsheet (excel)")
      ->check(CLI::IsMember({"plain", "excel"}))
      ->capture_default_str();
  verb->add_option("--language", line.exported.language, "Of the titles: en or it")
      ->check(CLI::IsMember({"en", "it"}));
  verb->add_option("--title", line.exported.title, "Of a workbook");
  verb->add_flag("--persons", line.exported.persons,
                 "Of bi and calendar: with who the subjects are");
  add_indicator_options(*verb, line.exported.asked);
}

void add_indicator_verb(CLI::App& app, Line& line) {
  IndicatorArguments& given = line.indicators;
  auto* verb = add_on_store(app, line, "indicators", "Tell the indicators of a period", [&] {
    given.file = line.file;
    return cli::indicators(given, line.settings);
  });
  add_indicator_options(*verb, given);
  verb->add_option("--language", given.language, "Of the titles: en or it")
      ->check(CLI::IsMember({"en", "it"}))
      ->capture_default_str();
}

}  // namespace

void add_analysis_verbs(CLI::App& app, Line& line) {
  add_question_verbs(app, line);
  add_segment_verbs(app, line);
  add_export_verb(app, line);
  add_indicator_verb(app, line);
}

}  // namespace cli
