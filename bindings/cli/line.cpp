#include "line.hpp"

#include <utility>

namespace cli {

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

}  // namespace cli
