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

struct DeliveriesArguments {
  std::string file, subject, state;
  std::int64_t campaign = 0, explain = 0, requeue = 0, limit = 100;
  bool dead = false, counts = false;
};
int deliveries(const DeliveriesArguments& arguments, const Settings& settings);

struct CampaignArguments {
  std::string file, verb, create, control, notice_class = "promotional", title, body;
  std::int64_t id = 0, frozen = 0, per_hour = 0;
  bool counts = false;
};
int campaign(const CampaignArguments& arguments, const Settings& settings);
int tick(const std::string& file);
// Lets a channel, by its code, carry in a way; without one the channels that carry are listed.
int carry(const std::string& file, const std::string& channel, const std::string& way,
          const Settings& settings);

struct CalendarArguments {
  std::string file, create, name, place, open, hours, close, until, from, to;
  std::int64_t id = 0, office = 0, service = 0, slot = 0, capacity = 0, limit = 100;
  bool approval = false, slots = false, conflicts = false;
};
int calendar(const CalendarArguments& arguments, const Settings& settings);

struct AppointmentArguments {
  std::string file, which, subject, at, move, verb, note, from, to;
  std::int64_t book = 0, calendar = 0, limit = 100;
  bool hold = false;
};
int appointment(const AppointmentArguments& arguments, const Settings& settings);

struct ReminderArguments {
  std::string file, subject, note, due, until;
  std::int64_t done = 0, snooze = 0, limit = 100;
  bool rules = false, tick = false;
};
int reminder(const ReminderArguments& arguments, const Settings& settings);

struct FeedbackArguments {
  std::string file, subject, reasons, comment;
  std::int64_t give = 0, service = 0, case_id = 0, limit = 100;
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
  std::vector<pmm_id> services;
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
      action, action_url, key, documents, pay_notice, pay_payee;
  std::int64_t case_id = 0, pay_amount = 0;
};
int notify(const NotifyArguments& arguments, const Settings& settings);

struct BoardArguments {
  std::string file, subject, notice_class, service;
  bool only_unread = false, archived = false, everything = false;
  std::int64_t limit = 50, read = 0, unread = 0, archive = 0, complete = 0;
};
int board(const BoardArguments& arguments, const Settings& settings);

struct PreferenceArguments {
  std::string file, subject, mode, language, receipts, prefer, quiet, digest, cap, service,
      category, want, refuse, forget, explain;
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
