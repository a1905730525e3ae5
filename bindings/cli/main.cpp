#include <CLI/CLI.hpp>
#include <map>

#include "line.hpp"
#include "table.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace {

using cli::Line;
using cli::Settings;

constexpr const char* kAbout =
    "The citizen relationship management of a city, from the command line.\n"
    "Data go to standard output, everything else to standard error.";
constexpr const char* kFooter =
    "SUBJECT is an id, or scheme:value such as codice_fiscale:RSSMRA70A01F839X, "
    "partita_iva:…, external_id:….\n"
    "Services, categories, offices, channels and calendars are an id, a code, or code:VALUE where "
    "the code\nis a number; cases an id, a number such as 2007/R/000123, an external id, "
    "protocol:… or token:….\n"
    "QUERY.json may be - for standard input.\n"
    "Exit status: 0 ok, 1 not found or not so, 2 usage, 3 bad data, 4 busy, 130 interrupted.";

int exit_status(pmm_status status) {
  switch (status) {
    case PMM_E_NOT_FOUND:
    case PMM_E_DENIED:
      return cli::kNotFound;
    case PMM_E_MISUSE:
      return cli::kUsage;
    case PMM_E_BUSY:
    case PMM_E_TIMEOUT:
      return cli::kBusy;
    case PMM_E_CANCELLED:
      return cli::kInterrupted;
    default:
      return cli::kBadData;
  }
}

std::string told(const pmmcrm::Error& error) {
  std::string line;
  if (!error.field().empty()) line += std::string(error.field()) + ": ";
  line += error.what();
  return cli::printable(line);
}

int guarded(const std::function<int()>& verb) {
  const auto fail = [](int status, const std::string& line) {
    cli::say("pmmcrm: " + line);
    return status;
  };
  try {
    return verb();
  } catch (const pmmcrm::Error& error) {
    return fail(exit_status(error.code()), told(error));
  } catch (const cli::UsageError& error) {
    return fail(cli::kUsage, error.what());
  } catch (const cli::NotFoundError& error) {
    return fail(cli::kNotFound, error.what());
  } catch (const std::exception& error) {
    return fail(cli::kBadData, error.what());
  }
}

void add_municipalities(CLI::App* command, Line& line) {
  command->add_option("--municipalities", line.settings.municipalities,
                      "National archive of municipalities (ANPR), CSV or .gz: places of birth in "
                      "codici fiscali that it does not know are warned of");
}

void add_data_verbs(CLI::App& app, Line& line) {
  auto* init = cli::add_on_store(app, line, "init", "Make a new store", [&] {
    return cli::init(line.file, line.timezone, line.settings);
  });
  init->add_option("--timezone", line.timezone, "IANA zone of the administration")
      ->capture_default_str();
  auto* importing = cli::add_on_store(app, line, "import", "Import a CSV file by a mapping", [&] {
    line.import.file = line.file;
    return cli::import_csv(line.import, line.settings);
  });
  importing->add_option("DATA", line.import.data, "CSV file, plain or .gz")->required();
  importing->add_option("--mapping", line.import.mapping, "JSON file: which column is which field")
      ->required();
  importing->add_option("--rejects", line.import.rejects, "CSV file for the rows rejected");
  add_municipalities(importing, line);
}

void add_upkeep_verbs(CLI::App& app, Line& line) {
  cli::add_on_store(app, line, "backup", "Copy a store, also while it is in use",
                    [&] { return cli::backup(line.file, line.other); })
      ->add_option("COPY", line.other, "The copy; must not exist")
      ->required();
  auto* restore = cli::add(app, line, "restore", "Make a store from a copy, after checking it",
                           [&] { return cli::restore(line.other, line.file); });
  restore->add_option("COPY", line.other, "A copy made by backup")->required();
  restore->add_option("FILE", line.file, "The store to make; must not exist")->required();
  auto* check =
      cli::add_on_store(app, line, "check", "Verify a store; exit 1 if it is not sound", [&] {
        return line.audits ? cli::check_audit(line.file, line.head, line.settings)
                           : cli::check(line.file, line.settings);
      });
  add_municipalities(check, line);
  auto* audits = check->add_flag("--audit", line.audits, "Only that the journal is what it was");
  check->add_option("--head", line.head, "And that it has this head, a file that audit printed")
      ->needs(audits);
  cli::add_on_store(app, line, "info", "Show facts about a store",
                    [&] { return cli::info(line.file, line.settings); });
}

void add_settings(CLI::App& app, Settings& settings) {
  const std::map<std::string, cli::Format> formats = {
      {"table", cli::Format::kTable}, {"csv", cli::Format::kCsv}, {"json", cli::Format::kJson}};
  app.add_option("--format", settings.format, "table (for people), csv or json")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("table|csv|json");
  app.add_option("--actor", settings.actor, "Act as this actor")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->option_text("ID");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(kAbout, "pmmcrm");
  Line line;
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();  // options of all verbs may also stand behind the verb
  app.set_version_flag("--version", std::string(pmmcrm::view(pmm_version())));
  add_settings(app, line.settings);
  add_data_verbs(app, line);
  cli::add_analysis_verbs(app, line);
  cli::add_outbox_verbs(app, line);
  cli::add_people_verbs(app, line);
  cli::add_page_verbs(app, line);
  cli::add_access_verbs(app, line);
  cli::add_privacy_verbs(app, line);
  add_upkeep_verbs(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError& error) {
    app.exit(error);
    const std::string meant = cli::nearest_option(app, app.remaining(true));
    if (!meant.empty()) cli::say(meant);
    return cli::kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kOk : cli::kUsage;
  }
  return guarded(line.verb);
}
