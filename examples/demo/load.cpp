#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "store.hpp"

namespace demo {
namespace {

using Json = nlohmann::ordered_json;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Meter {
  std::string name;
  std::int64_t last_percent = -1;
};

// A line on the terminal that is written over; nothing when nobody looks.
std::int32_t meter(void* data, std::int64_t done, std::int64_t total) noexcept {
  auto* shown = static_cast<Meter*>(data);
  const std::int64_t percent = total > 0 ? 100 * done / total : 0;
  if (percent == shown->last_percent) return 0;
  shown->last_percent = percent;
  const std::string cells = bar(static_cast<double>(percent), 100, 30);
  std::fprintf(stderr, "\r  %-18s %s %3lld %%", shown->name.c_str(), cells.c_str(),
               static_cast<long long>(percent));
  return 0;
}

std::int64_t number(const Json& report, const char* name) {
  return report.at(name).get<std::int64_t>();
}

// Whether an import did what the generator said it would.
bool as_expected(const Json& report, const FileCounts& expected) {
  return number(report, "created") == expected.good && number(report, "rejected") == expected.bad &&
         number(report, "read") == expected.good + expected.bad && report.at("complete") == true;
}

void show_rules(Screen& screen, const std::map<std::string, std::int64_t>& rules) {
  static const std::map<std::string, std::string> kMeaning = {
      {"unique", "a code that somebody else has already"},
      {"date", "a day that no calendar has"},
      {"encoding", "bytes that are not UTF-8"},
      {"fields", "fewer columns than the header"},
      {"integer", "words where a number belongs"},
      {"invalid", "a tax code whose check character is wrong"},
      {"map", "a state that the mapping does not know"},
      {"unknown key", "a person who is not in the registry"},
      {"range", "a place that is not on the globe"},
      {"required", "an empty cell where a value is needed"},
      {"time", "a time that cannot be read"}};
  std::int64_t most = 0;
  for (const auto& [rule, count] : rules) most = std::max(most, count);
  screen.blank();
  screen.line("  " + paint(Colour::kBold, "Why rows were rejected"));
  for (const auto& [rule, count] : rules) {
    const auto meaning = kMeaning.find(rule);
    screen.line("  " + left(rule, 12) + right(grouped(count), 5) + "  " +
                bar(static_cast<double>(count), static_cast<double>(most), 18) + "  " +
                paint(Colour::kDim, meaning == kMeaning.end() ? "" : meaning->second));
  }
}

}  // namespace

Loaded load(const pmmcrm::Session& session, const FileCounts& counts, const std::string& data,
            const std::string& mappings, const std::string& rejects) {
  const std::string mapping = read_file(mappings + "/" + std::string(counts.mapping));
  pmm_import_options options = PMM_IMPORT_OPTIONS_INIT;
  options.rejects_path = pmmcrm::str(rejects);
  pmm_call call = PMM_CALL_INIT;
  Meter shown{std::string(counts.file)};
  const bool watched = ::isatty(STDERR_FILENO) != 0;
  if (watched) {
    call.progress = meter;
    call.progress_data = &shown;
  }
  const std::string report =
      session.import_csv(data + "/" + std::string(counts.file), mapping, &options, &call);
  if (watched) std::fputs("\r\x1b[K", stderr);
  return {counts, report};
}

bool show_loaded(Screen& screen, const std::vector<Loaded>& loaded) {
  screen.section("What the offices handed over",
                 "every row is created or rejected with its line, column and rule");
  screen.line("  " + left("file", 18) + left("becomes", 12) + right("read", 10) +
              right("created", 12) + right("rejected", 12) + "  ");
  bool fine = true;
  std::int64_t read = 0, created = 0, rejected = 0;
  std::map<std::string, std::int64_t> rules;
  for (const Loaded& one : loaded) {
    const Json report = Json::parse(one.report);
    const bool match = as_expected(report, one.expected);
    fine = fine && match;
    read += number(report, "read");
    created += number(report, "created");
    rejected += number(report, "rejected");
    for (const auto& [rule, count] : report.at("rejected_by_rule").items())
      rules[rule] += count.get<std::int64_t>();
    screen.line("  " + left(one.expected.file, 18) + left(one.expected.what, 12) +
                right(grouped(number(report, "read")), 10) +
                right(grouped(number(report, "created")), 12) +
                right(grouped(number(report, "rejected")), 12) + "   " +
                (match ? paint(Colour::kGreen, "✓ as many as were put in")
                       : paint(Colour::kRed, "✗ expected " + grouped(one.expected.good) + " and " +
                                                 grouped(one.expected.bad))));
  }
  screen.line("  " +
              paint(Colour::kBold, left("together", 30) + right(grouped(read), 10) +
                                       right(grouped(created), 12) + right(grouped(rejected), 12)));
  show_rules(screen, rules);
  return fine;
}

}  // namespace demo
