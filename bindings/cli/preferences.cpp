// preferences and favourites: what a citizen wants of what it is told.
#include "acting.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

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

void choose(const Acting& by, pmm_id subject, const PreferenceArguments& given,
            const std::string& channel, int wanted) {
  if (channel.empty()) return;
  pmm_preference_choice in = PMM_PREFERENCE_CHOICE_INIT;
  in.set_fields = PMM_PREFERENCE_CHOICE_CHANNEL;
  in.channel = pmmcrm::str(channel);
  give_row(in.set_fields, PMM_PREFERENCE_CHOICE_SERVICE, in.service, by.session(), given.service,
           find_service);
  give_row(in.set_fields, PMM_PREFERENCE_CHOICE_CATEGORY, in.category, by.session(), given.category,
           find_category);
  if (wanted >= 0) in.set_fields |= PMM_PREFERENCE_CHOICE_WANTED;
  in.wanted = wanted > 0 ? 1 : 0;
  by.write(pmm_preference_choose, subject, &in);
}

// The preferred channel: in general, or for one service or case.
void prefer(const Acting& by, pmm_id subject, const PreferenceArguments& given) {
  if (given.prefer.empty()) return;
  if (!given.category.empty())
    throw UsageError(
        "preferences: a channel is preferred for a --service or a --case, and not "
        "for a --category");
  const std::string channel = given.prefer == "off" ? std::string() : given.prefer;
  if (given.service.empty() && given.case_id.empty()) {
    pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
    in.set_fields = PMM_PREFERENCE_PREFERRED_CHANNEL;
    in.preferred_channel = pmmcrm::str(channel);
    by.write(pmm_preference_set, subject, &in);
    return;
  }
  pmm_preference_channel in = PMM_PREFERENCE_CHANNEL_INIT;
  in.set_fields = PMM_PREFERENCE_CHANNEL_CHANNEL;
  in.channel = pmmcrm::str(channel);
  give_row(in.set_fields, PMM_PREFERENCE_CHANNEL_SERVICE, in.service, by.session(), given.service,
           find_service);
  give_row(in.set_fields, PMM_PREFERENCE_CHANNEL_CASE_ID, in.case_id, by.session(), given.case_id,
           find_case);
  by.write(pmm_preference_prefer, subject, &in);
}

// All of it or nothing.
void change_preferences(const Acting& by, pmm_id subject, const PreferenceArguments& given) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  give(in.set_fields, PMM_PREFERENCE_MODE, in.mode, given.mode);
  give(in.set_fields, PMM_PREFERENCE_LANGUAGE, in.language, given.language);
  give(in.set_fields, PMM_PREFERENCE_READ_RECEIPTS, in.read_receipts, given.receipts);
  const bool any = give_times(given, in);
  pmmcrm::Transaction all(by.session());
  if (any) by.write(pmm_preference_set, subject, &in);
  prefer(by, subject, given);
  choose(by, subject, given, given.want, 1);
  choose(by, subject, given, given.refuse, 0);
  choose(by, subject, given, given.forget, -1);
  all.commit();
}

pmmcrm::Result explained(const Acting& by, pmm_id subject, const PreferenceArguments& given) {
  pmm_preference_question in = PMM_PREFERENCE_QUESTION_INIT;
  give(in.set_fields, PMM_PREFERENCE_QUESTION_NOTICE_CLASS, in.notice_class, given.explain);
  give_row(in.set_fields, PMM_PREFERENCE_QUESTION_SERVICE, in.service, by.session(), given.service,
           find_service);
  give_row(in.set_fields, PMM_PREFERENCE_QUESTION_CATEGORY, in.category, by.session(),
           given.category, find_category);
  give_row(in.set_fields, PMM_PREFERENCE_QUESTION_CASE_ID, in.case_id, by.session(), given.case_id,
           find_case);
  return by.read(pmm_preference_explain, subject, &in);
}

bool changes_anything(const PreferenceArguments& given) {
  for (const std::string* text :
       {&given.mode, &given.language, &given.receipts, &given.prefer, &given.quiet, &given.digest,
        &given.cap, &given.want, &given.refuse, &given.forget})
    if (!text->empty()) return true;
  return false;
}

// Whether --service, --category or --case have anything to be of: passed over in silence they
// would let the general setting look like one of a service.
void check_scope(const PreferenceArguments& given) {
  const bool has_scope =
      !given.service.empty() || !given.category.empty() || !given.case_id.empty();
  const bool chooses = !given.want.empty() || !given.refuse.empty() || !given.forget.empty();
  const bool uses = chooses || !given.prefer.empty() || !given.explain.empty();
  if (has_scope && !uses)
    throw UsageError(
        "preferences: --service, --category and --case go with --prefer, --want, "
        "--refuse, --forget or --explain");
  if (!given.case_id.empty() && chooses)
    throw UsageError("preferences: --case goes with --prefer or --explain");
}

}  // namespace

int preferences(const PreferenceArguments& arguments, const Settings& settings) {
  check_scope(arguments);
  const bool writes = changes_anything(arguments);
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const Acting by(db, settings);
  const pmm_id subject = by.subject(arguments.subject);
  if (writes) change_preferences(by, subject, arguments);
  if (!arguments.explain.empty()) {
    print_result(explained(by, subject, arguments), settings, "");
  } else if (arguments.choices) {
    print_result(by.read(pmm_preference_choices, subject), settings, "nothing was chosen");
  } else if (arguments.history) {
    constexpr std::int64_t kMostEntries = 10'000;
    const pmm_page page = rows_at_most(kMostEntries);
    print_result(by.read(pmm_preference_history, subject, &page), settings, "nothing was ever set");
  } else {
    print_record(by.read(pmm_preference_get, subject), settings);
  }
  return kOk;
}

int favourites(const FavouriteArguments& arguments, const Settings& settings) {
  const bool writes = !arguments.add.empty() || !arguments.remove.empty();
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const Acting by(db, settings);
  const pmm_id subject = by.subject(arguments.subject);
  if (!arguments.add.empty())
    by.write(pmm_favourite_put, subject, find_service(by.session(), arguments.add),
             arguments.position);
  if (!arguments.remove.empty())
    by.write(pmm_favourite_remove, subject, find_service(by.session(), arguments.remove));
  print_result(by.read(pmm_favourite_list, subject), settings, "no favourites");
  return kOk;
}

}  // namespace cli
