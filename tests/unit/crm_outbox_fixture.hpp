#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/civil.hpp"
#include "crm/address.hpp"
#include "crm/campaign.hpp"
#include "crm/channel.hpp"
#include "crm/delivery.hpp"
#include "crm/subject.hpp"
#include "runtime/crm.hpp"

namespace pmm::crm {

inline constexpr std::int64_t kOutboxHourUs = 3'600'000'000;

// A store in memory with a clock that the test moves, subjects with addresses, one channel.
class Outbox : public testing::Test {
 protected:
  void SetUp() override {
    runtime::OpenOptions options;
    options.store.in_memory = true;
    options.store.create = store::StoreOptions::Create::kMayExist;
    options.store.clock = [this] { return now_us_; };
    auto opened = runtime::Crm::open("memory", std::move(options));
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    crm_ = std::move(*opened);
    auto session = runtime::Session::open(crm_, 1);
    ASSERT_TRUE(session.ok()) << session.status().message();
    session_ = std::move(*session);
    channel_ = write([](const Writing& writing) {
      EntryFields fields;
      fields.code = std::string("email");
      fields.name = std::string("email");
      return create_entry(writing, kChannels, fields);
    });
    write([this](const Writing& writing) { return carry_channel(writing, channel_, "email"); });
  }

  std::int64_t write(const runtime::Session::Write& work) {
    auto answer = session_->write(Call{}, "test", work);
    EXPECT_TRUE(answer.ok()) << answer.status().message() << " " << answer.status().field();
    return answer.ok() ? *answer : 0;
  }
  // A statement of the test's own, for what no layer below writes.
  void execute(const std::string& sql) {
    write([&](const Writing& writing) -> Result<std::int64_t> {
      PMM_TRY(writing.db().execute(sql.c_str()));
      return 0;
    });
  }
  std::int64_t number(const std::string& sql) {
    std::int64_t out = -1;
    auto done = session_->read(Call{}, [&](const Reading& reading) -> Result<TablePtr> {
      PMM_ASSIGN(const auto found, reading.db.query_int(sql));
      out = found.value_or(0);
      return TablePtr(std::make_shared<Table>());
    });
    EXPECT_TRUE(done.ok()) << done.status().message();
    return out;
  }

  std::int64_t make_subject(bool with_address) {
    const std::int64_t id = write([](const Writing& writing) {
      SubjectFields fields;
      fields.kind = std::string("person");
      fields.given_name = std::string("Anna");
      fields.family_name = std::string("Esposito");
      return create_subject(writing, fields);
    });
    if (with_address)
      write([&](const Writing& writing) {
        AddressFields fields;
        fields.kind = std::string("email");
        fields.value = "s" + std::to_string(id) + "@example.org";
        fields.verified_on = std::int32_t{20'000};
        return create_address(writing, id, fields);
      });
    return id;
  }

  // One notification, and what goes out of it.
  std::int64_t notify(std::int64_t subject, const char* notice_class, const char* key) {
    const std::int64_t id = ++notices_;
    execute(
        "INSERT INTO notifications (id, token, version, subject, origin, class, language, "
        "title, body, collapse_key, documents, created_us) VALUES (" +
        std::to_string(id) + ", 't" + std::to_string(id) + "', 1, " + std::to_string(subject) +
        ", 'office', '" + notice_class + "', 'it', 'notice " + std::to_string(id) + "', 'b', " +
        (key[0] == '\0' ? "NULL" : "'" + std::string(key) + "'") + ", 0, " +
        std::to_string(now_us_) + ")");
    write([&](const Writing& writing) -> Result<std::int64_t> {
      Outgoing out;
      out.notification = id;
      out.subject = subject;
      out.notice_class = model::parse_notice_class(notice_class).value();
      if (key[0] != '\0') out.collapse_key = std::string(key);
      PMM_TRY(enqueue(writing, out));
      return 0;
    });
    return id;
  }

  std::vector<Parcel> claim_all() {
    std::vector<Parcel> parcels;
    write([&](const Writing& writing) { return claim(writing, {channel_, 1000, 60}, parcels); });
    return parcels;
  }
  void settle(const Parcel& parcel, model::Outcome outcome) {
    write([&](const Writing& writing) {
      DeliveryReport said;
      said.delivery = parcel.id;
      said.token = parcel.token;
      said.outcome = outcome;
      return report(writing, said);
    });
  }

  void tick() {
    const auto done = runtime::tick(crm_, Call{});
    EXPECT_TRUE(done.ok()) << done.status().message();
  }
  void carry_with(const char* code, std::int64_t batch,
                  std::function<model::Outcome(const Parcel&)> send) {
    auto carrier = std::make_shared<runtime::Carrier>();
    carrier->batch = batch;
    carrier->send = [send = std::move(send)](const Parcel& parcel) {
      DeliveryReport out;
      out.outcome = send(parcel);
      return out;
    };
    crm_->carriers().set(code, std::move(carrier));
  }

  std::int64_t now_us_ = *parse_instant("2026-11-26T09:00:00Z");
  std::shared_ptr<runtime::Crm> crm_;
  std::unique_ptr<runtime::Session> session_;
  std::int64_t channel_ = 0, notices_ = 0;
};

inline std::string prefer(std::int64_t subject, const char* quiet, int digest, const char* cap) {
  return "INSERT INTO preferences (subject, version, settings_version, mode, read_receipts, "
         "quiet_from_min, quiet_to_min, digest, digest_hour, cap_count, cap_hours, created_us) "
         "VALUES (" +
         std::to_string(subject) + ", 1, 1, 'auto', 'unknown', " + quiet + ", " +
         std::to_string(digest) + ", 8, " + cap + ", 0)";
}

}  // namespace pmm::crm
