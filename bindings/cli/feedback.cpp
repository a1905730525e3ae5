// What subjects think of a service.
#include "acting.hpp"
#include "give.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

const std::vector<Shown> kFeedback = {
    {"id", "id"},           {"created", "when"},  {"subject", "subject"},
    {"service", "service"}, {"case_id", "case"},  {"stars", "stars"},
    {"reasons", "reasons"}, {"reopen", "reopen"}, {"comment", "comment"}};

// What was said of the stars, of new feedback or of a change.
pmm_feedback_input said(const FeedbackArguments& given) {
  pmm_feedback_input in = PMM_FEEDBACK_INPUT_INIT;
  if (given.give != 0) in.set_fields |= PMM_FEEDBACK_STARS;
  in.stars = given.give;
  give(in.set_fields, PMM_FEEDBACK_REASONS, in.reasons, given.reasons);
  give(in.set_fields, PMM_FEEDBACK_COMMENT, in.comment, given.comment);
  give(in.set_fields, PMM_FEEDBACK_REOPEN, in.reopen, given.reopen ? 1 : 0);
  return in;
}

pmm_id give_feedback(const Acting& by, const FeedbackArguments& given) {
  pmm_feedback_input in = said(given);
  give_row(in.set_fields, PMM_FEEDBACK_CASE_ID, in.case_id, by.session(), given.case_id, find_case);
  give_row(in.set_fields, PMM_FEEDBACK_SERVICE, in.service, by.session(), given.service,
           find_service);
  return by.write(pmm_feedback_create, &in);
}

int list_feedback(const Acting& by, const FeedbackArguments& given, const Settings& settings) {
  pmm_feedback_filter filter = PMM_FEEDBACK_FILTER_INIT;
  give_row(filter.set_fields, PMM_FEEDBACK_FILTER_CASE_ID, filter.case_id, by.session(),
           given.case_id, find_case);
  give_row(filter.set_fields, PMM_FEEDBACK_FILTER_SERVICE, filter.service, by.session(),
           given.service, find_service);
  if (!given.subject.empty()) {
    filter.set_fields |= PMM_FEEDBACK_FILTER_SUBJECT;
    filter.subject = by.subject(given.subject);
  }
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_feedback_list, &filter, &page), settings, kFeedback, "no feedback");
  return kOk;
}

}  // namespace

int feedback(const FeedbackArguments& given, const Settings& settings) {
  const bool writes = given.give != 0 || given.change != 0;
  if (!writes && (!given.reasons.empty() || !given.comment.empty() || given.reopen))
    throw UsageError("feedback: --reasons, --comment and --reopen go with --give or --change");
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  // Whoever works for the administration writes down what a subject says.
  Settings for_whom = settings;
  if (writes && for_whom.on_behalf_of.empty()) for_whom.on_behalf_of = given.subject;
  const Acting by(db, for_whom);
  if (!writes) return list_feedback(by, given, settings);
  pmm_id id = given.change;
  if (id == 0) {
    id = give_feedback(by, given);
  } else {
    const pmm_feedback_input in = said(given);
    by.write(pmm_feedback_update, id, &in);
  }
  print_record(by.read(pmm_feedback_get, id), settings);
  return kOk;
}

}  // namespace cli
