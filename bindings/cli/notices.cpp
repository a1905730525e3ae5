// notify, board, preferences, favourites: what is told to a citizen, and what it wants of that.
#include <array>

#include "moment.hpp"
#include "print.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

constexpr const pmm_call* kNoCall = nullptr;

// The id of a row of the catalogue by its code.
template <class Filter, class List>
pmm_id by_code(const pmmcrm::Session& session, const std::string& code, Filter filter, List list,
               const char* what) {
  filter.set_fields = 1;  // the code is the first member of these filters
  filter.code = pmmcrm::str(code);
  const pmm_page page = rows_at_most(1);
  const pmmcrm::Result found = session.read(list, &filter, &page, kNoCall);
  if (found.empty()) throw NotFoundError(std::string("no ") + what + " has the code " + code);
  return found[0].int64("id");
}

pmm_id service_of(const pmmcrm::Session& session, const std::string& code) {
  static_assert(PMM_SERVICE_FILTER_CODE == 1);
  const pmm_service_filter filter = PMM_SERVICE_FILTER_INIT;
  return by_code(session, code, filter, pmm_service_list, "service");
}

pmm_id category_of(const pmmcrm::Session& session, const std::string& code) {
  static_assert(PMM_CATEGORY_FILTER_CODE == 1);
  const pmm_category_filter filter = PMM_CATEGORY_FILTER_INIT;
  return by_code(session, code, filter, pmm_category_list, "category");
}

// Sets a text member that was given on the command line.
void give(std::uint64_t& set_fields, std::uint64_t bit, pmm_str& member, const std::string& text) {
  if (text.empty()) return;
  set_fields |= bit;
  member = pmmcrm::str(text);
}

pmm_notification_input to_input(const pmmcrm::Session& session, const NotifyArguments& given) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  in.set_fields = PMM_NOTIFICATION_SUBJECT;
  in.subject = find_subject(session, given.subject);
  give(in.set_fields, PMM_NOTIFICATION_TITLE, in.title, given.title);
  give(in.set_fields, PMM_NOTIFICATION_BODY, in.body, given.body);
  give(in.set_fields, PMM_NOTIFICATION_USE_TEMPLATE, in.use_template, given.use_template);
  give(in.set_fields, PMM_NOTIFICATION_DATA, in.data, given.data);
  give(in.set_fields, PMM_NOTIFICATION_NOTICE_CLASS, in.notice_class, given.notice_class);
  give(in.set_fields, PMM_NOTIFICATION_LANGUAGE, in.language, given.language);
  give(in.set_fields, PMM_NOTIFICATION_ACTION, in.action, given.action);
  give(in.set_fields, PMM_NOTIFICATION_ACTION_URL, in.action_url, given.action_url);
  give(in.set_fields, PMM_NOTIFICATION_COLLAPSE_KEY, in.collapse_key, given.key);
  give(in.set_fields, PMM_NOTIFICATION_DOCUMENTS, in.documents, given.documents);
  give(in.set_fields, PMM_NOTIFICATION_PAY_NOTICE, in.pay_notice, given.pay_notice);
  give(in.set_fields, PMM_NOTIFICATION_PAY_PAYEE, in.pay_payee, given.pay_payee);
  if (given.pay_amount != 0) in.set_fields |= PMM_NOTIFICATION_PAY_AMOUNT;
  in.pay_amount = given.pay_amount;
  if (given.case_id != 0) in.set_fields |= PMM_NOTIFICATION_CASE_ID;
  in.case_id = given.case_id;
  if (given.service.empty()) return in;
  in.set_fields |= PMM_NOTIFICATION_SERVICE;
  in.service = service_of(session, given.service);
  return in;
}

// What the board's subject does with one of its notifications.
void change_board(const pmmcrm::Session& session, const BoardArguments& given) {
  if (given.read != 0) session.mark(given.read);
  if (given.unread != 0) session.mark(given.unread, false);
  if (given.archive != 0) session.write(pmm_notification_archive, given.archive, 1, kNoCall);
  if (given.complete != 0) session.write(pmm_notification_complete, given.complete, kNoCall);
}

pmmcrm::Result read_board(const pmmcrm::Session& session, const BoardArguments& given) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT;
  filter.subject = find_subject(session, given.subject);
  if (!given.everything) filter.set_fields |= PMM_NOTIFICATION_FILTER_ARCHIVED;
  filter.archived = given.archived ? 1 : 0;
  if (given.only_unread) filter.set_fields |= PMM_NOTIFICATION_FILTER_UNREAD;
  filter.unread = 1;
  give(filter.set_fields, PMM_NOTIFICATION_FILTER_NOTICE_CLASS, filter.notice_class,
       given.notice_class);
  if (!given.service.empty()) {
    filter.set_fields |= PMM_NOTIFICATION_FILTER_SERVICE;
    filter.service = service_of(session, given.service);
  }
  const pmm_page page = rows_at_most(given.limit);
  return session.read(pmm_notification_list, &filter, &page, kNoCall);
}

TextTable board_table(const pmmcrm::Result& board) {
  TextTable table;
  table.columns = {{"id", true}, {"when"}, {"class"}, {"title"}, {"state"}, {"to do"}, {"due"}};
  constexpr std::array<const char*, 7> kShown = {"id",         "created",      "class", "title",
                                                 "read_state", "action_state", "due"};
  constexpr std::size_t kMinutes = 16;
  for (std::int64_t r = 0; r < board.rows(); ++r) {
    std::vector<std::string> cells;
    for (const char* name : kShown) {
      std::string cell = people_cell(board, r, board.find(name).value());
      if (board.type(board.find(name).value()) == PMM_TYPE_TIME) cell = cell.substr(0, kMinutes);
      cells.push_back(std::move(cell));
    }
    table.rows.push_back(std::move(cells));
  }
  table.drop_empty_columns();
  return table;
}

int number_of(const std::string& text, const char* what) {
  std::size_t used = 0;
  int value = 0;
  try {
    value = std::stoi(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != text.size())
    throw UsageError(std::string(what) + ": " + text + " is not a number");
  return value;
}

bool give_times(const PreferenceArguments& given, pmm_preference_input& in) {
  if (given.quiet == "off") {
    in.set_fields |= PMM_PREFERENCE_QUIET_FROM | PMM_PREFERENCE_QUIET_TO;
    in.quiet_from = in.quiet_to = -1;
  } else if (!given.quiet.empty()) {
    const std::size_t dash = given.quiet.find('-');
    if (dash == std::string::npos) throw UsageError("--quiet takes FROM-TO, such as 22:00-07:30");
    in.set_fields |= PMM_PREFERENCE_QUIET_FROM | PMM_PREFERENCE_QUIET_TO;
    in.quiet_from = static_cast<std::int32_t>(parse_minute(given.quiet.substr(0, dash), "--quiet"));
    in.quiet_to = static_cast<std::int32_t>(parse_minute(given.quiet.substr(dash + 1), "--quiet"));
  }
  if (!given.digest.empty()) {
    in.set_fields |= PMM_PREFERENCE_DIGEST;
    in.digest = given.digest == "off" ? 0 : 1;
    if (in.digest == 1) {
      in.set_fields |= PMM_PREFERENCE_DIGEST_HOUR;
      in.digest_hour = number_of(given.digest, "--digest");
    }
  }
  if (!given.cap.empty()) {
    const std::size_t slash = given.cap.find('/');
    in.set_fields |= PMM_PREFERENCE_CAP_COUNT;
    in.cap_count = given.cap == "off" ? -1 : number_of(given.cap.substr(0, slash), "--cap");
    if (slash != std::string::npos) {
      in.set_fields |= PMM_PREFERENCE_CAP_HOURS;
      in.cap_hours = number_of(given.cap.substr(slash + 1), "--cap");
    }
  }
  return in.set_fields != 0;
}

void choose(const pmmcrm::Session& session, pmm_id subject, const PreferenceArguments& given,
            const std::string& channel, int wanted) {
  if (channel.empty()) return;
  pmm_preference_choice in = PMM_PREFERENCE_CHOICE_INIT;
  in.set_fields = PMM_PREFERENCE_CHOICE_CHANNEL;
  in.channel = pmmcrm::str(channel);
  if (!given.service.empty()) {
    in.set_fields |= PMM_PREFERENCE_CHOICE_SERVICE;
    in.service = service_of(session, given.service);
  }
  if (!given.category.empty()) {
    in.set_fields |= PMM_PREFERENCE_CHOICE_CATEGORY;
    in.category = category_of(session, given.category);
  }
  if (wanted >= 0) in.set_fields |= PMM_PREFERENCE_CHOICE_WANTED;
  in.wanted = wanted > 0 ? 1 : 0;
  session.choose(subject, in);
}

void change_preferences(const pmmcrm::Session& session, pmm_id subject,
                        const PreferenceArguments& given) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  give(in.set_fields, PMM_PREFERENCE_MODE, in.mode, given.mode);
  give(in.set_fields, PMM_PREFERENCE_LANGUAGE, in.language, given.language);
  give(in.set_fields, PMM_PREFERENCE_READ_RECEIPTS, in.read_receipts, given.receipts);
  give(in.set_fields, PMM_PREFERENCE_PREFERRED_CHANNEL, in.preferred_channel, given.prefer);
  if (give_times(given, in)) session.set(subject, in);
  choose(session, subject, given, given.want, 1);
  choose(session, subject, given, given.refuse, 0);
  choose(session, subject, given, given.forget, -1);
}

pmmcrm::Result explained(const pmmcrm::Session& session, pmm_id subject,
                         const PreferenceArguments& given) {
  pmm_preference_question in = PMM_PREFERENCE_QUESTION_INIT;
  give(in.set_fields, PMM_PREFERENCE_QUESTION_NOTICE_CLASS, in.notice_class, given.explain);
  if (!given.service.empty()) {
    in.set_fields |= PMM_PREFERENCE_QUESTION_SERVICE;
    in.service = service_of(session, given.service);
  }
  if (!given.category.empty()) {
    in.set_fields |= PMM_PREFERENCE_QUESTION_CATEGORY;
    in.category = category_of(session, given.category);
  }
  const pmm_preference_question* question = &in;
  return session.read(pmm_preference_explain, subject, question, kNoCall);
}

bool changes_anything(const PreferenceArguments& given) {
  for (const std::string* text :
       {&given.mode, &given.language, &given.receipts, &given.prefer, &given.quiet, &given.digest,
        &given.cap, &given.want, &given.refuse, &given.forget})
    if (!text->empty()) return true;
  return false;
}

}  // namespace

int notify(const NotifyArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_write(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_id id = session.create(to_input(session, arguments));
  print_record(session.read(pmm_notification_get, id, kNoCall), settings);
  return kOk;
}

int board(const BoardArguments& arguments, const Settings& settings) {
  const bool writes = arguments.read != 0 || arguments.unread != 0 || arguments.archive != 0 ||
                      arguments.complete != 0;
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (writes) change_board(session, arguments);
  const pmmcrm::Result rows = read_board(session, arguments);
  if (settings.format == Format::kTable && !rows.empty())
    put(board_table(rows).render());
  else
    print_result(rows, settings, "nothing stands on the board");
  return kOk;
}

int preferences(const PreferenceArguments& arguments, const Settings& settings) {
  const bool writes = changes_anything(arguments);
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_id subject = find_subject(session, arguments.subject);
  if (writes) change_preferences(session, subject, arguments);
  if (!arguments.explain.empty()) {
    print_result(explained(session, subject, arguments), settings, "");
  } else if (arguments.choices) {
    print_result(session.read(pmm_preference_choices, subject, kNoCall), settings,
                 "nothing was chosen");
  } else if (arguments.history) {
    constexpr std::int64_t kMostEntries = 10'000;
    const pmm_page page = rows_at_most(kMostEntries);
    print_result(session.read(pmm_preference_history, subject, &page, kNoCall), settings,
                 "nothing was ever set");
  } else {
    print_record(session.preferences(subject), settings);
  }
  return kOk;
}

int favourites(const FavouriteArguments& arguments, const Settings& settings) {
  const bool writes = !arguments.add.empty() || !arguments.remove.empty();
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_id subject = find_subject(session, arguments.subject);
  if (!arguments.add.empty())
    session.write(pmm_favourite_put, subject, service_of(session, arguments.add),
                  arguments.position, kNoCall);
  if (!arguments.remove.empty())
    session.write(pmm_favourite_remove, subject, service_of(session, arguments.remove), kNoCall);
  print_result(session.favourites(subject), settings, "no favourites");
  return kOk;
}

}  // namespace cli
