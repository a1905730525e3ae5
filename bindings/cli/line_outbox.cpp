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
  auto* cancel = verb->add_option("--cancel", to.cancel, "Call back one that waits");
  auto* tries = verb->add_option("--tries", to.tries, "Each time that one of them was tried");
  auto* digest = verb->add_option("--digest", to.digest, "What goes with a digest, by its id");
  auto* receipt = verb->add_option("--receipt", to.receipt,
                                   "Take what a provider says of this reference, or key");
  verb->add_option("--outcome", to.outcome, "delivered, failed or bounced")
      ->check(CLI::IsMember({"delivered", "failed", "bounced"}))
      ->needs(receipt);
  for (CLI::Option* option : {explain, requeue, cancel, tries, digest}) option->option_text("ID");
  for (CLI::Option* one : {counts, explain, requeue, cancel, tries, digest, receipt})
    for (CLI::Option* other : {counts, explain, requeue, cancel, tries, digest, receipt})
      if (one != other) one->excludes(other);
  auto* carry = add_on_store(app, line, "carry", "Let deliveries go out over a channel", [&] {
    return cli::carry(line.file, line.other, line.way, line.settings);
  });
  auto* channel = carry->add_option("CHANNEL", line.other,
                                    "Its code or id; without it those that carry are listed");
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
  auto* kind = verb->add_option("--class", to.notice_class,
                                "promotional, courtesy or legal; else as the service has it");
  auto* service = verb->add_option("--service", to.service, "What it is about");
  auto* language = verb->add_option("--language", to.language, "Of the text: it, en…");
  auto* key =
      verb->add_option("--key", to.key, "Of several that share it only the newest goes out");
  auto* starts = verb->add_option("--starts", to.starts, "A date or local time; else now");
  auto* expires = verb->add_option("--expires", to.expires, "What has not gone by then does not");
  auto* per_hour = verb->add_option("--per-hour", to.per_hour, "Members at most in an hour");
  counts->needs(id);
  create->excludes(id)->excludes(move)->needs(frozen)->needs(title)->needs(body);
  for (CLI::Option* option :
       {frozen, title, body, control, kind, service, language, key, starts, expires, per_hour})
    option->needs(create);
}

void add_channel_verbs(CLI::App& app, Line& line) {
  ChannelArguments& to = line.channel;
  auto* verb = add_on_store(app, line, "channel", "Show, make or change a channel", [&] {
    to.file = line.file;
    return cli::channel(to, line.settings);
  });
  auto* which = verb->add_option("CHANNEL", to.which, "Its id or code; without it all are listed");
  verb->add_option("--create", to.create, "Make one with this code")->excludes(which);
  verb->add_option("--name", to.name, "As people read it");
  add_choice(verb, "digital", to.digital, "No person takes the request");
  add_choice(verb, "active", to.active, "May be used in new rows");
  StopArguments& stopped = line.stops;
  auto* stops =
      add_on_subject(app, line, "stops", "Show or set what is stopped for a subject", stopped.file,
                     stopped.subject, [&] { return cli::stops(stopped, line.settings); });
  stops->add_option("--set", stopped.set, "restricted, objected or erased");
  stops->add_option("--lift", stopped.lift, "Let it go again");
  auto* changes = add_on_store(
      app, line, "changes", "List what changed, names alone, from a number of the journal on",
      [&] { return cli::changes(line.file, line.after, line.changed, line.settings); });
  changes->add_option("--after", line.after, "The last number that was read")
      ->capture_default_str();
  add_limit(changes, line.changed, 10'000);
}

}  // namespace

void add_outbox_verbs(CLI::App& app, Line& line) {
  add_channel_verbs(app, line);
  add_delivery_verbs(app, line);
  add_campaign_verb(app, line);
}

}  // namespace cli
