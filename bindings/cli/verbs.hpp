#pragma once

#include <string>
#include <vector>

#include "settings.hpp"

// One function a verb; what it returns is the exit status. Failures are exceptions.
namespace cli {

int init(const std::string& file, const std::string& timezone, const Settings& settings);

struct ImportArguments {
  std::string file, data, mapping, rejects;
};
int import_csv(const ImportArguments& arguments, const Settings& settings);

struct IndicatorArguments {
  std::string file, from, to, granularity, layout, language = "en";
  std::vector<std::string> by, names;
};
// The request of pmm_indicators, or of pmm_export_workbook with nothing but the period.
std::string indicator_request(const IndicatorArguments& arguments);

struct ExportArguments {
  std::string file, what, out, language, title;
  bool excel = false;
  bool persons = false;      // of bi
  IndicatorArguments asked;  // of indicators and report
};
int export_data(const ExportArguments& arguments, const Settings& settings);

int query(const std::string& file, const std::string& query_path, const Settings& settings);
int explain(const std::string& file, const std::string& query_path, const Settings& settings);
// With `schema` the JSON Schema of a question, whatever the format.
int meta(const std::string& file, bool schema, const Settings& settings);

struct SegmentArguments {
  std::string file, rule, split, salt, profile, overlap, save, freeze;
  bool list = false, schema = false;
  std::int64_t limit = 10'000;
};
int segment(const SegmentArguments& arguments, const Settings& settings);
int rfm(const std::string& file, const std::string& options_path, const Settings& settings);

int indicators(const IndicatorArguments& arguments, const Settings& settings);

// Without a name the roles; with one what it may do; with a file of rights, defines it.
struct RoleArguments {
  std::string file, name, define, title;
  std::vector<std::string> fields;
  bool remove = false;
};
int role(const RoleArguments& arguments, const Settings& settings);

struct MandateArguments {
  std::string file, subject, to, state, verb, code;
  std::vector<pmm_id> services;
  pmm_id id = 0;
};
int mandate(const MandateArguments& arguments, const Settings& settings);

struct AccessArguments {
  std::string file, action, noun;
  pmm_id of = 0, id = 0;
};
int explain_access(const AccessArguments& arguments, const Settings& settings);

int mypage(const std::string& file, const std::string& subject, const Settings& settings);
int timeline(const std::string& file, const std::string& subject, std::int64_t limit,
             const Settings& settings);
int find(const std::string& file, const std::string& text, std::int64_t limit,
         const Settings& settings);

int backup(const std::string& file, const std::string& copy);
int restore(const std::string& copy, const std::string& file);
int check(const std::string& file, const Settings& settings);
int info(const std::string& file, const Settings& settings);

}  // namespace cli
