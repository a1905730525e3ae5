#include "file.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

using pmmcrm::str;

pmm_delivery_filter filter_of(const DeliveriesArguments& arguments,
                              const pmmcrm::Session& session) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  if (!arguments.subject.empty()) {
    filter.set_fields |= PMM_DELIVERY_FILTER_SUBJECT;
    filter.subject = find_subject(session, arguments.subject);
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

// Out of the dead letters, one by one.
int requeue(const DeliveriesArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_write(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_call* call = nullptr;
  session.write(pmm_delivery_requeue, arguments.requeue, call);
  print_record(session.delivery(arguments.requeue), settings);
  return kOk;
}

int create(const CampaignArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_write(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const std::string body = read_input(arguments.body);
  pmm_campaign_input input = PMM_CAMPAIGN_INPUT_INIT;
  input.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                     PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  input.name = str(arguments.create);
  input.frozen = arguments.frozen;
  input.notice_class = str(arguments.notice_class);
  input.title = str(arguments.title);
  input.body = str(body);
  if (!arguments.control.empty()) {
    input.set_fields |= PMM_CAMPAIGN_CONTROL;
    input.control = str(arguments.control);
  }
  if (arguments.per_hour != 0) {
    input.set_fields |= PMM_CAMPAIGN_PER_HOUR;
    input.per_hour = arguments.per_hour;
  }
  print_record(session.campaign(session.create(input)), settings);
  return kOk;
}

}  // namespace

int deliveries(const DeliveriesArguments& arguments, const Settings& settings) {
  if (arguments.requeue != 0) return requeue(arguments, settings);
  const pmmcrm::Db db = open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_call* call = nullptr;
  if (arguments.explain != 0) {
    print_result(session.explain_delivery(arguments.explain), settings, "no rules");
    return kOk;
  }
  if (arguments.counts) {
    print_result(session.read(pmm_delivery_counts, call), settings, "no deliveries");
    return kOk;
  }
  const pmm_delivery_filter filter = filter_of(arguments, session);
  pmm_page page = PMM_PAGE_INIT;
  page.limit = arguments.limit;
  const pmmcrm::Result rows =
      session.read(pmm_delivery_list, static_cast<const pmm_delivery_filter*>(&filter),
                   static_cast<const pmm_page*>(&page), call);
  print_result(rows, settings, "no deliveries");
  if (!rows.next_cursor().empty())
    say("there are more: the first " + std::to_string(arguments.limit) + " are shown");
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
    print_result(session.read(pmm_campaign_list, all, first, call), settings, "no campaigns");
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
    pmm_channel_filter filter = PMM_CHANNEL_FILTER_INIT;
    filter.set_fields = PMM_CHANNEL_FILTER_CODE;
    filter.code = str(channel);
    const pmm_page* first = nullptr;
    const pmmcrm::Result found = session.read(
        pmm_channel_list, static_cast<const pmm_channel_filter*>(&filter), first, call);
    if (found.empty()) throw NotFoundError("no channel " + channel);
    session.write(pmm_channel_carry, found[0].int64("id"), str(way), call);
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
