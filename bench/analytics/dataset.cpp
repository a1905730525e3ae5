#include "dataset.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "scene.hpp"

namespace bench {
namespace {

using nlohmann::json;

// Stores of an older generation are not used: raise it when rows or their import change.
constexpr int kGeneration = 1;

constexpr std::int64_t kSlice = 1'000'000;    // cases of one file
constexpr std::int64_t kLog = 1'073'741'824;  // each page goes into the store once per so much

class CsvFile {
 public:
  CsvFile(std::string path, const char* header) : path_(std::move(path)) {
    file_ = std::fopen(path_.c_str(), "we");
    if (file_ == nullptr) throw std::runtime_error("cannot write " + path_);
    line_ = header;
    end();
  }
  ~CsvFile() {
    if (file_ != nullptr) std::fclose(file_);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  CsvFile& text(std::string_view value) {
    if (!line_.empty()) line_ += ',';
    line_ += value;
    return *this;
  }
  CsvFile& code(const char* name, int number) { return text(name + std::to_string(number)); }
  CsvFile& time(std::optional<std::int64_t> utc) {
    if (!utc) return text("");
    const std::time_t seconds = *utc;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char out[32];
    const std::size_t size = std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text({out, size});
  }
  void end() {
    line_ += '\n';
    std::fwrite(line_.data(), 1, line_.size(), file_);
    line_.clear();
  }
  // Nothing more comes; the file goes with the object.
  const std::string& finish() {
    const bool failed = std::ferror(file_) != 0 || std::fclose(file_) != 0;
    file_ = nullptr;
    if (failed) throw std::runtime_error("cannot write " + path_);
    return path_;
  }

 private:
  std::string path_, line_;
  std::FILE* file_ = nullptr;
};

std::string number_of(std::int64_t number) { return "c" + std::to_string(number); }
std::string subject_of(std::int64_t number) {
  return number == 0 ? "" : "s" + std::to_string(number);
}

// All rows must have been taken.
double import(const Crm& crm, const std::string& path, const json& mapping, const char* taken) {
  const std::string text = mapping.dump();
  pmm_text* report = nullptr;
  pmm_error* error = nullptr;
  const Stopwatch watch;
  check(pmm_import_csv(crm.session(), view(path), view(text), nullptr, nullptr, &report, &error),
        &error);
  const double seconds = watch.seconds();
  const std::unique_ptr<pmm_text, void (*)(pmm_text*)> owned(report, pmm_text_free);
  const json counts = json::parse(pmm_text_view(report).data);
  const auto rest = counts.at("read").get<std::int64_t>() - counts.at(taken).get<std::int64_t>() -
                    counts.at("unchanged").get<std::int64_t>();
  if (rest != 0) throw std::runtime_error("rows were not taken: " + counts.dump());
  return seconds;
}

void import_subjects(const Crm& crm, const Generator& generator, const std::string& folder,
                     std::int64_t first) {
  CsvFile file(folder + "/subjects.csv", "id,name");
  for (std::int64_t i = first; i <= generator.subjects(); ++i)
    file.text(subject_of(i)).text("Nome " + std::to_string(i)).end();
  import(crm, file.finish(),
         {{"entity", "subjects"},
          { "columns",
            { {"external_id", "id"},
              {"kind",
               {
                 { "value",
                   "person" }
               }},
              { "name",
                "name" } } }},
         "created");
}

// Cases `first` to `last`.
double import_cases(const Crm& crm, const Generator& generator, const std::string& folder,
                    std::int64_t first, std::int64_t last) {
  CsvFile file(
      folder + "/cases.csv",
      "id,kind,service,category,office,channel,status,state,area,subject,opened,due,closed");
  for (std::int64_t i = first; i <= last; ++i) {
    const CaseRow row = generator.row(i);
    file.text(number_of(i)).text(row.kind->name);
    file.code("service ", row.service).code("category ", generator.category_of(row.service));
    file.code("office ", generator.office_of(row.service)).code("channel ", row.channel);
    file.text(row.closed ? "closed" : "open").text(row.state);
    file.text(row.area ? "area " + std::to_string(*row.area) : "").text(subject_of(row.subject));
    file.time(row.opened).time(row.due).time(row.closed).end();
  }
  json columns = {{"external_id", "id"},
                  {"subject_key", {{"scheme", "external_id"}, {"column", "subject"}}},
                  {"opened_at", "opened"},
                  {"due_at", "due"},
                  {"closed_at", "closed"}};
  for (const char* name :
       {"kind", "service", "category", "office", "channel", "status", "state", "area"})
    columns[name] = name;
  return import(crm, file.finish(), {{"entity", "cases"}, {"columns", columns}}, "created");
}

std::int64_t last_id(const Crm& crm, const char* noun) {
  pmm_result* result = nullptr;
  pmm_error* error = nullptr;
  check(pmm_db_info(crm.db(), nullptr, &result, &error), &error);
  const std::string name(noun);
  const std::int64_t id = pmm_result_int64(result, 0, pmm_result_find_column(result, view(name)));
  pmm_result_free(result);
  return id;
}

// Goes on where an earlier run was interrupted: rows become records in their order.
void fill(const Crm& crm, const Generator& generator, const std::string& folder) {
  if (last_id(crm, "subjects") < generator.subjects())
    import_subjects(crm, generator, folder, last_id(crm, "subjects") + 1);
  std::int64_t done = last_id(crm, "cases");
  while (done < generator.cases()) {
    const std::int64_t last = std::min(done + kSlice, generator.cases());
    const double seconds = import_cases(crm, generator, folder, done + 1, last);
    std::fprintf(stderr, "imported cases to %lld, %.0f rows/s\n", static_cast<long long>(last),
                 static_cast<double>(last - done) / seconds);
    done = last;
  }
}

}  // namespace

std::string dataset(const Generator& generator) {
  namespace fs = std::filesystem;
  const std::string folder = bench_root() + "/analytics-" + std::to_string(kGeneration) + "-" +
                             std::to_string(generator.cases());
  const std::string path = folder + "/cases.crm";
  const std::string done = folder + "/complete";
  if (fs::exists(done)) return path;
  fs::create_directories(folder);
  std::fprintf(stderr, "making %s\n", path.c_str());
  fill(Crm(path, {.create = true, .threads = 0, .log_bytes = kLog}), generator, folder);
  std::ofstream(done) << pmm_version().data << '\n';
  return path;
}

std::string copy_store(const std::string& store, const std::string& folder) {
  const std::string path = folder + "/copy.crm";
  std::filesystem::copy_file(store, path);
  return path;
}

double import_updates(const Crm& crm, const Generator& generator, const std::string& folder) {
  CsvFile file(folder + "/updates.csv", "id,status,state,closed");
  for (std::int64_t n = 0; n < generator.updates(); ++n) {
    const CaseRow row = generator.updated_row(generator.updated_case(n));
    file.text(number_of(row.number)).text(row.closed ? "closed" : "open").text(row.state);
    file.time(row.closed).end();
  }
  return import(crm, file.finish(),
                {{"entity", "cases"},
                 {"key", "external_id"},
                 {"columns",
                  {{"external_id", "id"},
                   {"status", "status"},
                   {"state", "state"},
                   {"closed_at", "closed"}}}},
                "updated");
}

}  // namespace bench
