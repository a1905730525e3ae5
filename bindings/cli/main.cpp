#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "table.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace {

using cli::Settings;

constexpr const char* kAbout =
    "The citizen relationship management of a city, from the command line.\n"
    "Data go to standard output, everything else to standard error.";
constexpr const char* kFooter =
    "SUBJECT is an id, or scheme:value such as codice_fiscale:RSSMRA70A01F839X, "
    "partita_iva:…, external_id:….\n"
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

// What a command line says, and the verb it chose.
struct Line {
  Settings settings;
  std::string file, other, way, timezone = "Europe/Rome";
  std::int64_t entries = 50, found = 20;
  bool schema = false;
  cli::ImportArguments import;
  bool explain = false;
  cli::ExportArguments exported;
  cli::SegmentArguments segment;
  std::string preset = "plain";
  cli::IndicatorArguments indicators;
  cli::DeliveriesArguments deliveries;
  cli::CampaignArguments campaign;
  cli::NotifyArguments notice;
  cli::BoardArguments board;
  cli::PreferenceArguments preferences;
  cli::FavouriteArguments favourites;
  cli::CalendarArguments calendar;
  cli::AppointmentArguments appointment;
  cli::ReminderArguments reminder;
  cli::FeedbackArguments feedback;
  cli::RoleArguments role;
  cli::MandateArguments mandate;
  cli::AccessArguments access;
  std::function<int()> verb;
};

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

void add_municipalities(CLI::App* command, Line& line) {
  command->add_option("--municipalities", line.settings.municipalities,
                      "National archive of municipalities (ANPR), CSV or .gz: places of birth in "
                      "codici fiscali that it does not know are warned of");
}

void add_data_verbs(CLI::App& app, Line& line) {
  auto* init = add_on_store(app, line, "init", "Make a new store",
                            [&] { return cli::init(line.file, line.timezone, line.settings); });
  init->add_option("--timezone", line.timezone, "IANA zone of the administration")
      ->capture_default_str();
  auto* importing = add_on_store(app, line, "import", "Import a CSV file by a mapping", [&] {
    line.import.file = line.file;
    return cli::import_csv(line.import, line.settings);
  });
  importing->add_option("DATA", line.import.data, "CSV file, plain or .gz")->required();
  importing->add_option("--mapping", line.import.mapping, "JSON file: which column is which field")
      ->required();
  importing->add_option("--rejects", line.import.rejects, "CSV file for the rows rejected");
  add_municipalities(importing, line);
}

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
  cli::SegmentArguments& to = line.segment;
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
void add_indicator_options(CLI::App& verb, cli::IndicatorArguments& given) {
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

void add_outbox_verbs(CLI::App& app, Line& line) {
  auto* verb = add_on_store(app, line, "deliveries", "List what goes out to the subjects", [&] {
    line.deliveries.file = line.file;
    return cli::deliveries(line.deliveries, line.settings);
  });
  cli::DeliveriesArguments& to = line.deliveries;
  verb->add_option("--subject", to.subject, "Only those to SUBJECT");
  verb->add_option("--campaign", to.campaign, "Only those of a campaign, by its id");
  verb->add_option("--state", to.state, "Only those in a state");
  verb->add_flag("--dead", to.dead, "Only dead letters");
  add_limit(verb, to.limit, 10'000);
  auto* counts = verb->add_flag("--counts", to.counts, "Count them by channel, state and reason");
  auto* explain =
      verb->add_option("--explain", to.explain, "Why one of them is sent, or not: rule by rule");
  auto* requeue = verb->add_option("--requeue", to.requeue, "Send a dead letter again");
  for (CLI::Option* one : {counts, explain, requeue})
    for (CLI::Option* other : {counts, explain, requeue})
      if (one != other) one->excludes(other);
  auto* carry = add_on_store(app, line, "carry", "Let deliveries go out over a channel", [&] {
    return cli::carry(line.file, line.other, line.way, line.settings);
  });
  auto* channel =
      carry->add_option("CHANNEL", line.other, "Its code; without it those that carry are listed");
  carry->add_option("WAY", line.way, "email, sms, push, pec or post; empty: no more")
      ->needs(channel);
  add_on_store(app, line, "tick", "Do what is due now", [&] { return cli::tick(line.file); });
}

void add_campaign_verb(CLI::App& app, Line& line) {
  auto* verb = add_on_store(app, line, "campaign", "Show, start or hold a campaign", [&] {
    line.campaign.file = line.file;
    return cli::campaign(line.campaign, line.settings);
  });
  cli::CampaignArguments& to = line.campaign;
  auto* id = verb->add_option("CAMPAIGN", to.id, "Its id; without it all are listed");
  auto* move = verb->add_option("VERB", to.verb, "pause, resume or cancel")
                   ->check(CLI::IsMember({"pause", "resume", "cancel"}));
  auto* counts = verb->add_flag("--counts", to.counts, "What became of it, by state and reason");
  auto* create = verb->add_option("--create", to.create, "Start one of this name");
  auto* frozen = verb->add_option("--frozen", to.frozen, "Frozen group that it is for, by its id");
  auto* title = verb->add_option("--title", to.title, "Of the notification");
  auto* body = verb->add_option("--body", to.body, "Markdown file, or -");
  auto* control = verb->add_option("--control", to.control, "Label of the part that is left out");
  auto* kind = verb->add_option("--class", to.notice_class, "promotional, courtesy or legal")
                   ->capture_default_str();
  auto* per_hour = verb->add_option("--per-hour", to.per_hour, "Members at most in an hour");
  counts->needs(id);
  create->excludes(id)->excludes(move)->needs(frozen)->needs(title)->needs(body);
  for (CLI::Option* option : {frozen, title, body, control, kind, per_hour}) option->needs(create);
}

void add_export_verb(CLI::App& app, Line& line) {
  auto* verb = add_on_store(app, line, "export", "Write data to a file for other programs", [&] {
    line.exported.file = line.file;
    line.exported.excel = line.preset == "excel";
    return cli::export_data(line.exported, line.settings);
  });
  verb->add_option("WHAT", line.exported.what,
                   "cases, contacts, visits, indicators, report (the workbook of the managers), bi "
                   "(an extract for business intelligence), appointment:ID, subject:SUBJECT or "
                   "calendar:ID (for programs of calendars), or the JSON file of a question, or -")
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
  cli::IndicatorArguments& given = line.indicators;
  auto* verb = add_on_store(app, line, "indicators", "Tell the indicators of a period", [&] {
    given.file = line.file;
    return cli::indicators(given, line.settings);
  });
  add_indicator_options(*verb, given);
  verb->add_option("--language", given.language, "Of the titles: en or it")
      ->check(CLI::IsMember({"en", "it"}))
      ->capture_default_str();
}

void add_people_verbs(CLI::App& app, Line& line) {
  add_on_store(app, line, "mypage", "Show a subject's page as it wants it, and its history",
               [&] { return cli::mypage(line.file, line.other, line.settings); })
      ->add_option("SUBJECT", line.other, "Id or scheme:value")
      ->required();
  auto* timeline = add_on_store(
      app, line, "timeline", "Show what happened with a subject, newest first",
      [&] { return cli::timeline(line.file, line.other, line.entries, line.settings); });
  timeline->add_option("SUBJECT", line.other, "Id or scheme:value")->required();
  add_limit(timeline, line.entries, 10'000);
  auto* find = add_on_store(
      app, line, "find", "Find subjects and cases by name, phone, email, code or number",
      [&] { return cli::find(line.file, line.other, line.found, line.settings); });
  find->add_option("TEXT", line.other, "What is known, in any order and case")->required();
  add_limit(find, line.found, 100);
}

CLI::App* add_on_subject(CLI::App& app, Line& line, const char* name, const char* help,
                         std::string& file, std::string& subject, std::function<int()> verb) {
  CLI::App* command = add(app, line, name, help, std::move(verb));
  command->add_option("FILE", file, "The store")->required();
  command->add_option("SUBJECT", subject, "Id or scheme:value")->required();
  return command;
}

void add_notify_verb(CLI::App& app, Line& line) {
  cli::NotifyArguments& given = line.notice;
  auto* notify =
      add_on_subject(app, line, "notify", "Put a notification on a subject's board", given.file,
                     given.subject, [&] { return cli::notify(given, line.settings); });
  notify->add_option("--title", given.title, "Its title");
  notify->add_option("--body", given.body, "Its text, in Markdown");
  notify->add_option("--template", given.use_template, "A template instead of title and body");
  notify->add_option("--data", given.data, "The template's values, a JSON object");
  notify->add_option("--class", given.notice_class, "legal, courtesy or promotional");
  notify->add_option("--language", given.language, "Such as it or en; else the subject's");
  notify->add_option("--service", given.service, "Code of the service that it is about");
  notify->add_option("--case", given.case_id, "Id of a case of the subject");
  notify->add_option("--action", given.action, "What the subject is asked to do");
  notify->add_option("--action-url", given.action_url, "Where to do it");
  notify->add_option("--key", given.key, "What notices of one matter share in a digest");
  notify->add_option("--documents", given.documents, "What goes with it, a JSON array");
  notify->add_option("--pay-amount", given.pay_amount, "Of a payment notice, in cents");
  notify->add_option("--pay-notice", given.pay_notice, "Its number, 18 digits");
  notify->add_option("--pay-payee", given.pay_payee, "Fiscal code of the creditor");
}

void add_board_verb(CLI::App& app, Line& line) {
  cli::BoardArguments& given = line.board;
  auto* board =
      add_on_subject(app, line, "board", "Show what stands on a subject's board", given.file,
                     given.subject, [&] { return cli::board(given, line.settings); });
  board->add_flag("--unread", given.only_unread, "Only what was not read");
  board->add_flag("--archived", given.archived, "What was put away instead");
  board->add_flag("--all", given.everything, "On the board and put away");
  board->add_option("--class", given.notice_class, "legal, courtesy or promotional");
  board->add_option("--service", given.service, "Code of a service");
  board->add_option("--mark-read", given.read, "Mark this notification as read first");
  board->add_option("--mark-unread", given.unread, "Or as not read");
  board->add_option("--archive", given.archive, "Put this notification away first");
  board->add_option("--complete", given.complete, "Report the action of this one as done first");
  add_limit(board, given.limit, 10'000);
}

void add_preference_verb(CLI::App& app, Line& line) {
  cli::PreferenceArguments& given = line.preferences;
  auto* wanted =
      add_on_subject(app, line, "preferences", "Show or set what a subject wants", given.file,
                     given.subject, [&] { return cli::preferences(given, line.settings); });
  wanted->add_option("--mode", given.mode, "auto or manual; a new one begins anew");
  wanted->add_option("--language", given.language, "To be written to in, such as en");
  wanted->add_option("--receipts", given.receipts, "Whether others see what was read: allow, deny");
  wanted->add_option("--prefer", given.prefer, "Preferred channel: board, email, push or sms");
  wanted->add_option("--quiet", given.quiet, "Hours of quiet, such as 22:00-07:30, or off");
  wanted->add_option("--digest", given.digest, "Hour of a daily digest, 0 to 23, or off");
  wanted->add_option("--cap", given.cap, "Most notices in so many hours, such as 3/24, or off");
  wanted->add_option("--want", given.want, "Channel wanted for --service or --category");
  wanted->add_option("--refuse", given.refuse, "Channel not wanted for them");
  wanted->add_option("--forget", given.forget, "Channel for which nothing is chosen any more");
  wanted->add_option("--service", given.service, "Code of a service");
  wanted->add_option("--category", given.category, "Code of a category");
  wanted->add_flag("--choices", given.choices, "Show the choices in force");
  wanted->add_flag("--history", given.history, "Show who set what, when and how");
  wanted->add_option("--explain", given.explain,
                     "Show whether a notice of this class would be wanted, and why");
}

void add_notice_verbs(CLI::App& app, Line& line) {
  add_notify_verb(app, line);
  add_board_verb(app, line);
  add_preference_verb(app, line);
  cli::FavouriteArguments& given = line.favourites;
  auto* favourites =
      add_on_subject(app, line, "favourites", "Show or set a subject's favourites", given.file,
                     given.subject, [&] { return cli::favourites(given, line.settings); });
  favourites->add_option("--add", given.add, "Code of a service to keep at hand, or to move");
  favourites->add_option("--at", given.position, "Its place, from 1 on");
  favourites->add_option("--remove", given.remove, "Code of a service to keep no longer");
}

void add_calendar_verb(CLI::App& app, Line& line) {
  cli::CalendarArguments& to = line.calendar;
  auto* verb = add_on_store(app, line, "calendar", "Show or change the calendars of offices", [&] {
    to.file = line.file;
    return cli::calendar(to, line.settings);
  });
  verb->add_option("CALENDAR", to.id, "One of them; without it all");
  verb->add_option("--create", to.create, "Make one with this code");
  verb->add_option("--name", to.name, "Of the new one, as people read it");
  verb->add_option("--office", to.office, "Id");
  verb->add_option("--service", to.service, "Id");
  verb->add_option("--place", to.place, "Where to come to");
  verb->add_option("--slot", to.slot, "Minutes of a slot");
  verb->add_option("--capacity", to.capacity, "Places in a slot");
  verb->add_flag("--approval", to.approval, "What subjects book waits for the office");
  verb->add_option("--open", to.open, "Open it on these weekdays, Monday 1: 1-5 or 2,4");
  verb->add_option("--hours", to.hours, "Of the opening: 09:00-13:00");
  verb->add_option("--close", to.close, "Close it from this local time on");
  verb->add_option("--until", to.until, "And up to this one");
  verb->add_flag("--slots", to.slots, "Find what is free");
  verb->add_option("--from", to.from, "Local time: 2026-12-01 or \"2026-12-01 09:00\"");
  verb->add_option("--to", to.to, "Local time");
  verb->add_flag("--conflicts", to.conflicts, "Appointments that it has no slot for any more");
  add_limit(verb, to.limit, 10'000);
}

void add_appointment_verb(CLI::App& app, Line& line) {
  cli::AppointmentArguments& to = line.appointment;
  auto* verb = add_on_store(app, line, "appointment", "Book, move or show appointments", [&] {
    to.file = line.file;
    return cli::appointment(to, line.settings);
  });
  verb->add_option("APPOINTMENT", to.which, "Its code or id; without it a list");
  verb->add_option("--book", to.book, "Book in this calendar")->option_text("CALENDAR");
  verb->add_option("--at", to.at, "Start of the slot, local time");
  verb->add_flag("--hold", to.hold, "Only hold the place for some minutes");
  verb->add_option("--subject", to.subject, "Who comes, or whose to list: id or scheme:value");
  verb->add_option("--note", to.note, "For the office");
  verb->add_option("--move", to.move, "Move it to the slot of this local time");
  verb->add_option("--calendar", to.calendar, "Of this calendar")->option_text("ID");
  verb->add_option("--verb", to.verb, "confirm, refuse, cancel, done or missed");
  verb->add_option("--from", to.from, "List those that begin from here on");
  verb->add_option("--to", to.to, "And before");
  add_limit(verb, to.limit, 10'000);
}

void add_reminder_verb(CLI::App& app, Line& line) {
  cli::ReminderArguments& to = line.reminder;
  auto* verb = add_on_store(app, line, "reminder", "Show or change reminders of deadlines", [&] {
    to.file = line.file;
    return cli::reminder(to, line.settings);
  });
  verb->add_option("SUBJECT", to.subject, "Id or scheme:value; without it everybody");
  verb->add_flag("--rules", to.rules, "Show the rules instead");
  verb->add_flag("--tick", to.tick, "First do what is due");
  verb->add_option("--note", to.note, "Note a deadline under this title");
  verb->add_option("--due", to.due, "The deadline, local time");
  verb->add_option("--done", to.done, "It is done")->option_text("ID");
  verb->add_option("--snooze", to.snooze, "Be told again later")->option_text("ID");
  verb->add_option("--until", to.until, "When, local time");
  add_limit(verb, to.limit, 10'000);
}

void add_feedback_verb(CLI::App& app, Line& line) {
  cli::FeedbackArguments& to = line.feedback;
  auto* verb = add_on_store(app, line, "feedback", "Give or show what subjects think", [&] {
    to.file = line.file;
    return cli::feedback(to, line.settings);
  });
  verb->add_option("--give", to.give, "Stars, 1 to 5")->check(CLI::Range(1, 5));
  verb->add_option("--service", to.service, "Of this service")->option_text("ID");
  verb->add_option("--case", to.case_id, "Of this closed case")->option_text("ID");
  verb->add_option("--subject", to.subject, "Who gives it: id or scheme:value");
  verb->add_option("--reasons", to.reasons, "clear,complete,progress,technical,other");
  verb->add_option("--comment", to.comment, "At most 200 characters");
  verb->add_flag("--reopen", to.reopen, "Ask for the case to be reopened");
  add_limit(verb, to.limit, 10'000);
}

void add_role_verb(CLI::App& app, Line& line) {
  cli::RoleArguments& given = line.role;
  auto* verb = add_on_store(app, line, "role", "List the roles, or what one may do", [&] {
    given.file = line.file;
    return cli::role(given, line.settings);
  });
  verb->add_option("NAME", given.name, "The role; without it, all roles are listed");
  auto* define = verb->add_option("--define", given.define,
                                  "Define or change it by this JSON file of rights, or -");
  verb->add_option("--title", given.title, "Its title")->needs(define);
  verb->add_option("--fields", given.fields, "Columns it sees: identity, contact, sensitive")
      ->delimiter(',')
      ->needs(define);
  verb->add_flag("--remove", given.remove, "Remove it, which ends its grants")->excludes(define);
}

void add_mandate_verb(CLI::App& app, Line& line) {
  cli::MandateArguments& given = line.mandate;
  auto* verb = add_on_store(app, line, "mandate", "List mandates, give one, or move one", [&] {
    given.file = line.file;
    return cli::mandate(given, line.settings);
  });
  verb->add_option("--from", given.subject, "SUBJECT who gives it, or whose are listed");
  auto* to = verb->add_option("--to", given.to, "Give one to this SUBJECT");
  verb->add_option("--service", given.services, "Only for these services, by id")
      ->delimiter(',')
      ->needs(to);
  verb->add_option("--state", given.state, "pending, active, rejected, revoked or expired")
      ->excludes(to);
  auto* move = verb->add_option("--move", given.verb, "Move the mandate --id")
                   ->check(CLI::IsMember({"accept", "reject", "revoke"}))
                   ->excludes(to);
  auto* id = verb->add_option("--id", given.id, "The mandate")->check(CLI::PositiveNumber);
  move->needs(id);
  id->needs(move);
  verb->add_option("--code", given.code, "To accept it with")->needs(move);
}

void add_access_verbs(CLI::App& app, Line& line) {
  add_role_verb(app, line);
  add_mandate_verb(app, line);
  cli::AccessArguments& given = line.access;
  auto* verb =
      add_on_store(app, line, "explain-access",
                   "Tell why an actor may do something to a row; exit 1 if it may not", [&] {
                     given.file = line.file;
                     return cli::explain_access(given, line.settings);
                   });
  verb->add_option("ACTOR", given.of, "Whose right is asked about")->required();
  verb->add_option("ACTION", given.action, "read, create, update, advance, import…")->required();
  verb->add_option("NOUN", given.noun, "case, contact, subject…")->required();
  verb->add_option("ID", given.id, "The row; without it, one of no office and no subject");
}

void add_upkeep_verbs(CLI::App& app, Line& line) {
  add_on_store(app, line, "backup", "Copy a store, also while it is in use",
               [&] { return cli::backup(line.file, line.other); })
      ->add_option("COPY", line.other, "The copy; must not exist")
      ->required();
  auto* restore = add(app, line, "restore", "Make a store from a copy, after checking it",
                      [&] { return cli::restore(line.other, line.file); });
  restore->add_option("COPY", line.other, "A copy made by backup")->required();
  restore->add_option("FILE", line.file, "The store to make; must not exist")->required();
  add_municipalities(add_on_store(app, line, "check", "Verify a store; exit 1 if it is not sound",
                                  [&] { return cli::check(line.file, line.settings); }),
                     line);
  add_on_store(app, line, "info", "Show facts about a store",
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
  add_question_verbs(app, line);
  add_segment_verbs(app, line);
  add_outbox_verbs(app, line);
  add_campaign_verb(app, line);
  add_export_verb(app, line);
  add_indicator_verb(app, line);
  add_people_verbs(app, line);
  add_notice_verbs(app, line);
  add_calendar_verb(app, line);
  add_appointment_verb(app, line);
  add_reminder_verb(app, line);
  add_feedback_verb(app, line);
  add_access_verbs(app, line);
  add_upkeep_verbs(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kOk : cli::kUsage;
  }
  return guarded(line.verb);
}
