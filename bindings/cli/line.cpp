#include "line.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "text.hpp"

namespace cli {
namespace {

// Letters to put in, take out or change.
std::size_t distance(const std::string& one, const std::string& other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t before = row[0];
    row[0] = i;
    for (std::size_t k = 1; k <= other.size(); ++k) {
      const std::size_t changed = before + (one[i - 1] == other[k - 1] ? 0u : 1u);
      before = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, changed});
    }
  }
  return row.back();
}

void collect(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  for (const CLI::App* verb : app.get_subcommands()) collect(*verb, names);
}

}  // namespace

CLI::App* add(CLI::App& app, Line& line, const char* name, const char* help,
              std::function<int()> verb) {
  CLI::App* command = app.add_subcommand(name, help);
  command->callback([&line, verb = std::move(verb)] { line.verb = verb; });
  return command;
}

CLI::App* add_on_store(CLI::App& app, Line& line, const char* name, const char* help,
                       std::function<int()> verb) {
  CLI::App* command = add(app, line, name, help, std::move(verb));
  command->add_option("FILE", line.file, "The store")->required();
  return command;
}

void add_limit(CLI::App* command, std::int64_t& limit, int most) {
  command->add_option("--limit", limit, "Rows at most, 1 to " + std::to_string(most))
      ->check(CLI::Range(1, most))
      ->capture_default_str();
}

CLI::App* add_on_subject(CLI::App& app, Line& line, const char* name, const char* help,
                         std::string& file, std::string& subject, std::function<int()> verb) {
  CLI::App* command = add(app, line, name, help, std::move(verb));
  command->add_option("FILE", file, "The store")->required();
  command->add_option("SUBJECT", subject, "Id or scheme:value")->required();
  return command;
}

void add_on_behalf(CLI::App* command, Line& line) {
  command->add_option("--on-behalf-of", line.settings.on_behalf_of, "SUBJECT to act for")
      ->option_text("SUBJECT");
}

void add_choice(CLI::App* command, const std::string& name, int& choice, const char* help) {
  command->add_flag("--" + name + ",!--no-" + name, choice, help);
}

std::string nearest_option(const CLI::App& app, const std::vector<std::string>& words) {
  std::vector<std::string> names;
  collect(app, names);
  std::string told;
  for (const std::string& whole : words) {
    const std::string word = whole.substr(0, whole.find('='));
    if (word.rfind("--", 0) != 0 || names.empty()) continue;
    const auto near = std::min_element(names.begin(), names.end(),
                                       [&word](const std::string& one, const std::string& other) {
                                         return distance(word, one) < distance(word, other);
                                       });
    // A name of which half would have to change was not meant.
    if (2 * distance(word, *near) > word.size() - 2) continue;
    told += (told.empty() ? "" : "\n") + printable(word) + " is no option here; " + *near + " is";
  }
  return told;
}

}  // namespace cli
