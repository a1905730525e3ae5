#include <string>

#include "line.hpp"

namespace cli {
namespace {

void add_delivery_verbs(CLI::App& app, Line& line) {
  auto* verb = add_on_store(app, line, "deliveries", "List what goes out to the subjects", [&] {
    line.deliveries.file = line.file;
    return cli::deliveries(line.deliveries, line.settings);
  });
  DeliveriesArguments& to = line.deliveries;
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
  CampaignArguments& to = line.campaign;
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

}  // namespace

void add_outbox_verbs(CLI::App& app, Line& line) {
  add_delivery_verbs(app, line);
  add_campaign_verb(app, line);
}

}  // namespace cli
