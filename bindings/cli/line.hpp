#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "verbs.hpp"

// The command line as it is read: every verb with its options, by the people who use them.
namespace cli {

// What a command line says, and the verb it chose.
struct Line {
  Settings settings;
  std::string file, other, way, timezone = "Europe/Rome";
  std::int64_t entries = 50, found = 20;
  bool schema = false;
  ImportArguments import;
  bool explain = false;
  ExportArguments exported;
  SegmentArguments segment;
  std::string preset = "plain";
  IndicatorArguments indicators;
  DeliveriesArguments deliveries;
  CampaignArguments campaign;
  NotifyArguments notice;
  BoardArguments board;
  PreferenceArguments preferences;
  FavouriteArguments favourites;
  CalendarArguments calendar;
  AppointmentArguments appointment;
  ReminderArguments reminder;
  ReminderRuleArguments reminder_rule;
  FeedbackArguments feedback;
  ChannelArguments channel;
  StopArguments stops;
  std::int64_t after = 0, changed = 1000;
  LayoutArguments layout;
  FilterArguments filter;
  MessageArguments message;
  TemplateArguments notice_template;
  RoleArguments role;
  MandateArguments mandate;
  AccessArguments access;
  DuplicateArguments duplicates;
  MergeArguments merge;
  RequestArguments request;
  HoldArguments hold;
  RetentionArguments retention;
  ReadsArguments reads;
  std::string head;
  bool audits = false;
  std::function<int()> verb;
};

CLI::App* add(CLI::App& app, Line& line, const char* name, const char* help,
              std::function<int()> verb);
CLI::App* add_on_store(CLI::App& app, Line& line, const char* name, const char* help,
                       std::function<int()> verb);
CLI::App* add_on_subject(CLI::App& app, Line& line, const char* name, const char* help,
                         std::string& file, std::string& subject, std::function<int()> verb);
void add_limit(CLI::App* command, std::int64_t& limit, int most);

// For whom the actor acts, of the verbs in which a delegate may act or staff may write down what
// somebody said.
void add_on_behalf(CLI::App* command, Line& line);
// "--NAME,!--no-NAME": 0 where it is not given, below 0 for no.
void add_choice(CLI::App* command, const std::string& name, int& choice, const char* help);
// What a word that no verb knows may have been meant to be; "" when nothing is near.
std::string nearest_option(const CLI::App& app, const std::vector<std::string>& words);

// Questions, segments, indicators, exports.
void add_analysis_verbs(CLI::App& app, Line& line);
// What goes out to subjects.
void add_outbox_verbs(CLI::App& app, Line& line);
// Pages, filters, messages and texts.
void add_page_verbs(CLI::App& app, Line& line);
// Subjects, and what they have to do with the administration.
void add_people_verbs(CLI::App& app, Line& line);
// What subjects ask of their data, what is kept, who looked.
void add_privacy_verbs(CLI::App& app, Line& line);
// Who may do what.
void add_access_verbs(CLI::App& app, Line& line);

}  // namespace cli
