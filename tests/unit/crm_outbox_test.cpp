#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "crm/digest.hpp"
#include "crm/service.hpp"
#include "crm_outbox_fixture.hpp"
#include "support.hpp"

namespace pmm::crm {
namespace {

TEST_F(Outbox, CountsTheCapAndWaits) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 0, "2, 24"));
  for (int i = 0; i < 4; ++i) notify(anna, "courtesy", "");
  const std::int64_t legal = notify(anna, "legal", "");
  const auto first = claim_all();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first.front().notification, legal);
  for (const Parcel& parcel : first) settle(parcel, model::Outcome::kSent);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'frequency_cap'"), 2);
  now_us_ += 24 * kOutboxHourUs + 1;
  EXPECT_EQ(claim_all().size(), 2U);
}

// A try that failed has its own leaving in the window, which is none of the others.
TEST_F(Outbox, DoesNotCountADeliveryUnderItsOwnCap) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 0, "1, 24"));
  notify(anna, "courtesy", "");
  const auto first = claim_all();
  ASSERT_EQ(first.size(), 1U);
  settle(first.front(), model::Outcome::kTemporary);
  now_us_ += kOutboxHourUs;
  EXPECT_EQ(claim_all().size(), 1U);
}

// Waiting is not trying: what lay for days before its first try is tried again as all others are.
TEST_F(Outbox, TriesForThreeDaysFromTheFirstTryOn) {
  notify(make_subject(true), "courtesy", "");
  now_us_ += 96 * kOutboxHourUs;
  const auto first = claim_all();
  ASSERT_EQ(first.size(), 1U);
  settle(first.front(), model::Outcome::kTemporary);
  now_us_ += kOutboxHourUs;
  EXPECT_EQ(claim_all().size(), 1U);
}

// What waited for a channel that carries no more is not news on the day that it carries again.
TEST_F(Outbox, SettlesWhatWaitsForAChannelThatCarriesNoMore) {
  const std::int64_t anna = make_subject(true);
  notify(anna, "courtesy", "");
  notify(make_subject(true), "legal", "");
  write([this](const Writing& writing) { return carry_channel(writing, channel_, ""); });
  tick();
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'channel_inactive'"), 2);
  write([this](const Writing& writing) { return carry_channel(writing, channel_, "email"); });
  now_us_ += 24 * kOutboxHourUs;
  EXPECT_TRUE(claim_all().empty());
  notify(anna, "courtesy", "");
  EXPECT_EQ(claim_all().size(), 1U);
}

// I7: what brings its carrier down takes nobody along.
TEST_F(Outbox, I7GivesAloneWhatACarrierFellSilentOver) {
  for (int i = 0; i < 3; ++i) notify(make_subject(true), "courtesy", "");
  ASSERT_EQ(claim_all().size(), 3U);
  now_us_ += kOutboxHourUs;
  notify(make_subject(true), "courtesy", "");
  std::multiset<std::size_t> sizes;
  for (int i = 0; i < 4; ++i) {
    const auto parcels = claim_all();
    sizes.insert(parcels.size());
    for (const Parcel& parcel : parcels) settle(parcel, model::Outcome::kSent);
  }
  EXPECT_EQ(sizes, (std::multiset<std::size_t>{1, 1, 1, 1}));
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'sent'"), 4);
}

TEST_F(Outbox, TakesWhatIsLegalFirst) {
  for (int i = 0; i < 30; ++i) notify(make_subject(true), "courtesy", "");
  const std::int64_t legal = notify(make_subject(true), "legal", "");
  std::vector<Parcel> parcels;
  write([&](const Writing& writing) { return claim(writing, {channel_, 2, 60}, parcels); });
  ASSERT_EQ(parcels.size(), 2U);
  EXPECT_EQ(parcels[0].notification, legal);
}

// A channel with much to carry keeps no other waiting.
TEST_F(Outbox, I8_ChannelsTakeTurns) {
  const std::int64_t other = write([](const Writing& writing) {
    EntryFields fields;
    fields.code = std::string("push");
    fields.name = std::string("push");
    return create_entry(writing, kChannels, fields);
  });
  for (int i = 0; i < 30; ++i) notify(make_subject(true), "courtesy", "");
  write([other](const Writing& writing) { return carry_channel(writing, other, "push"); });
  notify(make_subject(true), "courtesy", "");
  std::vector<std::string> order;
  for (const char* code : {"email", "push"})
    carry_with(code, 5, [&](const Parcel& parcel) {
      order.push_back(parcel.channel);
      return model::Outcome::kSent;
    });
  tick();
  ASSERT_EQ(order.size(), 32U);
  EXPECT_EQ(std::find(order.begin(), order.end(), "push") - order.begin(), 5);
}

// Whoever has nothing to do keeps nobody from writing.
TEST_F(Outbox, AnIdleOneTakesNobodysTurn) {
  execute(
      "INSERT INTO frozen_groups (id, rule, members, journal, visit, actor, created_us) "
      "VALUES (1, '{}', 2, 0, 0, 1, 0)");
  for (int i = 0; i < 2; ++i)
    execute("INSERT INTO frozen_members (frozen, subject) VALUES (1, " +
            std::to_string(make_subject(true)) + ")");
  write([](const Writing& writing) {
    CampaignFields fields;
    fields.name = fields.title = fields.body = std::string("slow");
    fields.frozen = fields.per_hour = std::int64_t{1};
    return create_campaign(writing, fields);
  });
  carry_with("email", 5, [](const Parcel&) { return model::Outcome::kTemporary; });
  EXPECT_TRUE(runtime::work_outbox(*crm_, *session_, Call{}).ok());
  EXPECT_EQ(number("SELECT planned FROM campaigns"), 1);
  const std::int64_t before = crm_->store().counts().writes;
  const auto done = runtime::work_outbox(*crm_, *session_, Call{});
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(*done, 0);
  EXPECT_EQ(crm_->store().counts().writes, before);
}

// What cannot be done keeps nothing else from being done.
TEST_F(Outbox, AFailureKeepsNothingElseBack) {
  execute(
      "INSERT INTO frozen_groups (id, rule, members, journal, visit, actor, created_us) "
      "VALUES (1, '{}', 1, 0, 0, 1, 0)");
  notify(make_subject(true), "courtesy", "");
  execute("INSERT INTO frozen_members (frozen, subject) VALUES (1, 1)");
  write([](const Writing& writing) {
    CampaignFields fields;
    fields.name = fields.title = fields.body = std::string("broken");
    fields.frozen = std::int64_t{1};
    return create_campaign(writing, fields);
  });
  execute(
      "CREATE TRIGGER broken BEFORE INSERT ON notifications WHEN NEW.title = 'broken' "
      "BEGIN SELECT RAISE(ABORT, 'broken'); END");
  int sent = 0;
  carry_with("email", 5, [&](const Parcel&) {
    ++sent;
    return model::Outcome::kSent;
  });
  EXPECT_FALSE(runtime::tick(crm_, Call{}).ok());
  EXPECT_EQ(sent, 1);
}

TEST_F(Outbox, IsQuietAtNight) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "1320, 450", 0, "NULL, NULL"));
  now_us_ = *parse_instant("2026-11-26T23:30:00+01:00");
  notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT due_us FROM deliveries"), *parse_instant("2026-11-27T07:30:00+01:00"));
  now_us_ = *parse_instant("2026-11-27T07:30:00+01:00");
  EXPECT_EQ(claim_all().size(), 1U);
}

TEST_F(Outbox, AsksTheMandateOfWhoActs) {
  const std::int64_t anna = make_subject(true);
  const std::int64_t bruno = make_subject(true);
  execute(
      "INSERT INTO mandates (id, version, subject, delegate, state, valid_from_us, valid_to_us, "
      "moved_us, created_us) VALUES (1, 1, " +
      std::to_string(anna) + ", " + std::to_string(bruno) + ", 'active', 0, " +
      std::to_string(now_us_ + 12 * kOutboxHourUs) + ", 0, 0)");
  notify(anna, "courtesy", "");
  execute("UPDATE deliveries SET recipient = " + std::to_string(bruno));
  const auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].address, "s" + std::to_string(bruno) + "@example.org");
  settle(parcels[0], model::Outcome::kSent);
  notify(anna, "courtesy", "");
  execute("UPDATE deliveries SET recipient = " + std::to_string(bruno) + " WHERE id = 2");
  now_us_ += 24 * kOutboxHourUs;
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'mandate_ended'"), 1);
}

TEST_F(Outbox, AMandateIsForItsServices) {
  const std::int64_t anna = make_subject(true);
  const std::int64_t bruno = make_subject(true);
  const std::int64_t service = write([](const Writing& writing) {
    ServiceFields fields;
    fields.code = std::string("residence");
    fields.name = std::string("Residence");
    return create_service(writing, fields);
  });
  execute(
      "INSERT INTO mandates (id, version, subject, delegate, state, valid_from_us, moved_us, "
      "created_us) VALUES (1, 1, " +
      std::to_string(anna) + ", " + std::to_string(bruno) + ", 'active', 0, 0, 0)");
  execute("INSERT INTO mandate_services (mandate, service) VALUES (1, " + std::to_string(service) +
          ")");
  notify(anna, "courtesy", "");
  notify(anna, "courtesy", "");
  execute("UPDATE deliveries SET recipient = " + std::to_string(bruno));
  execute("UPDATE deliveries SET service = " + std::to_string(service) + " WHERE id = 1");
  const auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].id, 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'mandate_ended'"), 1);
}

TEST_F(Outbox, DigestSaysEachKeyOnce) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 1, "NULL, NULL"));
  notify(anna, "courtesy", "case 1");
  EXPECT_TRUE(claim_all().empty());
  notify(anna, "courtesy", "");
  notify(anna, "courtesy", "case 1");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE in_digest = 1"), 3);
  now_us_ = *parse_instant("2026-11-27T08:00:00+01:00");
  const auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].digest, 1);
  EXPECT_EQ(parcels[0].title, "3 comunicazioni per te");
  EXPECT_EQ(parcels[0].body, "- notice 2\n- notice 3 (2)\n");
}

TEST_F(Outbox, ADigestSaysWhatItHasNoRoomFor) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 1, "NULL, NULL"));
  for (int i = 0; i < 70; ++i) notify(anna, "courtesy", "");
  execute("UPDATE notifications SET title = hex(zeroblob(500))");
  EXPECT_TRUE(claim_all().empty());
  now_us_ = *parse_instant("2026-11-27T08:00:00+01:00");
  const auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_LE(parcels[0].body.size(), 65'536U);
  EXPECT_NE(parcels[0].body.find("E altre sulla tua bacheca: 5\n"), std::string::npos);
}

// An address is given up for what came back for good, or for three that came back for now; it is
// good again once something arrived, or once it was verified anew.
TEST_F(Outbox, ForgetsBouncesForTheRightReason) {
  const std::int64_t anna = make_subject(true);
  const auto fail = [this](const Parcel& parcel, model::Outcome outcome) {
    write([&](const Writing& writing) {
      DeliveryReport said;
      said.delivery = parcel.id;
      said.token = parcel.token;
      said.outcome = outcome;
      said.bounced = true;
      return report(writing, said);
    });
  };
  for (int i = 0; i < 2; ++i) notify(anna, "courtesy", "");
  auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 2U);
  fail(parcels[0], model::Outcome::kPermanent);
  settle(parcels[1], model::Outcome::kSent);
  notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'address_bounced'"), 1);
  write([&](const Writing& writing) {
    return receipt(writing, {parcels[1].key, model::Outcome::kDelivered, false});
  });
  notify(anna, "courtesy", "");
  parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  for (int i = 0; i < 4; ++i) {
    fail(parcels[0], model::Outcome::kTemporary);
    now_us_ += kOutboxHourUs;
    parcels = claim_all();
    ASSERT_EQ(parcels.size(), 1U);
  }
  fail(parcels[0], model::Outcome::kPermanent);
  notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  write([&](const Writing& writing) {
    AddressFields fields;
    fields.verified_on = std::int32_t{20'000};
    return update_address(writing, 1, fields);
  });
  notify(anna, "courtesy", "");
  EXPECT_EQ(claim_all().size(), 1U);
}

// P19, I6: what was withdrawn after it came into a digest does not go out with it.
TEST_F(Outbox, P19ADigestIsAskedAgain) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 1, "NULL, NULL"));
  for (int i = 0; i < 4; ++i) notify(anna, "courtesy", "");
  execute("UPDATE deliveries SET expires_us = " + std::to_string(now_us_ + kOutboxHourUs) +
          " WHERE id = 1");
  execute(
      "INSERT INTO frozen_groups (id, rule, members, journal, visit, actor, created_us) "
      "VALUES (1, '{}', 1, 0, 0, 1, 0)");
  for (const char* state : {"cancelled", "paused"})
    execute(std::string("INSERT INTO campaigns (id, version, name, frozen, state, class, language, "
                        "title, body, starts_us, after_subject, planned, hour_us, hour_count, "
                        "actor, created_us) SELECT count(*) + 1, 1, 'c', 1, '") +
            state + "', 'courtesy', 'it', 't', 'b', 0, 0, 0, 0, 0, 1, 0 FROM campaigns");
  EXPECT_TRUE(claim_all().empty());
  ASSERT_EQ(number("SELECT count(*) FROM deliveries WHERE in_digest = 1"), 4);
  execute("UPDATE deliveries SET campaign = id - 1 WHERE id IN (2, 3)");
  now_us_ = *parse_instant("2026-11-27T08:00:00+01:00");
  const auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].body, "- notice 4\n");
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE in_digest IS NOT NULL"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE id = 1 AND state = 'expired'"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE id = 2 AND state = 'cancelled'"), 1);
  EXPECT_EQ(
      number("SELECT count(*) FROM deliveries WHERE id = 3 AND state = 'created' AND reason = "
             "'campaign_paused'"),
      1);
}

TEST_F(Outbox, AnEmptyDigestStays) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 1, "NULL, NULL"));
  notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  write([](const Writing& writing) { return cancel_delivery(writing, 1); });
  now_us_ = *parse_instant("2026-11-27T08:00:00+01:00");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(
      number("SELECT count(*) FROM deliveries WHERE state = 'suppressed' AND reason = 'empty' "
             "AND digest = 1"),
      1);
}

// A retry is not put into a digest, and is asked for the night all the same.
TEST_F(Outbox, ARetryIsQuietAtNight) {
  const std::int64_t anna = make_subject(true);
  notify(anna, "courtesy", "");
  now_us_ = *parse_instant("2026-11-26T21:59:50+01:00");
  const auto first = claim_all();
  ASSERT_EQ(first.size(), 1U);
  settle(first.front(), model::Outcome::kTemporary);
  execute(prefer(anna, "1320, 420", 1, "NULL, NULL"));
  now_us_ += 60'000'000;
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'quiet_hours'"), 1);
}

// The newer one says it only if it goes.
TEST_F(Outbox, CollapsesOnlyForWhatWillGo) {
  const std::int64_t anna = make_subject(true);
  const std::int64_t told = notify(anna, "courtesy", "case 1");
  notify(anna, "courtesy", "case 1");
  execute("UPDATE deliveries SET due_us = 9223372036854775807 WHERE id = 2");
  const std::int64_t other = notify(anna, "promotional", "case 1");
  auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].notification, told);
  EXPECT_NE(other, told);
  const std::int64_t asks = notify(anna, "courtesy", "case 2");
  execute("UPDATE notifications SET action = 'answer' WHERE id = " + std::to_string(asks));
  const std::int64_t noted = notify(anna, "courtesy", "case 2");
  parcels = claim_all();
  ASSERT_EQ(parcels.size(), 2U);
  EXPECT_EQ(parcels[0].notification, asks);
  EXPECT_EQ(parcels[1].notification, noted);
  notify(anna, "courtesy", "case 3");
  notify(anna, "courtesy", "case 3");
  EXPECT_EQ(claim_all().size(), 1U);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'collapsed'"), 1);
}

// What is legal goes by one way at least: on paper when nobody carries to the digital domicile, or
// when it came back from there.
TEST_F(Outbox, PaperFollowsWhatTheDigitalDomicileDoesNotTake) {
  const std::int64_t anna = make_subject(false);
  for (const char* kind : {"pec", "postal"})
    write([&](const Writing& writing) {
      AddressFields fields;
      fields.kind = std::string(kind);
      fields.value = std::string(kind[1] == 'e' ? "anna@pec.example.it" : "Via Toledo 1, Napoli");
      fields.verified_on = std::int32_t{20'000};
      return create_address(writing, anna, fields);
    });
  write([this](const Writing& writing) { return carry_channel(writing, channel_, "post"); });
  notify(anna, "legal", "");
  EXPECT_EQ(claim_all().size(), 1U);
  const std::int64_t pec = write([](const Writing& writing) {
    EntryFields fields;
    fields.code = std::string("pec");
    fields.name = std::string("pec");
    return create_entry(writing, kChannels, fields);
  });
  write([pec](const Writing& writing) { return carry_channel(writing, pec, "pec"); });
  notify(anna, "legal", "");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'digital_domicile'"), 1);
  std::vector<Parcel> parcels;
  write([&](const Writing& writing) { return claim(writing, {pec, 10, 60}, parcels); });
  ASSERT_EQ(parcels.size(), 1U);
  settle(parcels[0], model::Outcome::kSent);
  EXPECT_TRUE(claim_all().empty());
  write([&](const Writing& writing) {
    return receipt(writing, {parcels[0].key, model::Outcome::kPermanent, false});
  });
  const auto paper = claim_all();
  ASSERT_EQ(paper.size(), 1U);
  EXPECT_EQ(paper[0].notification, parcels[0].notification);
}

// Whatever happens, a notification is in exactly one place: on its own way, in one digest, or
// stopped for a reason that is kept.
TEST_F(Outbox, LosesNothing) {
  std::mt19937_64 random(test_seed(20));
  std::vector<std::int64_t> subjects;
  for (int i = 0; i < 12; ++i) {
    subjects.push_back(make_subject(i % 5 != 4));
    const int kind = i % 4;
    if (kind != 0)
      execute(prefer(subjects.back(), kind == 2 ? "1320, 450" : "NULL, NULL", kind == 1 ? 1 : i % 2,
                     kind == 3 ? "2, 24" : "NULL, NULL"));
  }
  std::map<std::int64_t, int> tries_of;
  std::map<std::int64_t, std::set<std::int64_t>> sent_digests;
  for (int step = 0; step < 150; ++step) {
    const std::int64_t subject = subjects[random() % subjects.size()];
    constexpr const char* kClasses[] = {"courtesy", "courtesy", "promotional", "legal"};
    constexpr const char* kKeys[] = {"", "", "a", "b"};
    notify(subject, kClasses[random() % 4], kKeys[random() % 4]);
    now_us_ += static_cast<std::int64_t>(random() % (3 * kOutboxHourUs));
    if (random() % 3 == 0) {
      for (const Parcel& parcel : claim_all()) {
        const auto luck = random() % 10;
        if (luck == 0) continue;  // the carrier falls silent
        settle(parcel, luck < 3   ? model::Outcome::kTemporary
                       : luck < 4 ? model::Outcome::kPermanent
                                  : model::Outcome::kSent);
        if (parcel.digest != 0) sent_digests[parcel.subject].insert(parcel.digest);
      }
    }
  }
  // Every notification has one row on this channel…
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE notification IS NOT NULL"), notices_);
  EXPECT_EQ(number("SELECT count(DISTINCT notification) FROM deliveries"), notices_);
  // …which is in a digest exactly when it says so, and has a reason when it was stopped.
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE (state = 'digested') <> "
                   "(in_digest IS NOT NULL)"),
            0);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'suppressed' AND reason IS NULL"),
            0);
  // What is in a digest is the subject's own, and each digest has one delivery.
  EXPECT_EQ(number("SELECT count(*) FROM deliveries d JOIN digests g ON g.id = d.in_digest "
                   "WHERE g.subject <> d.subject OR g.channel <> d.channel"),
            0);
  EXPECT_EQ(number("SELECT count(*) FROM digests g WHERE 1 <> (SELECT count(*) FROM "
                   "deliveries d WHERE d.digest = g.id)"),
            0);
  // Nothing joined a digest after it had gone, so that each of its notices was told.
  EXPECT_EQ(number("SELECT count(*) FROM deliveries d JOIN deliveries g ON g.digest = d.in_digest "
                   "WHERE g.handed_us IS NOT NULL AND d.done_us > g.handed_us AND g.tries = 1 "
                   "AND g.lapses = 0 AND g.state = 'sent'"),
            0);
  // What is in a digest has not ended otherwise than that.
  EXPECT_EQ(number("SELECT count(*) FROM deliveries d JOIN deliveries g ON g.digest = d.in_digest "
                   "WHERE g.state IN ('suppressed', 'expired', 'cancelled')"),
            0);
  EXPECT_GT(number("SELECT count(*) FROM digests"), 3);
  // What waits has a time, what rests has none, and what is sending has a lease.
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE (due_us IS NOT NULL) <> (state IN "
                   "('created', 'temporary_failure', 'uncertain'))"),
            0);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE (lease_until_us IS NOT NULL) <> (state = "
                   "'sending')"),
            0);
}

TEST_F(Outbox, GivesBackWhatWasNotSent) {
  const std::int64_t anna = make_subject(true);
  notify(anna, "courtesy", "");
  auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  write([&](const Writing& writing) { return release(writing, parcels[0].id, parcels[0].token); });
  EXPECT_EQ(number("SELECT tries FROM deliveries"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM delivery_tries"), 0);
  parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].token, 2);
  EXPECT_EQ(parcels[0].tries, 1);
}

}  // namespace
}  // namespace pmm::crm
