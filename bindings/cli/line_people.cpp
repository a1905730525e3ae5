#include <string>

#include "line.hpp"

namespace cli {
namespace {

void add_subject_verbs(CLI::App& app, Line& line) {
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

void add_registry_verbs(CLI::App& app, Line& line) {
  DuplicateArguments& pairs = line.duplicates;
  auto* duplicates = add(app, line, "duplicates", "Show which subjects may be one, and why",
                         [&] { return cli::duplicates(pairs, line.settings); });
  duplicates->add_option("FILE", pairs.file, "The store")->required();
  duplicates->add_option("SUBJECT", pairs.subject, "Only those of this one");
  duplicates->add_option("--score", pairs.score, "Pairs of this score or more")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  duplicates->add_flag("--distinct", pairs.distinct,
                       "Also those whose codes differ by omocodia, and who are two");
  add_limit(duplicates, pairs.limit, 10'000);
  MergeArguments& given = line.merge;
  auto* merge = add(app, line, "merge", "Make one subject out of two, or two again",
                    [&] { return cli::merge(given, line.settings); });
  merge->add_option("FILE", given.file, "The store")->required();
  merge->add_option("WINNER", given.winner, "Who goes on: id or scheme:value");
  merge->add_option("LOSER", given.loser, "Who becomes part of it");
  merge->add_option("--take", given.take, "Fields whose value is the loser's, such as note,sex");
  merge->add_option("--keep", given.keep, "Fields that stay empty");
  merge->add_option("--reason", given.reason, "For the history of both");
  merge->add_flag("--despite-codes", given.despite_codes,
                  "Although each has a code of its own: one of them is a mistake");
  merge->add_flag("--preview", given.preview, "Only show what would happen");
  merge->add_option("--undo", given.undo, "Undo this merge instead");
}

void add_notify_verb(CLI::App& app, Line& line) {
  NotifyArguments& given = line.notice;
  auto* notify =
      add_on_subject(app, line, "notify", "Put a notification on a subject's board", given.file,
                     given.subject, [&] { return cli::notify(given, line.settings); });
  notify->add_option("--title", given.title, "Its title");
  notify->add_option("--body", given.body, "Its text, in Markdown");
  notify->add_option("--template", given.use_template, "A template instead of title and body");
  notify->add_option("--data", given.data, "The template's values, a JSON object");
  notify->add_option("--class", given.notice_class, "legal, courtesy or promotional");
  notify->add_option("--language", given.language, "Such as it or en; else the subject's");
  notify->add_option("--service", given.service, "Service that it is about");
  notify->add_option("--category", given.category, "Category; else that of case or service");
  notify->add_option("--office", given.office, "Whose staff sees it; else that of these");
  notify->add_option("--case", given.case_id, "A case of the subject");
  notify->add_option("--due", given.due, "When something is due: a date, or a local time");
  notify->add_option("--action", given.action, "What the subject is asked to do");
  notify->add_option("--action-url", given.action_url, "Where to do it");
  notify->add_option("--action-until", given.action_until, "Until when: a date, or a local time");
  notify->add_option("--key", given.key, "What notices of one matter share in a digest");
  notify->add_option("--documents", given.documents, "What goes with it, a JSON array");
  notify->add_option("--pay-amount", given.pay_amount, "Of a payment notice, in cents");
  notify->add_option("--pay-notice", given.pay_notice, "Its number, 18 digits");
  notify->add_option("--pay-payee", given.pay_payee, "Fiscal code of the creditor");
  notify->add_flag("--pay-until-due", given.pay_until_due, "Not to be paid after --due");
}

void add_board_verb(CLI::App& app, Line& line) {
  BoardArguments& given = line.board;
  auto* board =
      add_on_subject(app, line, "board", "Show what stands on a subject's board", given.file,
                     given.subject, [&] { return cli::board(given, line.settings); });
  board->add_flag("--unread", given.only_unread, "Only what was not read");
  board->add_flag("--archived", given.archived, "What was put away instead");
  board->add_flag("--all", given.everything, "On the board and put away");
  board->add_option("--class", given.notice_class, "legal, courtesy or promotional");
  board->add_option("--service", given.service, "Of a service");
  board->add_option("--filter", given.saved_filter, "What a saved filter lets through")
      ->option_text("ID");
  board->add_option("--mark-read", given.read, "Mark this notification as read first");
  board->add_option("--mark-unread", given.unread, "Or as not read");
  board->add_option("--archive", given.archive, "Put this notification away first");
  board->add_option("--restore", given.restore, "Or take it back onto the board");
  board->add_option("--complete", given.complete, "Report the action of this one as done first");
  add_limit(board, given.limit, 10'000);
  add_on_behalf(board, line);
}

void add_preference_verb(CLI::App& app, Line& line) {
  PreferenceArguments& given = line.preferences;
  auto* wanted =
      add_on_subject(app, line, "preferences", "Show or set what a subject wants", given.file,
                     given.subject, [&] { return cli::preferences(given, line.settings); });
  wanted->add_option("--mode", given.mode, "auto or manual; a new one begins anew");
  wanted->add_option("--language", given.language, "To be written to in, such as en");
  wanted->add_option("--receipts", given.receipts, "Whether others see what was read: allow, deny");
  wanted->add_option(
      "--prefer", given.prefer,
      "Preferred channel, of --service or --case if given: board, email, push, sms, off");
  wanted->add_option("--quiet", given.quiet, "Hours of quiet, such as 22:00-07:30, or off");
  wanted->add_option("--digest", given.digest, "Hour of a daily digest, 0 to 23, or off");
  wanted->add_option("--cap", given.cap, "Most notices in so many hours, such as 3/24, or off");
  wanted->add_option("--want", given.want, "Channel wanted for --service or --category");
  wanted->add_option("--refuse", given.refuse, "Channel not wanted for them");
  wanted->add_option("--forget", given.forget, "Channel for which nothing is chosen any more");
  wanted->add_option("--service", given.service, "A service");
  wanted->add_option("--category", given.category, "A category");
  wanted->add_option("--case", given.case_id, "A case of the subject, with --prefer or --explain");
  wanted->add_flag("--choices", given.choices, "Show the choices in force");
  wanted->add_flag("--history", given.history, "Show who set what, when and how");
  wanted->add_option("--explain", given.explain,
                     "Show whether a notice of this class would be wanted, and why");
  add_on_behalf(wanted, line);
}

void add_notice_verbs(CLI::App& app, Line& line) {
  add_notify_verb(app, line);
  add_board_verb(app, line);
  add_preference_verb(app, line);
  FavouriteArguments& given = line.favourites;
  auto* favourites =
      add_on_subject(app, line, "favourites", "Show or set a subject's favourites", given.file,
                     given.subject, [&] { return cli::favourites(given, line.settings); });
  favourites->add_option("--add", given.add, "Service to keep at hand, or to move");
  favourites->add_option("--at", given.position, "Its place, from 1 on");
  favourites->add_option("--remove", given.remove, "Service to keep no longer");
  add_on_behalf(favourites, line);
}

void add_calendar_verb(CLI::App& app, Line& line) {
  CalendarArguments& to = line.calendar;
  auto* verb = add_on_store(app, line, "calendar", "Show or change the calendars of offices", [&] {
    to.file = line.file;
    return cli::calendar(to, line.settings);
  });
  verb->add_option("CALENDAR", to.which, "Id or code of one; without it all");
  verb->add_option("--create", to.create, "Make one with this code");
  verb->add_option("--name", to.name, "As people read it");
  verb->add_option("--office", to.office, "Whose it is, or whose are asked for");
  verb->add_option("--service", to.service, "What it is for, or what they are asked for");
  verb->add_option("--place", to.place, "Where to come to");
  verb->add_option("--note", to.note, "What to bring along; of a closure, why");
  verb->add_option("--slot", to.slot, "Minutes of a slot");
  verb->add_option("--capacity", to.capacity, "Places in a slot");
  verb->add_option("--lead", to.lead, "Minutes before which a subject books");
  verb->add_option("--horizon", to.horizon, "Days ahead up to which it does");
  verb->add_option("--hold-minutes", to.hold, "Minutes for which a place is held");
  verb->add_option("--per-subject", to.per_subject,
                   "Appointments that one may have; 0: any number");
  add_choice(verb, "approval", to.approval, "What subjects book waits for the office");
  add_choice(verb, "holidays", to.on_holidays, "Open on holidays too");
  add_choice(verb, "active", to.active, "Takes bookings");
  verb->add_flag("--openings", to.openings, "List when it is open");
  verb->add_option("--open", to.open, "Open it on these weekdays, Monday 1: 1-5 or 2,4");
  verb->add_option("--hours", to.hours, "Of the opening: 09:00-13:00");
  verb->add_option("--remove-opening", to.remove_opening, "Open it then no more")
      ->option_text("ID");
  verb->add_flag("--closures", to.closures, "List when it is closed");
  verb->add_option("--close", to.close, "Close it on this date, or from this local time on");
  verb->add_option("--until", to.until, "And up to this one");
  verb->add_option("--remove-closure", to.remove_closure, "Take it back")->option_text("ID");
  verb->add_flag("--slots", to.slots, "Find what is free");
  verb->add_option("--from", to.from, "Local time: 2026-12-01 or \"2026-12-01 09:00\"");
  verb->add_option("--to", to.to, "Local time");
  verb->add_flag("--conflicts", to.conflicts, "Appointments that it has no slot for any more");
  add_limit(verb, to.limit, 10'000);
  add_on_behalf(verb, line);
}

void add_appointment_verb(CLI::App& app, Line& line) {
  AppointmentArguments& to = line.appointment;
  auto* verb = add_on_store(app, line, "appointment", "Book, move or show appointments", [&] {
    to.file = line.file;
    return cli::appointment(to, line.settings);
  });
  verb->add_option("APPOINTMENT", to.which, "Its code or id; without it a list");
  auto* book = verb->add_option("--book", to.book, "Book in this calendar");
  verb->add_option("--at", to.at, "Start of the slot, local time")->needs(book);
  verb->add_flag("--hold", to.hold, "Only hold the place for some minutes")->needs(book);
  verb->add_option("--subject", to.subject, "Who comes, or whose to list: id or scheme:value");
  verb->add_option("--service", to.service, "What for");
  verb->add_option("--case", to.case_id, "The case that it is about");
  verb->add_option("--note", to.note, "For the office; also of one that is booked");
  auto* move = verb->add_option("--move", to.move, "Move it to the slot of this local time");
  verb->add_option("--calendar", to.calendar, "To this calendar, or those of it");
  auto* advance = verb->add_option("--verb", to.verb, "confirm, refuse, cancel, done or missed")
                      ->check(CLI::IsMember({"confirm", "refuse", "cancel", "done", "missed"}));
  // One thing at a time: each of them tells the subject something.
  for (CLI::Option* one : {book, move, advance})
    for (CLI::Option* other : {book, move, advance})
      if (one != other) one->excludes(other);
  verb->add_flag("--events", to.events, "What happened to it");
  verb->add_option("--from", to.from, "List those that begin from here on");
  verb->add_option("--to", to.to, "And before");
  add_limit(verb, to.limit, 10'000);
  add_on_behalf(verb, line);
}

void add_reminder_verb(CLI::App& app, Line& line) {
  ReminderArguments& to = line.reminder;
  auto* verb = add_on_store(app, line, "reminder", "Show or change reminders of deadlines", [&] {
    to.file = line.file;
    return cli::reminder(to, line.settings);
  });
  verb->add_option("SUBJECT", to.subject, "Id or scheme:value; without it everybody");
  verb->add_flag("--rules", to.rules, "Show the rules instead");
  verb->add_flag("--tick", to.tick, "First do what is due");
  auto* note = verb->add_option("--note", to.note, "Note a deadline under this title");
  verb->add_option("--due", to.due, "The deadline: a date for its end, or a local time");
  verb->add_option("--leads", to.leads, "Days before on which it is told: 7,1")->needs(note);
  verb->add_option("--service", to.service, "What it is about")->needs(note);
  verb->add_option("--done", to.done, "It is done")->option_text("ID");
  verb->add_option("--snooze", to.snooze, "Be told again later")->option_text("ID");
  verb->add_option("--until", to.until, "When, local time");
  verb->add_option("--log", to.log, "When it was told, and when not")->option_text("ID");
  add_limit(verb, to.limit, 10'000);
  add_on_behalf(verb, line);
}

void add_reminder_rule_verb(CLI::App& app, Line& line) {
  ReminderRuleArguments& to = line.reminder_rule;
  auto* verb = add_on_store(app, line, "reminder-rule", "Show or change what makes reminders", [&] {
    to.file = line.file;
    return cli::reminder_rule(to, line.settings);
  });
  verb->add_option("RULE", to.which, "Its id or code; without it all");
  verb->add_option("--create", to.create, "Make one with this code");
  verb->add_option("--source", to.source, "case_due, identifier_expiry or dated");
  verb->add_option("--title", to.title, "What the subject is told");
  verb->add_option("--body", to.body, "In more words: Markdown file, or -");
  verb->add_option("--scheme", to.scheme, "Of identifiers that end");
  verb->add_option("--starts", to.starts, "First day of a dated one, such as 2026-12-16");
  verb->add_option("--recurrence", to.recurrence, "Such as FREQ=YEARLY");
  verb->add_option("--leads", to.leads, "Days before on which it is told: 7,1");
  verb->add_option("--at", to.at, "Time of day at which it is told: 09:00");
  verb->add_option("--service", to.service, "What it is about");
  verb->add_option("--frozen", to.frozen, "Frozen group that is told of a dated one, by its id");
  add_choice(verb, "active", to.active, "It makes reminders");
  verb->add_option("--follow", to.follow, "Let this SUBJECT be reminded");
  verb->add_option("--unfollow", to.unfollow, "Or no longer");
  verb->add_option("--of", to.of, "List those that this SUBJECT follows");
  add_limit(verb, to.limit, 10'000);
  add_on_behalf(verb, line);
}

void add_feedback_verb(CLI::App& app, Line& line) {
  FeedbackArguments& to = line.feedback;
  auto* verb = add_on_store(app, line, "feedback", "Give or show what subjects think", [&] {
    to.file = line.file;
    return cli::feedback(to, line.settings);
  });
  verb->add_option("--give", to.give, "Stars, 1 to 5")->check(CLI::Range(1, 5));
  verb->add_option("--change", to.change, "Of this feedback, which was given")->option_text("ID");
  verb->add_option("--service", to.service, "Of this service");
  verb->add_option("--case", to.case_id, "Of this closed case");
  verb->add_option("--subject", to.subject, "Who gives it: id or scheme:value");
  verb->add_option("--reasons", to.reasons, "clear,complete,progress,technical,other");
  verb->add_option("--comment", to.comment, "At most 200 characters");
  verb->add_flag("--reopen", to.reopen, "Ask for the case to be reopened");
  add_limit(verb, to.limit, 10'000);
  add_on_behalf(verb, line);
}

}  // namespace

void add_people_verbs(CLI::App& app, Line& line) {
  add_registry_verbs(app, line);
  add_subject_verbs(app, line);
  add_notice_verbs(app, line);
  add_calendar_verb(app, line);
  add_appointment_verb(app, line);
  add_reminder_verb(app, line);
  add_reminder_rule_verb(app, line);
  add_feedback_verb(app, line);
}

}  // namespace cli
