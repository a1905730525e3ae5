#pragma once

#include <optional>
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

struct DeliveriesArguments {
  std::string file, subject, state, receipt, outcome;
  std::int64_t campaign = 0, explain = 0, requeue = 0, tries = 0, cancel = 0, digest = 0,
               limit = 100;
  bool dead = false, counts = false;
};
int deliveries(const DeliveriesArguments& arguments, const Settings& settings);

struct CampaignArguments {
  std::string file, verb, create, control, notice_class, title, body, service, language, key,
      starts, expires;
  std::int64_t id = 0, frozen = 0, per_hour = 0;
  bool counts = false;
};
int campaign(const CampaignArguments& arguments, const Settings& settings);
int tick(const std::string& file);
// Lets a channel, by its code, carry in a way; without one the channels that carry are listed.
int carry(const std::string& file, const std::string& channel, const std::string& way,
          const Settings& settings);

// The ways in which citizens turn to the city; with --create a new one.
struct ChannelArguments {
  std::string file, which, create, name;
  int digital = 0, active = 0;  // 0: not given, below it: no
};
int channel(const ChannelArguments& arguments, const Settings& settings);

// What is stopped for a subject.
struct StopArguments {
  std::string file, subject, set, lift;
};
int stops(const StopArguments& arguments, const Settings& settings);
int changes(const std::string& file, std::int64_t after, std::int64_t limit,
            const Settings& settings);

struct LayoutArguments {
  std::string file, subject;
  std::vector<std::string> order, hide, show, collapse, expand;
  bool reset = false;
};
int layout(const LayoutArguments& arguments, const Settings& settings);

struct FilterArguments {
  std::string file, subject, save, target, rule, name;
  std::int64_t id = 0;
  int applied = 0;  // 0: not given, below it: no
  bool remove = false;
};
int saved_filter(const FilterArguments& arguments, const Settings& settings);

struct MessageArguments {
  std::string file, case_id, write, kind, due, documents;
  std::int64_t answers = 0, see = 0, withdraw = 0, show = 0, limit = 100;
  int advance = 0;  // 0: not given, below it: no
};
int message(const MessageArguments& arguments, const Settings& settings);

struct TemplateArguments {
  std::string file, create, title, body, service, language, places, render;
  std::int64_t id = 0, limit = 100;
  bool remove = false;
};
int notice_template(const TemplateArguments& arguments, const Settings& settings);

struct CalendarArguments {
  std::string file, which, create, name, place, note, office, service, open, hours, close, until,
      from, to;
  std::optional<std::int64_t> slot, capacity, lead, horizon, hold, per_subject;
  int approval = 0, on_holidays = 0, active = 0;  // 0: not given, below it: no
  std::int64_t remove_opening = 0, remove_closure = 0, limit = 100;
  bool slots = false, conflicts = false, openings = false, closures = false;
};
int calendar(const CalendarArguments& arguments, const Settings& settings);

struct AppointmentArguments {
  std::string file, which, subject, book, at, move, calendar, service, case_id, verb, note, from,
      to;
  std::int64_t limit = 100;
  bool hold = false, events = false;
};
int appointment(const AppointmentArguments& arguments, const Settings& settings);

struct ReminderArguments {
  std::string file, subject, note, due, until, leads, service;
  std::int64_t done = 0, snooze = 0, log = 0, limit = 100;
  bool rules = false, tick = false;
};
int reminder(const ReminderArguments& arguments, const Settings& settings);

struct ReminderRuleArguments {
  std::string file, which, create, title, body, source, scheme, recurrence, leads, service, at,
      starts, follow, unfollow, of;
  std::optional<std::int64_t> frozen;
  int active = 0;  // 0: not given, below it: no
  std::int64_t limit = 100;
};
int reminder_rule(const ReminderRuleArguments& arguments, const Settings& settings);

struct FeedbackArguments {
  std::string file, subject, service, case_id, reasons, comment;
  std::int64_t give = 0, change = 0, limit = 100;
  bool reopen = false;
};
int feedback(const FeedbackArguments& arguments, const Settings& settings);

// Without a name the roles; with one what it may do; with a file of rights, defines it.
struct RoleArguments {
  std::string file, name, define, title;
  std::vector<std::string> fields;
  bool remove = false;
};
int role(const RoleArguments& arguments, const Settings& settings);

struct MandateArguments {
  std::string file, subject, to, state, verb, code;
  std::vector<std::string> services;
  pmm_id id = 0;
};
int mandate(const MandateArguments& arguments, const Settings& settings);

struct AccessArguments {
  std::string file, action, noun;
  pmm_id of = 0, id = 0;
};
int explain_access(const AccessArguments& arguments, const Settings& settings);

struct DuplicateArguments {
  std::string file, subject;
  double score = 0.4;
  bool distinct = false;
  std::int64_t limit = 100;
};
int duplicates(const DuplicateArguments& arguments, const Settings& settings);

struct MergeArguments {
  std::string file, winner, loser, take, keep, reason;
  bool despite_codes = false, preview = false;
  pmm_id undo = 0;
};
int merge(const MergeArguments& arguments, const Settings& settings);

// A request of a subject: taken in with a kind; with an id shown, moved, worked or answered.
struct RequestArguments {
  std::string file, subject, kind, note, state, verb, outcome, out, language;
  pmm_id id = 0;
  std::int64_t limit = 100;
  bool counts = false, steps = false;
};
int data_request(const RequestArguments& to, const Settings& settings);

struct HoldArguments {
  std::string file, subject, ground, note, until;
  pmm_id case_id = 0, end = 0;
  bool nameless = false;
};
int hold(const HoldArguments& to, const Settings& settings);

struct RetentionArguments {
  std::string file, data_class;
  std::int64_t days = 0;
  bool off = false;
};
int retention(const RetentionArguments& to, const Settings& settings);

struct ReadsArguments {
  std::string file, subject;
  std::int64_t limit = 100;
};
int reads(const ReadsArguments& to, const Settings& settings);
int dictionary(const std::string& file, const Settings& settings);
// The head of the journal, in one line, to be kept elsewhere.
int audit(const std::string& file, const Settings& settings);
int check_audit(const std::string& file, const std::string& head, const Settings& settings);

int mypage(const std::string& file, const std::string& subject, const Settings& settings);
int timeline(const std::string& file, const std::string& subject, std::int64_t limit,
             const Settings& settings);
int find(const std::string& file, const std::string& text, std::int64_t limit,
         const Settings& settings);

struct NotifyArguments {
  std::string file, subject, title, body, use_template, data, notice_class, language, service,
      category, office, case_id, due, action, action_url, action_until, key, documents, pay_notice,
      pay_payee;
  std::optional<std::int64_t> pay_amount;
  bool pay_until_due = false;
};
int notify(const NotifyArguments& arguments, const Settings& settings);

struct BoardArguments {
  std::string file, subject, notice_class, service;
  std::optional<std::int64_t> saved_filter;
  bool only_unread = false, archived = false, everything = false;
  std::int64_t limit = 50, read = 0, unread = 0, archive = 0, restore = 0, complete = 0;
};
int board(const BoardArguments& arguments, const Settings& settings);

struct PreferenceArguments {
  std::string file, subject, mode, language, receipts, prefer, quiet, digest, cap, service,
      category, case_id, want, refuse, forget, explain;
  bool choices = false, history = false;
};
int preferences(const PreferenceArguments& arguments, const Settings& settings);

struct FavouriteArguments {
  std::string file, subject, add, remove;
  std::int64_t position = 0;
};
int favourites(const FavouriteArguments& arguments, const Settings& settings);

int backup(const std::string& file, const std::string& copy);
int restore(const std::string& copy, const std::string& file);
int check(const std::string& file, const Settings& settings);
int info(const std::string& file, const Settings& settings);

}  // namespace cli
