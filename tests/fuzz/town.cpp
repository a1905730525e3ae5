#include "town.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace pmm::fuzz {
namespace {

constexpr int kRows = 120;
constexpr std::int64_t kNow = 1'177'000'000'000'000;  // April 2007

std::int64_t now(void* /*data*/) { return kNow; }

void check(pmm_status status, pmm_error* error) {
  if (status >= 0) return;
  std::fprintf(stderr, "town: %s\n", pmm_error_message(error).data);
  std::abort();
}

constexpr const char* kCases = R"({"entity": "cases", "columns": {"external_id": "id",
  "kind": "kind", "service": "service", "category": "category", "office": "office",
  "channel": "channel", "area": "area", "status": "status", "state": "state",
  "opened_at": "opened", "due_at": "due", "closed_at": "closed",
  "subject_key": {"scheme": "external_id", "column": "subject"},
  "subject_kind": {"value": "person"}, "subject_name": "subject"}})";
constexpr const char* kContacts = R"({"entity": "contacts", "columns": {"channel": "channel",
  "direction": "direction", "service": "service", "started_at": "started", "ended_at": "ended",
  "waited_s": "waited", "outcome": "outcome", "abandoned": "abandoned"}})";
constexpr const char* kVisits = R"({"entity": "visits", "columns": {"at": "at", "path": "path",
  "visitor": "visitor", "status": "status"}})";

// Days of winter and spring, a night without two o'clock among them.
std::string moment(int i) {
  char out[32];
  std::snprintf(out, sizeof out, "2007-%02d-%02d %02d:%02d", 1 + i % 3, 1 + i * 7 % 28, i * 5 % 24,
                i * 13 % 60);
  return out;
}

std::string cases_csv() {
  std::ostringstream out;
  out << "id,kind,service,category,office,channel,area,status,state,opened,due,closed,subject\n";
  for (int i = 0; i < kRows; ++i) {
    const bool closed = i % 4 != 0;
    const bool report = i % 3 == 0;
    out << i << ',' << (report ? "report" : "application") << ",service " << i % 9 << ",category "
        << i % 3 << ",office " << i % 4 << ",channel " << i % 5 << ','
        << (i % 6 == 0 ? "" : "area " + std::to_string(i % 7)) << ','
        << (closed ? "closed" : "open") << ','
        << (report ? (closed ? "resolved" : "new") : (closed ? "completed" : "submitted")) << ','
        << moment(i) << ',' << (i % 5 == 0 ? "" : moment(i + 40)) << ','
        << (closed ? moment(i + 20) : "") << ',' << (i % 8 == 0 ? "" : std::to_string(i % 30))
        << '\n';
  }
  return out.str();
}

std::string contacts_csv() {
  std::ostringstream out;
  out << "channel,direction,service,started,ended,waited,outcome,abandoned\n";
  for (int i = 0; i < kRows; ++i)
    out << "channel " << i % 5 << ',' << (i % 2 == 0 ? "in" : "out") << ",service " << i % 9 << ','
        << moment(i) << ',' << (i % 3 == 0 ? "" : moment(i)) << ',' << (i % 4 == 0 ? "" : "30")
        << ',' << (i % 5 == 0 ? "" : "resolved") << ',' << (i % 7 == 0 ? "true" : "false") << '\n';
  return out.str();
}

std::string visits_csv() {
  std::ostringstream out;
  out << "at,path,visitor,status\n";
  for (int i = 0; i < kRows; ++i)
    out << moment(i) << ",/servizi/" << i % 6 << ',' << (i % 4 == 0 ? "" : std::to_string(i % 11))
        << ',' << (i % 9 == 0 ? 404 : 200) << '\n';
  return out.str();
}

}  // namespace

Town::Town() {
  std::string pattern = std::filesystem::temp_directory_path() / "pmmcrm-fuzz-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  folder_ = pattern;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_CREATE;
  options.clock = now;
  const std::string path = folder_ + "/town.crm";
  pmm_error* error = nullptr;
  check(pmm_open({path.data(), path.size()}, &options, &db_, &error), error);
  check(pmm_session_open(db_, PMM_ACTOR_ADMINISTRATOR, &session_, &error), error);
  import(cases_csv().c_str(), kCases);
  import(contacts_csv().c_str(), kContacts);
  import(visits_csv().c_str(), kVisits);
}

Town::~Town() {
  close();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Town::close() {
  pmm_session_free(session_);
  session_ = nullptr;
  pmm_db_free(db_);
  db_ = nullptr;
}

void Town::import(const char* csv, const char* mapping) {
  const std::string path = folder_ + "/rows.csv";
  std::ofstream(path) << csv;
  pmm_text* report = nullptr;
  pmm_error* error = nullptr;
  check(pmm_import_csv(session_, {path.data(), path.size()},
                       pmm_str{mapping, std::string(mapping).size()}, nullptr, nullptr, &report,
                       &error),
        error);
  const std::string text(pmm_text_view(report).data);
  pmm_text_free(report);
  if (text.find("\"rejected\": 0") == std::string::npos &&
      text.find("\"rejected\":0") == std::string::npos) {
    std::fprintf(stderr, "town: %s\n", text.c_str());
    std::abort();
  }
}

std::string Town::saved_columns() {
  const std::string query = R"({"measures": ["cases.count"]})";
  pmm_result* result = nullptr;
  pmm_error* error = nullptr;
  check(pmm_query(session_, {query.data(), query.size()}, nullptr, &result, &error), error);
  pmm_result_free(result);
  close();
  std::ifstream file(folder_ + "/town.crm.columns", std::ios::binary);
  if (!file) std::abort();
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace pmm::fuzz
