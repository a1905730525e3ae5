#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: what goes out to the subjects, over which channel, and how that ended.
namespace pmm::store {

inline constexpr std::array kTables3Deliveries{
    // Over which channels deliveries go out, and what kind of address they take.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE carried_channels (
  channel INTEGER NOT NULL PRIMARY KEY REFERENCES channels (id),
  version INTEGER NOT NULL,
  way TEXT NOT NULL)
)sql"},
    // One notification to the part of a frozen group that has a label. after_subject is the last
    // member that was planned; the hour's count is what the throttle looks at. followed_to is the
    // last delivery that has followed a resume or a cancel; null: all have. purpose is what the
    // members' consent is needed for, if it is.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  frozen INTEGER NOT NULL REFERENCES frozen_groups (id),
  control TEXT,
  state TEXT NOT NULL,
  class TEXT NOT NULL,
  service INTEGER REFERENCES services (id),
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  collapse_key TEXT,
  starts_us INTEGER NOT NULL,
  expires_us INTEGER,
  per_hour INTEGER,
  after_subject INTEGER NOT NULL,
  planned INTEGER NOT NULL,
  hour_us INTEGER NOT NULL,
  hour_count INTEGER NOT NULL,
  followed_to INTEGER,
  done_us INTEGER,
  actor INTEGER NOT NULL REFERENCES actors (id),
  created_us INTEGER NOT NULL,
  purpose INTEGER REFERENCES consent_purposes (id))
)sql"},
    // The members that a campaign made no notification for, and why.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE campaign_skips (
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  reason TEXT NOT NULL,
  PRIMARY KEY (campaign, subject))
)sql"},
    // What one subject is told of one local day over one channel. What is in it are the deliveries
    // that say so; it goes out as a delivery of its own.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE digests (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  channel INTEGER NOT NULL REFERENCES channels (id),
  on_day INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // The outbox. service, office, case_id, class and collapse_key repeat the notification's, so
    // that the queue needs no other table. due_us is there as long as it waits; key is what the
    // other side can tell a repeated try by; token is the number of the claim, which fences off
    // those before; handed_us is when a carrier last got it, unless that came to nothing, which the
    // frequency cap counts; bounced is the address that has counted it among what came back.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  key TEXT NOT NULL,
  notification INTEGER REFERENCES notifications (id),
  digest INTEGER REFERENCES digests (id),
  in_digest INTEGER REFERENCES digests (id),
  campaign INTEGER REFERENCES campaigns (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  recipient INTEGER REFERENCES subjects (id),
  service INTEGER REFERENCES services (id),
  office INTEGER REFERENCES offices (id),
  case_id INTEGER REFERENCES cases (id),
  class TEXT NOT NULL,
  collapse_key TEXT,
  channel INTEGER NOT NULL REFERENCES channels (id),
  state TEXT NOT NULL,
  reason TEXT,
  due_us INTEGER,
  expires_us INTEGER,
  address INTEGER REFERENCES addresses (id),
  bounced INTEGER REFERENCES addresses (id),
  token INTEGER NOT NULL,
  lease_until_us INTEGER,
  tries INTEGER NOT NULL,
  lapses INTEGER NOT NULL,
  since_us INTEGER NOT NULL,
  uncertain INTEGER NOT NULL,
  provider TEXT,
  handed_us INTEGER,
  sent_us INTEGER,
  done_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // Every try, by its claim; what the other side said may be personal, and goes with the person.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE delivery_tries (
  delivery INTEGER NOT NULL REFERENCES deliveries (id),
  token INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  from_us INTEGER NOT NULL,
  until_us INTEGER,
  outcome TEXT,
  code INTEGER,
  retry_after_s INTEGER,
  detail TEXT,
  PRIMARY KEY (delivery, token))
)sql"},
    // Addresses that mail came back from: for good, or how many times in a row.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE address_bounces (
  address INTEGER NOT NULL PRIMARY KEY REFERENCES addresses (id),
  bounces INTEGER NOT NULL,
  hard INTEGER NOT NULL,
  at_us INTEGER NOT NULL)
)sql"},
    // Subjects that nothing, or nothing of a kind, goes out to any more.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE delivery_stops (
  subject INTEGER NOT NULL REFERENCES subjects (id),
  kind TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  PRIMARY KEY (subject, kind))
)sql"},
};

inline constexpr std::array kIndexes3Deliveries{
    R"sql(CREATE INDEX campaigns_open ON campaigns (starts_us) WHERE state = 'running')sql",
    R"sql(CREATE INDEX campaigns_moved ON campaigns (id) WHERE followed_to IS NOT NULL)sql",
    R"sql(CREATE UNIQUE INDEX digests_day ON digests (subject, channel, on_day))sql",
    R"sql(CREATE INDEX deliveries_due ON deliveries (channel, due_us, id) WHERE due_us IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_due_legal ON deliveries (channel, due_us, id) WHERE due_us IS NOT NULL AND class = 'legal')sql",
    R"sql(CREATE INDEX deliveries_leased ON deliveries (lease_until_us) WHERE lease_until_us IS NOT NULL)sql",
    R"sql(CREATE UNIQUE INDEX deliveries_key ON deliveries (key))sql",
    R"sql(CREATE INDEX deliveries_provider ON deliveries (provider) WHERE provider IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_subject ON deliveries (subject, id))sql",
    R"sql(CREATE INDEX deliveries_notification ON deliveries (notification) WHERE notification IS NOT NULL)sql",
    R"sql(CREATE UNIQUE INDEX deliveries_digest ON deliveries (digest) WHERE digest IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_in_digest ON deliveries (in_digest) WHERE in_digest IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_campaign ON deliveries (campaign, id) WHERE campaign IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_collapse ON deliveries (subject, channel, collapse_key) WHERE collapse_key IS NOT NULL AND due_us IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_handed ON deliveries (subject, channel, handed_us) WHERE handed_us IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'permanent_failure' OR state = 'technical_failure')sql",
};

}  // namespace pmm::store
