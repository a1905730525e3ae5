#include "asked.hpp"

#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

void replace(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string filled(std::string text, const std::map<std::string, std::string>& literals) {
  for (const auto& [name, value] : literals) replace(text, "{" + name + "}", value);
  return text;
}

}  // namespace

Asked Subject::ask(std::size_t repetition) const {
  const auto& chosen = literals[repetition % literals.size()];
  return {filled(ours, chosen), filled(duckdb, chosen), filled(sqlite, chosen)};
}

std::string by_instants(std::string sql) {
  replace(sql, "epoch(closed_at) - epoch(opened_at)", "epoch(closed_utc) - epoch(opened_utc)");
  replace(sql, "closed_at - opened_at", "closed_utc - opened_utc");
  replace(sql, "closed_at >= opened_at", "closed_utc >= opened_utc");
  replace(sql, "closed_at <= due_at", "closed_utc <= due_utc");
  return sql;
}

Subjects read_subjects() {
  std::ifstream file(PMMCRM_QUESTIONS);
  if (!file) throw std::runtime_error(std::string("cannot read ") + PMMCRM_QUESTIONS);
  const nlohmann::json root = nlohmann::json::parse(file);
  Subjects subjects{root.at("data"), {}};
  for (const auto& one : root.at("questions"))
    subjects.all.push_back(
        {one.at("name").get<std::string>(), one.at("kind") == "segment",
         one.at("bar").get<double>(), one.at("query").dump(), one.at("duckdb").get<std::string>(),
         one.at("sqlite").get<std::string>(), one.at("vary").get<decltype(Subject::literals)>()});
  return subjects;
}

}  // namespace bench
