// How the outbox shares its time: leases of slow carriers, campaigns that fail, turns to write.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "crm_outbox_fixture.hpp"

namespace pmm::crm {
namespace {

class OutboxTurns : public Outbox {
 protected:
  void freeze(std::int64_t group, const std::vector<std::int64_t>& members) {
    execute(
        "INSERT INTO frozen_groups (id, rule, members, journal, visit, actor, created_us) VALUES "
        "(" +
        std::to_string(group) + ", '{}', " + std::to_string(members.size()) + ", 0, 0, 1, 0)");
    for (const std::int64_t member : members)
      execute("INSERT INTO frozen_members (frozen, subject) VALUES (" + std::to_string(group) +
              ", " + std::to_string(member) + ")");
  }
  std::int64_t start_campaign(std::int64_t group, const char* title) {
    return write([&](const Writing& writing) {
      CampaignFields fields;
      fields.name = fields.title = fields.body = std::string(title);
      fields.frozen = group;
      return create_campaign(writing, fields);
    });
  }
  std::int64_t writes() { return crm_->store().counts().writes; }
  std::int64_t work() {
    const auto done = runtime::work_outbox(*crm_, *session_, Call{});
    EXPECT_TRUE(done.ok()) << done.status().message();
    return done.ok() ? *done : -1;
  }
};

// A carrier may take its time over each delivery of a batch, as long as its lease is for one.
TEST_F(OutboxTurns, ASlowCarrierSendsEachOnce) {
  for (int i = 0; i < 6; ++i) notify(make_subject(true), "courtesy", "");
  std::map<std::int64_t, int> sent;
  carry_with("email", 20, [&](const Parcel& parcel) {
    now_us_ += 100'000'000;
    ++sent[parcel.id];
    return model::Outcome::kSent;
  });
  tick();
  ASSERT_EQ(sent.size(), 6U);
  for (const auto& [id, times] : sent) EXPECT_EQ(times, 1) << id;
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'sent'"), 6);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE uncertain = 1 OR lapses > 0"), 0);
}

// One that is quick takes a turn for the claim and one for each report.
TEST_F(OutboxTurns, AQuickCarrierKeepsItsLease) {
  for (int i = 0; i < 10; ++i) notify(make_subject(true), "courtesy", "");
  carry_with("email", 20, [](const Parcel&) { return model::Outcome::kSent; });
  const std::int64_t before = writes();
  EXPECT_EQ(work(), 10);
  EXPECT_EQ(writes() - before, 11);
}

// Somebody else may have it by then.
TEST_F(OutboxTurns, WhatALeaseHasLostIsNotSent) {
  for (int i = 0; i < 3; ++i) notify(make_subject(true), "courtesy", "");
  std::vector<std::int64_t> sent;
  carry_with("email", 20, [&](const Parcel& parcel) {
    sent.push_back(parcel.id);
    if (sent.size() == 1) execute("UPDATE deliveries SET token = token + 1 WHERE id = 2");
    return model::Outcome::kSent;
  });
  EXPECT_EQ(work(), 2);
  EXPECT_EQ(sent, (std::vector<std::int64_t>{1, 3}));
}

TEST_F(OutboxTurns, ACampaignThatFailsKeepsNoOtherBack) {
  std::vector<std::int64_t> members;
  for (int i = 0; i < 1'200; ++i) members.push_back(make_subject(false));
  freeze(1, {members.front()});
  freeze(2, members);
  start_campaign(1, "broken");
  start_campaign(2, "whole");
  start_campaign(2, "other");
  execute(
      "CREATE TRIGGER broken BEFORE INSERT ON notifications WHEN NEW.title = 'broken' "
      "BEGIN SELECT RAISE(ABORT, 'broken'); END");
  EXPECT_FALSE(runtime::work_outbox(*crm_, *session_, Call{}).ok());
  EXPECT_EQ(number("SELECT sum(planned) FROM campaigns WHERE state = 'done'"), 2'400);
}

// What no rule lets pass was not tried.
TEST_F(OutboxTurns, CountsWhatItTried) {
  notify(make_subject(false), "courtesy", "");
  carry_with("email", 20, [](const Parcel&) { return model::Outcome::kSent; });
  EXPECT_EQ(work(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'address_missing'"), 1);
}

// Most of a campaign was sent long ago: those that have to follow are looked for in a snapshot.
TEST_F(OutboxTurns, FollowsACampaignWithoutEmptyTurns) {
  const std::int64_t anna = make_subject(false);
  freeze(1, {anna});
  const std::int64_t campaign = start_campaign(1, "spring");
  const auto fill = [&](int from, int to, const char* state, const char* due) {
    execute("WITH RECURSIVE n(i) AS (SELECT " + std::to_string(from) +
            " UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(to) +
            ") INSERT INTO deliveries (id, version, key, subject, class, channel, campaign, state, "
            "due_us, token, tries, lapses, since_us, uncertain, created_us) SELECT i, 1, 'k' || i, "
            "1, 'courtesy', 1, 1, '" +
            state + "', " + due + ", 0, 0, 0, 0, 0, 0 FROM n");
  };
  fill(1, 6'999, "sent", "NULL");
  fill(7'000, 7'001, "created", "9223372036854775807");
  execute("UPDATE campaigns SET state = 'paused'");
  write([=](const Writing& writing) { return resume_campaign(writing, campaign); });
  ASSERT_EQ(number("SELECT followed_to FROM campaigns"), 500);
  execute("UPDATE campaigns SET state = 'done' WHERE followed_to IS NOT NULL");
  const std::int64_t before = writes();
  EXPECT_EQ(work(), 2);
  EXPECT_EQ(writes() - before, 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE due_us = " + std::to_string(now_us_)), 2);
  EXPECT_EQ(number("SELECT count(*) FROM campaigns WHERE followed_to IS NOT NULL"), 0);
}

// A campaign that is moved again meanwhile begins anew.
TEST_F(OutboxTurns, FollowsTheLastMove) {
  const std::int64_t anna = make_subject(true);
  freeze(1, {anna});
  const std::int64_t campaign = start_campaign(1, "spring");
  work();
  execute("UPDATE campaigns SET state = 'cancelled', followed_to = 0");
  const MovedCampaign before{campaign, false, 0, 1};
  EXPECT_EQ(write([&](const Writing& writing) { return follow_campaign(writing, before, 10); }), 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'cancelled'"), 1);
}

// A claim that has many digests to look into leaves some to the next one.
TEST_F(OutboxTurns, CountsWhatIsInDigestsAsLookedAt) {
  for (int i = 0; i < 3; ++i) {
    execute(prefer(make_subject(true), "NULL, NULL", 1, "NULL, NULL"));
    notify(i + 1, "courtesy", "");
  }
  EXPECT_TRUE(claim_all().empty());
  ASSERT_EQ(number("SELECT count(*) FROM digests"), 3);
  execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
      "INSERT INTO deliveries (id, version, key, subject, class, channel, in_digest, state, token, "
      "tries, lapses, since_us, uncertain, created_us) SELECT g.id * 10000 + i, 1, "
      "g.id || ' ' || i, g.subject, 'courtesy', g.channel, g.id, 'digested', 0, 0, 0, 0, 0, 0 "
      "FROM digests g, n");
  now_us_ = *parse_instant("2026-11-27T08:00:00+01:00");
  EXPECT_EQ(claim_all().size(), 2U);
  EXPECT_EQ(claim_all().size(), 1U);
}

}  // namespace
}  // namespace pmm::crm
