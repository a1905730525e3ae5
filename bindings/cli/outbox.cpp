#include "acting.hpp"
#include "file.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

using pmmcrm::str;

const std::vector<Shown> kDeliveries = {
    {"id", "id"},       {"notification", "notice"},  {"digest", "digest"}, {"subject", "subject"},
    {"class", "class"}, {"channel_code", "channel"}, {"state", "state"},   {"reason", "reason"},
    {"due", "due"},     {"tries", "tries"},          {"sent", "sent"}};
const std::vector<Shown> kCampaigns = {
    {"id", "id"},       {"name", "name"},     {"frozen", "group"},    {"state", "state"},
    {"class", "class"}, {"starts", "starts"}, {"expires", "expires"}, {"title", "title"}};

pmm_delivery_filter filter_of(const DeliveriesArguments& arguments, const Acting& by) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  if (!arguments.subject.empty()) {
    filter.set_fields |= PMM_DELIVERY_FILTER_SUBJECT;
    filter.subject = by.subject(arguments.subject);
  }
  if (arguments.campaign != 0) {
    filter.set_fields |= PMM_DELIVERY_FILTER_CAMPAIGN;
    filter.campaign = arguments.campaign;
  }
  if (!arguments.state.empty()) {
    filter.set_fields |= PMM_DELIVERY_FILTER_STATE;
    filter.state = str(arguments.state);
  }
  if (arguments.dead) {
    filter.set_fields |= PMM_DELIVERY_FILTER_DEAD;
    filter.dead = 1;
  }
  return filter;
}

// Out of the dead letters, or out of what waits, one by one.
int move(const DeliveriesArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_write(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_call* call = nullptr;
  const pmm_id id = arguments.requeue != 0 ? arguments.requeue : arguments.cancel;
  if (arguments.requeue != 0)
    session.write(pmm_delivery_requeue, id, call);
  else
    session.write(pmm_delivery_cancel, id, call);
  print_record(session.delivery(id), settings);
  return kOk;
}

// What a provider says later of one that it took, by its reference or by the delivery's key.
int take_receipt(const DeliveriesArguments& arguments, const Settings& settings) {
  if (arguments.outcome.empty())
    throw UsageError("deliveries: --receipt needs --outcome delivered, failed or bounced");
  const pmmcrm::Db db = open_to_write(arguments.file);
  const Acting by(db, settings);
  const pmm_outcome outcome =
      arguments.outcome == "delivered" ? PMM_OUTCOME_DELIVERED : PMM_OUTCOME_PERMANENT;
  by.write(pmm_delivery_receipt, str(arguments.receipt), outcome,
           arguments.outcome == "bounced" ? 1 : 0);
  say("the receipt is kept");
  return kOk;
}

// What is known of one of them.
int tell(const DeliveriesArguments& arguments, const Acting& by, const Settings& settings) {
  if (arguments.explain != 0) {
    print_result(by.read(pmm_explain_delivery, arguments.explain), settings, "no rules");
  } else if (arguments.tries != 0) {
    print_result(by.read(pmm_delivery_tries, arguments.tries), settings, "it was never tried");
  } else {
    if (settings.format == Format::kTable)
      print_record(by.read(pmm_digest_get, arguments.digest), settings);
    print_result(by.read(pmm_digest_items, arguments.digest), settings, "nothing goes with it");
  }
  return kOk;
}

int create(const CampaignArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_write(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const std::string body = read_input(arguments.body);
  pmm_campaign_input input = PMM_CAMPAIGN_INPUT_INIT;
  input.set_fields =
      PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  input.name = str(arguments.create);
  input.frozen = arguments.frozen;
  input.title = str(arguments.title);
  input.body = str(body);
  give(input.set_fields, PMM_CAMPAIGN_CLASS, input.notice_class, arguments.notice_class);
  give(input.set_fields, PMM_CAMPAIGN_CONTROL, input.control, arguments.control);
  give(input.set_fields, PMM_CAMPAIGN_LANGUAGE, input.language, arguments.language);
  give(input.set_fields, PMM_CAMPAIGN_COLLAPSE_KEY, input.collapse_key, arguments.key);
  give_row(input.set_fields, PMM_CAMPAIGN_SERVICE, input.service, session, arguments.service,
           find_service);
  give_time(input.set_fields, PMM_CAMPAIGN_STARTS_US, input.starts_us, arguments.starts, "--starts",
            parse_moment);
  give_time(input.set_fields, PMM_CAMPAIGN_EXPIRES_US, input.expires_us, arguments.expires,
            "--expires", parse_deadline);
  if (arguments.per_hour != 0) {
    input.set_fields |= PMM_CAMPAIGN_PER_HOUR;
    input.per_hour = arguments.per_hour;
  }
  print_record(session.campaign(session.create(input)), settings);
  return kOk;
}

// A channel that is not there is made by another verb: the error says by which.
pmm_id channel_to_carry(const pmmcrm::Session& session, const std::string& code) {
  try {
    return find_channel(session, code);
  } catch (const NotFoundError& error) {
    throw NotFoundError(std::string(error.what()) + "; make it with: channel FILE --create CODE");
  }
}

}  // namespace

int deliveries(const DeliveriesArguments& arguments, const Settings& settings) {
  if (arguments.requeue != 0 || arguments.cancel != 0) return move(arguments, settings);
  if (!arguments.receipt.empty()) return take_receipt(arguments, settings);
  const pmmcrm::Db db = open_to_read(arguments.file);
  const Acting by(db, settings);
  if (arguments.explain != 0 || arguments.tries != 0 || arguments.digest != 0)
    return tell(arguments, by, settings);
  if (arguments.counts) {
    print_result(by.read(pmm_delivery_counts), settings, "no deliveries");
    return kOk;
  }
  const pmm_delivery_filter filter = filter_of(arguments, by);
  const pmm_page page = rows_at_most(arguments.limit);
  const pmmcrm::Result rows = by.read(pmm_delivery_list, &filter, &page);
  print_list(rows, settings, kDeliveries, "no deliveries");
  return kOk;
}

int stops(const StopArguments& arguments, const Settings& settings) {
  const bool writes = !arguments.set.empty() || !arguments.lift.empty();
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const Acting by(db, settings);
  const pmm_id subject = by.subject(arguments.subject);
  if (!arguments.set.empty()) by.write(pmm_delivery_stop, subject, str(arguments.set), 1);
  if (!arguments.lift.empty()) by.write(pmm_delivery_stop, subject, str(arguments.lift), 0);
  print_result(by.read(pmm_delivery_stops, subject), settings, "nothing is stopped");
  return kOk;
}

int changes(const std::string& file, std::int64_t after, std::int64_t limit,
            const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  const Acting by(db, settings);
  print_result(by.session().changes(after, limit), settings, "nothing is new");
  return kOk;
}

int campaign(const CampaignArguments& arguments, const Settings& settings) {
  if (!arguments.create.empty()) return create(arguments, settings);
  const pmm_call* call = nullptr;
  if (arguments.id == 0) {
    const pmmcrm::Db db = open_to_read(arguments.file);
    const pmmcrm::Session session = open_session(db, settings);
    const pmm_campaign_filter* all = nullptr;
    const pmm_page* first = nullptr;
    print_list(session.read(pmm_campaign_list, all, first, call), settings, kCampaigns,
               "no campaigns");
    return kOk;
  }
  const bool writes = !arguments.verb.empty();
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_id id = arguments.id;
  if (arguments.verb == "pause") session.write(pmm_campaign_pause, id, call);
  if (arguments.verb == "resume") session.write(pmm_campaign_resume, id, call);
  if (arguments.verb == "cancel") session.write(pmm_campaign_cancel, id, call);
  if (arguments.counts)
    print_result(session.read(pmm_campaign_counts, id, call), settings, "nobody");
  else
    print_record(session.campaign(id), settings);
  return kOk;
}

int carry(const std::string& file, const std::string& channel, const std::string& way,
          const Settings& settings) {
  const pmmcrm::Db db = channel.empty() ? open_to_read(file) : open_to_write(file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_call* call = nullptr;
  if (!channel.empty()) {
    session.write(pmm_channel_carry, channel_to_carry(session, channel), str(way), call);
  }
  print_result(session.read(pmm_channel_carried, call), settings, "no channel carries");
  return kOk;
}

int tick(const std::string& file) {
  const pmmcrm::Db db = open_to_write(file);
  Progress progress("ticking");
  const std::int64_t done = db.tick(progress.call());
  progress.finish();
  say(std::to_string(done) + " rows changed");
  return kOk;
}

}  // namespace cli
