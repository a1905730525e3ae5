// How deliveries end, what ends with them, and what they count for afterwards.
#include <string>
#include <vector>

#include "crm_outbox_fixture.hpp"

namespace pmm::crm {
namespace {

class OutboxEnds : public Outbox {
 protected:
  std::int64_t make_carried(const char* code) {
    const std::int64_t id = write([code](const Writing& writing) {
      EntryFields fields;
      fields.code = fields.name = std::string(code);
      return create_entry(writing, kChannels, fields);
    });
    write([&](const Writing& writing) { return carry_channel(writing, id, code); });
    return id;
  }
  void give_legal_addresses(std::int64_t subject) {
    for (const char* kind : {"pec", "postal"})
      write([&](const Writing& writing) {
        AddressFields fields;
        fields.kind = std::string(kind);
        fields.value = std::string(kind[1] == 'e' ? "anna@pec.example.it" : "Via Toledo 1, Napoli");
        fields.verified_on = std::int32_t{20'000};
        return create_address(writing, subject, fields);
      });
  }
  std::vector<Parcel> claim_over(std::int64_t channel) {
    std::vector<Parcel> parcels;
    write([&](const Writing& writing) { return claim(writing, {channel, 100, 60}, parcels); });
    return parcels;
  }
  Code requeue(std::int64_t id) {
    return session_
        ->write(Call{}, "test",
                [id](const Writing& writing) { return requeue_delivery(writing, id); })
        .status()
        .code();
  }
  std::int64_t revived() { return number("SELECT count(*) FROM journal WHERE verb = 'revive'"); }
};

// What is known not to have arrived is none of those that were too many.
TEST_F(OutboxEnds, WhatFailedForGoodIsUnderNoCap) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 0, "1, 24"));
  notify(anna, "courtesy", "");
  auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  settle(parcels[0], model::Outcome::kPermanent);
  now_us_ += kOutboxHourUs;
  notify(anna, "courtesy", "");
  parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  // Nor is what was given back, but what went out is.
  write([&](const Writing& writing) { return release(writing, parcels[0].id, parcels[0].token); });
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE handed_us IS NOT NULL"), 0);
  parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  settle(parcels[0], model::Outcome::kSent);
  notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'frequency_cap'"), 1);
}

TEST_F(OutboxEnds, ADigestTakesAlongWhatIsInIt) {
  const std::int64_t anna = make_subject(true);
  execute(prefer(anna, "NULL, NULL", 1, "NULL, NULL"));
  for (int i = 0; i < 2; ++i) notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  execute("INSERT INTO address_bounces (address, bounces, hard, at_us) VALUES (1, 1, 1, 0)");
  now_us_ = *parse_instant("2026-11-27T08:00:00+01:00");
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'suppressed' AND "
                   "reason = 'address_bounced' AND in_digest IS NULL"),
            3);
  execute("DELETE FROM address_bounces");
  notify(anna, "courtesy", "");
  EXPECT_TRUE(claim_all().empty());
  const std::int64_t digest = number("SELECT id FROM deliveries WHERE digest = 2");
  write([=](const Writing& writing) { return cancel_delivery(writing, digest); });
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'cancelled' AND "
                   "reason = 'cancelled'"),
            2);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'digested'"), 0);
}

// A channel that was switched off by mistake takes nothing with it for good.
TEST_F(OutboxEnds, WhatItsChannelDidNotCarryCanBeSentAgain) {
  notify(make_subject(true), "courtesy", "");
  notify(make_subject(false), "courtesy", "");
  write([this](const Writing& writing) {
    EntryFields fields;
    fields.active = false;
    return update_entry(writing, kChannels, channel_, fields);
  });
  tick();
  ASSERT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'channel_inactive'"), 2);
  write([this](const Writing& writing) {
    EntryFields fields;
    fields.active = true;
    return update_entry(writing, kChannels, channel_, fields);
  });
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(requeue(1), Code::kOk);
  EXPECT_EQ(requeue(2), Code::kOk);
  EXPECT_EQ(claim_all().size(), 1U);
  // What a rule stopped stays stopped.
  ASSERT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'address_missing'"), 1);
  EXPECT_EQ(requeue(2), Code::kConflict);
}

TEST_F(OutboxEnds, PaperFollowsWhatIsCalledBackFromTheDigitalDomicile) {
  const std::int64_t anna = make_subject(false);
  give_legal_addresses(anna);
  const std::int64_t post = make_carried("post"), pec = make_carried("pec");
  notify(anna, "legal", "");
  EXPECT_TRUE(claim_over(post).empty());
  // That nobody has her e-mail says nothing about the digital domicile.
  EXPECT_TRUE(claim_all().empty());
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'address_missing'"), 1);
  EXPECT_EQ(revived(), 0);
  const std::int64_t digital =
      number("SELECT id FROM deliveries WHERE channel = " + std::to_string(pec));
  write([=](const Writing& writing) { return cancel_delivery(writing, digital); });
  EXPECT_EQ(revived(), 1);
  const auto paper = claim_over(post);
  ASSERT_EQ(paper.size(), 1U);
  EXPECT_EQ(paper[0].notification, 1);
}

// A channel that carries no more may have been the way to the digital domicile.
TEST_F(OutboxEnds, PaperFollowsWhatCarriesNoMore) {
  const std::int64_t anna = make_subject(false);
  give_legal_addresses(anna);
  const std::int64_t post = make_carried("post"), pec = make_carried("pec");
  notify(anna, "legal", "");
  EXPECT_TRUE(claim_over(post).empty());
  write([=](const Writing& writing) { return carry_channel(writing, pec, ""); });
  tick();
  EXPECT_EQ(claim_over(post).size(), 1U);
}

// What may have arrived is not told once more among others, nor for a newer one, in a new budget
// neither.
TEST_F(OutboxEnds, WhatMayHaveArrivedGoesByItself) {
  const std::int64_t anna = make_subject(true);
  notify(anna, "courtesy", "case 1");
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(claim_all().size(), 1U);
    now_us_ += kOutboxHourUs;
  }
  EXPECT_TRUE(claim_all().empty());
  ASSERT_EQ(number("SELECT count(*) FROM deliveries WHERE state = 'technical_failure'"), 1);
  execute(prefer(anna, "NULL, NULL", 1, "NULL, NULL"));
  EXPECT_EQ(requeue(1), Code::kOk);
  EXPECT_EQ(claim_all().size(), 1U);
}

// What the subject wants goes by the category: the newer one may be what it does not want.
TEST_F(OutboxEnds, CollapsesWithinACategory) {
  const std::int64_t anna = make_subject(true);
  execute(
      "INSERT INTO categories (id, version, code, name, active, created_us) VALUES (1, 1, 'c', "
      "'c', 1, 0)");
  notify(anna, "courtesy", "case 1");
  notify(anna, "courtesy", "case 1");
  execute("UPDATE notifications SET category = 1 WHERE id = 2");
  EXPECT_EQ(claim_all().size(), 2U);
  EXPECT_EQ(number("SELECT count(*) FROM deliveries WHERE reason = 'collapsed'"), 0);
}

// What arrived says more of an address than what its carrier heard on the way.
TEST_F(OutboxEnds, ALateBounceSaysNothingOfWhatArrived) {
  const std::int64_t anna = make_subject(true);
  notify(anna, "courtesy", "");
  const auto parcels = claim_all();
  ASSERT_EQ(parcels.size(), 1U);
  write([&](const Writing& writing) {
    return receipt(writing, {parcels[0].key, model::Outcome::kDelivered, false});
  });
  write([&](const Writing& writing) {
    DeliveryReport said;
    said.delivery = parcels[0].id;
    said.token = parcels[0].token;
    said.outcome = model::Outcome::kPermanent;
    said.bounced = true;
    return report(writing, said);
  });
  EXPECT_EQ(number("SELECT count(*) FROM address_bounces"), 0);
  notify(anna, "courtesy", "");
  EXPECT_EQ(claim_all().size(), 1U);
}

}  // namespace
}  // namespace pmm::crm
